import { describeFields, type FieldRow } from '../describe.ts';
import type { EntityTypeId, FieldSpec } from '../field-spec.ts';
import { communicationFields } from '../fm.ts';
import type { Portal, Version } from '../portal.ts';
import { isoOf, isoOfDate } from '../portal-time.ts';
import type { Wire, WireMap } from '../wire.ts';
import { columnsOf, linkColumns, multifields } from './columns.ts';

/** A record as the legacy methods show it: strings and nulls only, communications where there are some. */
export function presentLegacy(portal: Portal, type: EntityTypeId, version: Version): WireMap {
  const communications = communicationFields(version.fm);
  const shown = columnsOf(portal, type).map(({ name, spec }): [string, Wire] => [
    name,
    communications[spec.name] ?? legacyValue(spec, version.values[spec.name]),
  ]);
  return { ...Object.fromEntries(shown), ...communicationColumns(version) };
}

function communicationColumns({ fm }: Version): WireMap {
  const lists = multifields.map(([typeId]): [string, Wire[]] => [
    typeId,
    fm
      .filter((entry) => entry.typeId === typeId)
      .map((entry) => ({ ID: String(entry.id), VALUE_TYPE: entry.valueType, VALUE: entry.value, TYPE_ID: typeId })),
  ]);
  return Object.fromEntries(lists.filter(([, list]) => list.length > 0));
}

function legacyValue(spec: FieldSpec, value: Wire | undefined): Wire {
  if (spec.multiple) return Array.isArray(value) ? value.map((item) => scalar(spec, item)) : [];
  if (value === undefined || value === null) return nothing(spec);
  return scalar(spec, value);
}

function nothing(spec: FieldSpec): Wire {
  if (spec.dynamic || spec.type === 'date' || spec.type === 'datetime') return '';
  if (spec.name === 'opportunity' || spec.name === 'taxValue') return '0.00';
  return spec.empty === 0 ? null : spec.empty;
}

function scalar(spec: FieldSpec, value: Wire): Wire {
  if (spec.type === 'datetime' && typeof value === 'number') return isoOf(value);
  if (spec.type === 'date' && typeof value === 'string') return isoOfDate(value);
  if (spec.name === 'opportunity' || spec.name === 'taxValue') return Number(value).toFixed(2);
  return typeof value === 'number' ? String(value) : value;
}

const typeNames: { [type: string]: string } = { boolean: 'char', text: 'string' };
const linkNames: { [name: string]: string } = { companyId: 'd', contactId: 'd' };

/** The field list of an object type. */
export function describeLegacy(portal: Portal, type: EntityTypeId): WireMap {
  const columns = [...columnsOf(portal, type), ...linkColumns(portal, type)].filter(
    ({ name }) => name !== 'LAST_COMMUNICATION_TIME',
  );
  const described = columns.map(({ name, spec }): FieldRow => {
    const readOnly = spec.access === 'read' ? 'r' : spec.access === 'create' ? 'i' : '';
    const deprecated = type !== 1 || spec.name === 'contactId' ? (linkNames[spec.name] ?? '') : '';
    const flags = `${readOnly}${spec.multiple ? 'm' : ''}${spec.dynamic ? 'u' : ''}${deprecated}`;
    return [name, typeNames[spec.type] ?? spec.type, spec.title, flags, extras(type, spec)];
  });
  const communications = multifields.map(([name, title]): FieldRow => [name, 'crm_multifield', title, 'm']);
  return describeFields([...described, ...(type === 2 ? [] : communications)]);
}

function extras(type: EntityTypeId, spec: FieldSpec): WireMap {
  const parent = spec.type === 'crm_lead' ? 1 : spec.name === 'companyId' && type === 1 ? 4 : null;
  return {
    ...(spec.dictionary !== undefined && { statusType: spec.dictionary }),
    ...(parent !== null && { settings: { parentEntityTypeId: parent } }),
    ...(spec.items !== undefined && { items: spec.items.map((item) => ({ ID: String(item.id), VALUE: item.value })) }),
  };
}
