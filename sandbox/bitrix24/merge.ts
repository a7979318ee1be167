import { type EntityTypeId, entityTypes } from './field-spec.ts';
import type { CrmRecord, Portal } from './portal.ts';
import type { Wire } from './wire.ts';

/**
 * What merging doubles does before the second record is deleted: its phones and e-mails come over, and every deal, lead or contact that pointed to it points
 * to the first one. That moves no `updatedTime` and fires nothing of theirs.
 */
export function mergeRecords(portal: Portal, type: EntityTypeId, kept: CrmRecord, lost: CrmRecord): void {
  const known = new Set(kept.fm.map((entry) => `${entry.typeId} ${entry.value}`));
  const moved = lost.fm.filter((entry) => !known.has(`${entry.typeId} ${entry.value}`));
  kept.fm = [...kept.fm, ...moved.map((entry) => ({ ...entry, id: portal.nextId('fm') }))];
  kept.values = { ...kept.values, updatedTime: Math.floor(portal.clock.now() / 1000) * 1000 };
  const [primary, all] = type === entityTypes.contact ? ['contactId', 'contactIds'] : ['companyId', 'companyIds'];
  const over = (id: Wire) => (id === lost.id ? kept.id : id);
  for (const owner of [...portal.records[1].values(), ...portal.records[2].values(), ...portal.records[3].values()]) {
    const { values } = owner;
    const list = values[all];
    if (Array.isArray(list)) values[all] = [...new Set(list.map(over))];
    if (values[primary] === lost.id) values[primary] = kept.id;
  }
}
