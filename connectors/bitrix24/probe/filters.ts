import { z } from 'zod';
import type { Bitrix24 } from '../client.ts';
import { exactNumber } from '../values.ts';
import { idText, phpList } from '../wire.ts';
import { type Check, no, yes } from './say.ts';

const DAY_MS = 86_400_000;
const dated = z.object({ id: idText, updatedTime: z.string().catch(''), begindate: z.string().nullish().catch(null) });
const rows = z.object({ items: phpList(dated) });

/**
 * Whether the portal finds a deal by the time of its change, and whether its dates are midnights in UTC. Portals differ in both, and a wrong guess
 * would lose changes or shift days without a word.
 */
export const checkDates: Check = async (client) => {
  const [deal] = await deals(client, {}, 'DESC');
  if (!deal || Number.isNaN(Date.parse(deal.updatedTime)))
    return yes(
      'Отбор по времени изменения не проверен: на портале нет сделок.',
      'Filters by time of change are not checked: the portal has no deals.',
    );
  const moment = deal.updatedTime;
  const later = new Date(Date.parse(moment) + DAY_MS).toISOString();
  const [same, none] = await Promise.all([deals(client, own(deal.id, moment)), deals(client, own(deal.id, later))]);
  if (same.length === 0 || none.length > 0)
    return no(
      'Портал неверно отбирает сделки по времени изменения: опрос может терять изменения. Включите события портала.',
      'The portal filters deals by their time of change wrongly: polling may lose changes. Turn on the events of the portal.',
    );
  if (deal.begindate && Date.parse(deal.begindate) % DAY_MS !== 0)
    return no(
      'Даты без времени приходят не полуночью по UTC: возможен сдвиг на день. Сверьте дату в карточке сделки.',
      'Dates without a time are no midnight in UTC: days may shift. Compare a date with the card of a deal.',
    );
  return yes('Отбор по времени изменения и даты проверены.', 'Filters by time of change and dates are checked.');
};

function own(id: string, since: string): object {
  return { '@id': [exactNumber(id)], '>=updatedTime': since };
}

async function deals(client: Bitrix24, filter: object, direction: 'ASC' | 'DESC' = 'ASC'): Promise<z.output<typeof dated>[]> {
  const params = { entityTypeId: 2, select: ['id', 'updatedTime', 'begindate'], filter, order: { id: direction }, start: -1 };
  return (await client.rest.read('crm.item.list', params, rows)).result.items;
}
