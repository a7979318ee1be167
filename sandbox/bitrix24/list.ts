import type { EntityTypeId, FieldSpec } from './field-spec.ts';
import { compileFilter } from './filter.ts';
import { type CrmRecord, fieldsOf, type Portal, type Version } from './portal.ts';
import { present } from './present.ts';
import { invalidArgument, VendorError } from './vendor-error.ts';
import { asMap, asText, type Wire, type WireMap } from './wire.ts';

export const PAGE = 50;

export interface Page<Row> {
  rows: Row[];
  total?: number;
  next?: number;
}

/** One page out of all rows. `start: -1` asks for no counting: neither `total` nor `next`. */
export function page<Row>(rows: Row[], start: Wire | undefined): Page<Row> {
  const offset = Number(asText(start) || 0);
  if (offset < 0) return { rows: rows.slice(0, PAGE) };
  const next = offset + PAGE;
  return { rows: rows.slice(offset, next), total: rows.length, ...(next < rows.length && { next }) };
}

/** What a read sees of a record; null when it sees none. */
export type Sight = (record: CrmRecord) => Version | null;

/**
 * `crm.item.list`: filter, order, select, page. `fm` and `entityTypeId` come only when everything is selected.
 *
 * @throws VendorError INVALID_ARG_VALUE for a filter or an order that is not allowed
 */
export function listItems(portal: Portal, type: EntityTypeId, params: WireMap, sight: Sight): Page<Wire> {
  const originalNames = asText(params['useOriginalUfNames']) === 'Y';
  const matches = compileFilter(portal, type, asMap(params['filter']), originalNames);
  const versions = [...portal.records[type].values()].map(sight).filter((version) => version !== null);
  const found = versions.filter(matches).sort(comparison(portal, type, asMap(params['order']), originalNames));

  const names = Object.values(asMap(params['select'])).map(asText);
  const all = names.length === 0 || names.includes('*');
  const only = all ? undefined : new Set(['id', ...names.filter((name) => name !== 'fm').map(nameOf)]);
  const paged = page(found, params['start']);
  const rows = paged.rows.map((version): Wire => {
    // Seen on live portals: a selection together with original names gives empty items.
    if (originalNames && !all) return [];
    return present(portal, { type, version, originalNames, ...(only && { only }) });
  });
  return { ...paged, rows };

  function nameOf(name: string): string {
    return originalNames ? (portal.userFields[type].find((spec) => spec.upper === name)?.name ?? name) : name;
  }
}

function comparison(portal: Portal, type: EntityTypeId, order: WireMap, originalNames: boolean) {
  const specs = fieldsOf(portal, type);
  const keys = Object.entries(Object.keys(order).length === 0 ? { id: 'ASC' } : order).map(([name, direction]) => {
    if (name === 'fm') throw new VendorError(400, '100', 'fm is not allowed in order');
    const spec = specs.find((one) => (originalNames && one.dynamic ? one.upper : one.name) === name);
    if (spec === undefined || spec.access === 'response') {
      throw invalidArgument(`Invalid order: field '${name}' is not allowed in order`);
    }
    const sign = { ASC: 1, DESC: -1 }[asText(direction).toUpperCase()];
    if (sign === undefined) {
      throw invalidArgument(
        `Invalid order: allowed sort directions are \`ASC, DESC\`. But got '${asText(direction)}' for field '${name}'`,
      );
    }
    return { spec, sign };
  });
  return (left: Version, right: Version): number => {
    for (const { spec, sign } of keys) {
      const difference = compare(spec, left, right);
      if (difference !== 0) return sign * difference;
    }
    return Number(left.values['id']) - Number(right.values['id']);
  };
}

function compare(spec: FieldSpec, left: Version, right: Version): number {
  const [a, b] = [left.values[spec.name] ?? spec.empty, right.values[spec.name] ?? spec.empty];
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return asText(a).localeCompare(asText(b), 'ru');
}
