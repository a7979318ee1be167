import { between, pick, prng } from '../core/random.ts';
import { entityTypes } from './field-spec.ts';
import { addItem } from './items.ts';
import type { Actor, Portal } from './portal.ts';
import type { WireMap } from './wire.ts';

const names = ['Анна', 'Борис', 'Вера', 'Глеб', 'Дарья', 'Егор', 'Жанна', 'Иван', 'Кира', 'Лев'];
const surnames = ['Берёзкин', 'Ветров', 'Гаврилов', 'Дубов', 'Ельцов', 'Жуков', 'Зайцев', 'Калинин', 'Лазарев', 'Морозов'];
const countries = ['Турция', 'ОАЭ', 'Египет', 'Таиланд', 'Россия'];
const stages = ['C7:NEW', 'C7:CONFIRMED', 'C7:PART_PAID', 'C7:PAID'];

/** Deals of the tour funnel that people keep by hand, each with its own contact; nothing is told or logged about them. */
export function seedPortal(portal: Portal, { seed, count }: { seed: number; count: number }): void {
  const random = prng(seed);
  const actor: Actor = { by: 'seed', userId: 11, operation: 'seed' };
  const options = { actor, originalNames: false };
  const add = (type: 2 | 3, fields: WireMap) => addItem(portal, type, fields, options).id;
  for (let index = 0; index < count; index += 1) {
    const digits = String(between(random, 0, 9999)).padStart(4, '0');
    const surname = pick(random, surnames);
    const contactId = add(entityTypes.contact, {
      name: pick(random, names),
      lastName: surname,
      fm: [
        { typeId: 'PHONE', valueType: 'MOBILE', value: `+7900000${digits}` },
        { typeId: 'EMAIL', valueType: 'WORK', value: `client${digits}@example.com` },
      ],
    });
    const country = pick(random, countries);
    add(entityTypes.deal, {
      title: `${country}, ${surname}`,
      categoryId: 7,
      stageId: pick(random, stages),
      contactId,
      assignedById: between(random, 11, 13),
      opportunity: between(random, 60, 480) * 1000,
      sourceId: pick(random, ['WEB', 'CALL', 'AGENCY']),
      ufCrm_UZEL_COUNTRY: country,
    });
  }
}
