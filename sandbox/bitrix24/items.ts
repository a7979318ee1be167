import { coerce } from './coerce.ts';
import { type EntityTypeId, entityNames, entityTypes } from './field-spec.ts';
import { writeMultifields } from './fm.ts';
import { legacyOnly } from './legacy-fields.ts';
import { settleLinks, unlinkDeleted } from './links.ts';
import {
  type Actor,
  type CrmRecord,
  fieldsOf,
  type Multifield,
  type Portal,
  type ProductRow,
  type RowOwner,
  type Values,
} from './portal.ts';
import { portalDate } from './portal-time.ts';
import { ownerKey, readRows, sameRows, settleAmount } from './rows.ts';
import { logStage, settleStage } from './stages.ts';
import { elementNotFound, requiredField, VendorError } from './vendor-error.ts';
import { isEmpty, sameWire, type Wire, type WireMap } from './wire.ts';

export interface WriteOptions {
  actor: Actor;
  /** Columns that only the legacy methods know are accepted too. */
  legacy?: boolean;
  /** User fields may come under their original names. */
  originalNames: boolean;
}

interface Accepted {
  values: Values;
  fm: Wire | undefined;
}

const titles: Record<EntityTypeId, string> = { 1: 'Лид', 2: 'Сделка', 3: 'Контакт', 4: 'Компания' };

/**
 * Creates a record. Nothing is deduplicated: two adds with one origin make two records.
 *
 * @throws VendorError CRM_FIELD_ERROR_VALUE_NOT_VALID
 */
export function addItem(portal: Portal, type: EntityTypeId, fields: WireMap, options: WriteOptions): CrmRecord {
  const { actor } = options;
  const accepted = accept(portal, type, fields, options, null);
  const now = Math.floor(portal.clock.now() / 1000) * 1000;
  const values: Values = { ...defaults(portal, type, actor, now), ...accepted.values };
  if (values['assignedById'] === null) values['assignedById'] = actor.userId;
  const written = new Set(Object.keys(accepted.values));
  settleLinks(type, null, values, written);
  if (type === entityTypes.deal || type === entityTypes.lead) settleStage(portal, type, null, values, actor);

  const id = portal.nextId(entityNames[type]);
  values['id'] = id;
  nameUnnamed(type, id, values);
  const fm = accepted.fm === undefined ? [] : writeMultifields([], accepted.fm, () => portal.nextId('fm'));
  const record: CrmRecord = { id, type, values, fm, changedAt: portal.clock.now(), previous: null };
  portal.records[type].set(id, record);
  if (type === entityTypes.deal || type === entityTypes.lead) logStage(portal, type, null, values);
  settle(portal, record, options.actor, 'ADD', true, reported(accepted));
  if (type === entityTypes.deal && actor.by !== 'seed') portal.onDealCreated(id);
  return record;
}

/**
 * Changes a record. Where no value changes nothing is saved: no event, no new `updatedTime`.
 *
 * @throws VendorError NOT_FOUND · CRM_FIELD_ERROR_VALUE_NOT_VALID · CRM_FIELD_ERROR_REQUIRED
 */
export function updateItem(portal: Portal, type: EntityTypeId, id: number, fields: WireMap, options: WriteOptions): CrmRecord {
  const { actor } = options;
  const record = portal.records[type].get(id);
  if (record === undefined) throw elementNotFound();
  const accepted = accept(portal, type, fields, options, record.values);
  const before = record.values;
  const next: Values = { ...before };
  const blank = new Map(fieldsOf(portal, type).map((spec) => [spec.name, spec.empty]));
  for (const [name, value] of Object.entries(accepted.values)) {
    const known = before[name] ?? blank.get(name) ?? null;
    if (!sameWire(value, known) && !(isEmpty(value) && isEmpty(known))) next[name] = value;
  }
  next['updatedTime'] = Math.floor(portal.clock.now() / 1000) * 1000;
  settleLinks(type, before, next, new Set(Object.keys(accepted.values)));
  if (type === entityTypes.contact && isEmpty(next['name']) && isEmpty(next['lastName']))
    throw requiredField('Имя" или "Фамилия');
  if (type === entityTypes.deal || type === entityTypes.lead) settleStage(portal, type, before, next, actor);
  if (type === entityTypes.deal || type === entityTypes.lead) settleAmount(portal, { type, id }, next);
  const fm = accepted.fm === undefined ? record.fm : writeMultifields(record.fm, accepted.fm, () => portal.nextId('fm'));

  const changed = fm !== record.fm && !sameWire(fm, record.fm);
  const touched = Object.keys(next).some((name) => name !== 'updatedTime' && !sameWire(next[name], before[name]));
  if (!changed && !touched) {
    settle(portal, record, actor, 'UPDATE', false, reported(accepted));
    return record;
  }
  next['updatedBy'] = actor.userId;
  replace(portal, record, next, fm);
  const funnelMoved = !sameWire(before['categoryId'], next['categoryId']) && type === entityTypes.deal;
  if (type === entityTypes.deal || type === entityTypes.lead) logStage(portal, type, before, next);
  settle(portal, record, actor, funnelMoved ? 'MOVETOCATEGORY' : 'UPDATE', true, reported(accepted));
  return record;
}

/** @throws VendorError NOT_FOUND */
export function deleteItem(portal: Portal, type: EntityTypeId, id: number, actor: Actor): void {
  const record = portal.records[type].get(id);
  if (record === undefined) throw elementNotFound();
  portal.records[type].delete(id);
  if (type === entityTypes.deal || type === entityTypes.lead) portal.rows.delete(ownerKey({ type, id }));
  unlinkDeleted(portal, type, id);
  settle(portal, record, actor, 'DELETE', true, {});
}

/**
 * Replaces the product rows of a deal or a lead. The record itself changes, and tells so, only if its amount follows the rows and moves.
 *
 * @throws VendorError OWNER_NOT_FOUND · INVALID_ARG_VALUE
 */
export function saveRows(portal: Portal, owner: RowOwner, raw: Wire[], actor: Actor): ProductRow[] {
  const record = portal.records[owner.type].get(owner.id);
  if (record === undefined) throw new VendorError(400, 'OWNER_NOT_FOUND', 'Владелец не найден');
  const rows = readRows(portal, owner, raw);
  const changed = !sameRows(portal.rows.get(ownerKey(owner)) ?? [], rows);
  portal.rows.set(ownerKey(owner), rows);
  if (actor.by !== 'seed') {
    portal.ledger.record({
      operation: actor.operation,
      entity: 'productrow',
      id: String(owner.id),
      changed,
      fields: { productRows: raw },
      by: actor.by === 'api' ? 'api' : 'person',
    });
  }
  const next: Values = { ...record.values };
  settleAmount(portal, owner, next);
  if (rows.length === 0 && changed && next['isManualOpportunity'] !== 'Y') next['opportunity'] = 0;
  if (changed && !sameWire(next, record.values)) {
    next['updatedTime'] = Math.floor(portal.clock.now() / 1000) * 1000;
    next['updatedBy'] = actor.userId;
    replace(portal, record, next, record.fm);
    announce(portal, record, actor, 'UPDATE');
  }
  return rows;
}

/** Known, writable fields of a write, read one by one. Unknown keys and read-only fields are passed over in silence. */
function accept(
  portal: Portal,
  type: EntityTypeId,
  fields: WireMap,
  { originalNames, legacy = false }: WriteOptions,
  before: Values | null,
): Accepted {
  if (before !== null && 'id' in fields) {
    throw new VendorError(400, '0', 'Setting value for Primary ID is not allowed, it is read-only field');
  }
  if ('contacts' in fields || 'companies' in fields) throw new VendorError(400, '100', 'Invalid value for bindings');
  const values: Values = {};
  const specs = legacy ? [...fieldsOf(portal, type), ...legacyOnly[type]] : fieldsOf(portal, type);
  for (const spec of specs) {
    const raw = fields[originalNames && spec.dynamic ? spec.upper : spec.name];
    if (raw === undefined || spec.type === 'crm_multifield') continue;
    if (spec.access === 'read' || spec.access === 'response' || (spec.access === 'create' && before !== null)) continue;
    const coerced = coerce(portal, spec, raw, before?.[spec.name]);
    if (coerced.kind === 'set') values[spec.name] = coerced.value;
  }
  return { values, fm: type === entityTypes.deal ? undefined : fields['fm'] };
}

function defaults(portal: Portal, type: EntityTypeId, actor: Actor, now: number): Values {
  const common: Values = {
    createdTime: now,
    updatedTime: now,
    createdBy: actor.userId,
    updatedBy: actor.userId,
    assignedById: actor.userId,
    opened: 'Y',
    lastActivityBy: actor.userId,
    lastActivityTime: now,
  };
  const money: Values = { opportunity: 0, isManualOpportunity: 'N', currencyId: 'RUB' };
  if (type === entityTypes.lead) return { ...common, ...money };
  if (type === entityTypes.contact) return { ...common, typeId: 'CLIENT', export: 'Y' };
  if (type === entityTypes.company) return { ...common, typeId: 'CUSTOMER', currencyId: 'RUB' };
  const dates = { begindate: portalDate(portal.clock.now()), closedate: portalDate(portal.clock.now() + 7 * 86_400_000) };
  return { ...common, ...money, ...dates, categoryId: 0, typeId: 'SALE', taxValue: 0 };
}

function nameUnnamed(type: EntityTypeId, id: number, values: Values): void {
  if (type === entityTypes.contact) {
    if (isEmpty(values['name']) && isEmpty(values['lastName'])) values['lastName'] = `${titles[type]} #${id}`;
  } else if (isEmpty(values['title'])) {
    values['title'] = `${titles[type]} #${id}`;
  }
}

function replace(portal: Portal, record: CrmRecord, values: Values, fm: Multifield[]): void {
  record.previous = { values: record.values, fm: record.fm };
  record.values = values;
  record.fm = fm;
  record.changedAt = portal.clock.now();
}

function reported({ values, fm }: Accepted): Values {
  return fm === undefined ? values : { ...values, fm };
}

type Change = 'ADD' | 'UPDATE' | 'DELETE' | 'MOVETOCATEGORY';

/** The traces of a write: a ledger line always, an event only if something changed. */
function settle(portal: Portal, record: CrmRecord, actor: Actor, change: Change, changed: boolean, fields: Values): void {
  if (actor.by === 'seed') return;
  portal.ledger.record({
    operation: actor.operation,
    entity: entityNames[record.type],
    id: String(record.id),
    changed,
    fields,
    by: actor.by === 'api' ? 'api' : 'person',
  });
  if (changed) announce(portal, record, actor, change);
}

/** A move to another funnel is told by its own event alone: no update event comes with it. */
function announce(portal: Portal, record: CrmRecord, actor: Actor, change: Change): void {
  if (actor.by === 'seed') return;
  const id = String(record.id);
  const moved = { CATEGORY_ID: String(record.values['categoryId']), STAGE_ID: String(record.values['stageId']) };
  portal.emit({
    name: `ONCRM${entityNames[record.type].toUpperCase()}${change}`,
    data: { ID: id, ...(change === 'MOVETOCATEGORY' && moved) },
    objectId: id,
    actor,
  });
}
