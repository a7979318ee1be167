import type { CrmRecord } from '../../domain/deals/ports.ts';
import type { Fields } from '../../domain/json.ts';
import { ORIGINATOR, type RecordEntity } from './entities.ts';
import { invalidValue, unknownField } from './invalid.ts';
import type { EntityFields, Field } from './metadata.ts';
import { asTexts, type Communications, normalise, valuesOf } from './multifields.ts';
import type { Bitrix24Options } from './options.ts';
import { stageInHub, stageOnWire } from './stages.ts';
import { fromWire, hasUnknownOption, sameValue, toWire } from './values.ts';
import { type Item, multifields } from './wire.ts';

/** Fields that the hub makes out of others: read here, written through the fields behind them. */
const COMMUNICATIONS = ['phones', 'emails'] as const;

/** An item of the wire as a record of the hub. Fields that the metadata does not declare are left out. */
export function toRecord(entity: RecordEntity, item: Item, known: EntityFields, options: Bitrix24Options): CrmRecord {
  const fields: Fields = {};
  for (const [wireName, raw] of Object.entries(item)) {
    const field = known.byWireName.get(wireName);
    if (field && field.type !== 'crm_multifield') fields[field.name] = fromWire(field, raw);
  }
  fields['id'] = String(item['id']);
  if (entity === 'deal')
    fields['stage'] = stageInHub(textOrNull(fields['stageId']), textOrNull(fields['categoryId']), options.dealCategoryId);
  const fm = multifields.safeParse(item['fm']);
  if (entity !== 'deal' && fm.success && 'fm' in item)
    for (const kind of COMMUNICATIONS) fields[kind] = valuesOf(fm.data, kind, options.phoneCountry);
  return {
    id: String(item['id']),
    fields,
    revision: textOrNull(item['updatedTime']),
    mark: item['originatorId'] === ORIGINATOR ? textOrNull(item['originId']) : null,
  };
}

/** True when an item holds options that the known metadata lacks. */
export function meetsUnknownOption(item: Item, known: EntityFields): boolean {
  return Object.entries(item).some(([wireName, raw]) => {
    const field = known.byWireName.get(wireName);
    return field !== undefined && hasUnknownOption(field, raw);
  });
}

export interface WireFields {
  /** Everything but communications, under wire names. */
  plain: { [wireName: string]: unknown };
  communications: Communications;
}

/**
 * Hub fields as the wire wants them.
 * @throws HubError `validation` for a name that the portal lacks or fills itself, and for a value that does not fit
 */
export function toWireFields(entity: RecordEntity, fields: Fields, known: EntityFields, options: Bitrix24Options): WireFields {
  const wire: WireFields = { plain: {}, communications: {} };
  for (const [name, value] of Object.entries(fields)) {
    if (entity === 'deal' && name === 'stage') {
      if (typeof value !== 'string') throw invalidValue(name, 'a stage code');
      wire.plain['stageId'] = stageOnWire(value, options.dealCategoryId);
    } else if (entity !== 'deal' && isCommunication(name)) {
      wire.communications[name] = asTexts(name, value);
    } else {
      const field = writable(name, known);
      wire.plain[field.wireName] = toWire(field, value);
    }
  }
  // Product rows would recompute the amount of a deal, before or after this write.
  if (entity === 'deal' && 'opportunity' in wire.plain) wire.plain['isManualOpportunity'] = 'Y';
  return wire;
}

/** True when the record shows every planned field as planned: the trace of an update that landed. */
export function shows(record: CrmRecord, planned: Fields, known: EntityFields, options: Bitrix24Options): boolean {
  return Object.entries(planned).every(([name, wanted]) => {
    const kept = record.fields[name] ?? null;
    if (name === 'stage') return kept === wanted;
    if (isCommunication(name)) {
      const texts = asTexts(name, wanted).map((text) => normalise(name, text, options.phoneCountry));
      return JSON.stringify(kept) === JSON.stringify([...new Set(texts)]);
    }
    return sameValue(writable(name, known), kept, wanted);
  });
}

/** True when the plan names something that the known metadata cannot place: a reason to read the metadata again. */
export function isUnplaced(entity: RecordEntity, fields: Fields, known: EntityFields, options: Bitrix24Options): boolean {
  try {
    toWireFields(entity, fields, known, options);
    return false;
  } catch {
    return true;
  }
}

function writable(name: string, known: EntityFields): Field {
  const field = known.byName.get(name);
  if (!field) throw unknownField(name, 'absent');
  if (field.isReadOnly) throw unknownField(name, 'read-only');
  return field;
}

function isCommunication(name: string): name is (typeof COMMUNICATIONS)[number] {
  return name === 'phones' || name === 'emails';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
