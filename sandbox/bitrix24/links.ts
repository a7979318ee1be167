import { type EntityTypeId, entityTypes } from './field-spec.ts';
import type { Portal, Values } from './portal.ts';
import { isEmpty, type Wire } from './wire.ts';

const pairs: Record<EntityTypeId, [primary: string, all: string] | null> = {
  1: ['contactId', 'contactIds'],
  2: ['contactId', 'contactIds'],
  3: ['companyId', 'companyIds'],
  4: null,
};

/** Keeps the primary link and the list of links in agreement: the list wins; a primary link alone replaces the former one. */
export function settleLinks(type: EntityTypeId, before: Values | null, next: Values, written: ReadonlySet<string>): void {
  const pair = pairs[type];
  if (pair === null) return;
  const [primary, all] = pair;
  if (written.has(all)) {
    const list = ids(next[all]);
    const wanted = written.has(primary) ? next[primary] : null;
    next[all] = typeof wanted === 'number' && list.includes(wanted) ? [wanted, ...list.filter((id) => id !== wanted)] : list;
  } else if (written.has(primary)) {
    const others = ids(before?.[all]).filter((id) => id !== before?.[primary] && id !== next[primary]);
    next[all] = isEmpty(next[primary]) ? others : [next[primary] ?? null, ...others];
  }
  next[all] = ids(next[all]);
  next[primary] = ids(next[all])[0] ?? null;
}

/** Deals and leads forget a deleted contact or company; this is no change of theirs: nothing fires, `updatedTime` stays. */
export function unlinkDeleted(portal: Portal, type: EntityTypeId, id: number): void {
  if (type !== entityTypes.contact && type !== entityTypes.company) return;
  const [primary, all] = type === entityTypes.contact ? ['contactId', 'contactIds'] : ['companyId', 'companyIds'];
  for (const owner of [...portal.records[1].values(), ...portal.records[2].values(), ...portal.records[3].values()]) {
    const { values } = owner;
    if (Array.isArray(values[all])) values[all] = ids(values[all]).filter((linked) => linked !== id);
    if (values[primary] === id) values[primary] = ids(values[all])[0] ?? null;
  }
}

function ids(value: Wire | undefined): Wire[] {
  return Array.isArray(value) ? value : [];
}
