import type { EntityTypeId } from '../field-spec.ts';
import { compileFilter } from '../filter.ts';
import { type Page, page } from '../list.ts';
import { type Call, param } from '../method.ts';
import type { Portal, Version } from '../portal.ts';
import { VendorError } from '../vendor-error.ts';
import { asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';
import { type Column, columnsOf, multifields } from './columns.ts';
import { presentLegacy } from './present.ts';

const prefixed = /^(>=|<=|!@|!%|!=|=%|%=|>|<|=|@|%|!)?(.*)$/;
/** Inexact search works on none of these. */
const exactTypes = ['crm_status', 'crm_company', 'crm_contact'];

/**
 * A legacy list. Groups and `logic` are unknown to it, so are unknown columns; communications match exactly and only as a whole.
 *
 * @throws VendorError with an empty code when `filter` is no map
 */
export function listLegacy(call: Call, type: EntityTypeId): Page<Wire> {
  const { portal } = call.machine;
  const filter = param(call, 'filter');
  if (filter !== undefined && (typeof filter !== 'object' || filter === null)) {
    throw new VendorError(400, '', "Parameter 'filter' must be array.");
  }
  const columns = columnsOf(portal, type);
  const matches = compileLegacy(portal, type, columns, asMap(filter));
  const found = [...portal.records[type].values()].filter(matches);
  const rows = sorted(portal, type, found, asMap(param(call, 'order')));
  const select = selection(columns, asList(param(call, 'select')).map(asText));
  const paged = page(rows, param(call, 'start'));
  return { ...paged, rows: paged.rows.map((version) => picked(presentLegacy(portal, type, version), select)) };
}

function compileLegacy(portal: Portal, type: EntityTypeId, columns: Column[], filter: WireMap) {
  const usable: WireMap = {};
  const communications: ((version: Version) => boolean)[] = [];
  for (const [key, value] of Object.entries(filter)) {
    const [, prefix = '', name = ''] = prefixed.exec(key) ?? [];
    const column = columns.find((one) => one.name === name.toUpperCase());
    if (multifields.some(([typeId]) => typeId === name)) {
      communications.push(({ fm }) => fm.some((entry) => entry.typeId === name && entry.value === asText(value)));
    } else if (column !== undefined && column.spec.access !== 'response' && !column.name.includes('ADDRESS')) {
      if (prefix.includes('%') && exactTypes.includes(column.spec.type)) continue;
      usable[`${prefix}${column.spec.dynamic ? column.spec.upper : column.spec.name}`] = value;
    }
  }
  const matches = compileFilter(portal, type, usable, true);
  return (version: Version) => matches(version) && communications.every((holds) => holds(version));
}

function sorted(portal: Portal, type: EntityTypeId, versions: Version[], order: WireMap): Version[] {
  const [name = 'ID', direction] = Object.entries(order)[0] ?? [];
  const spec = columnsOf(portal, type).find((column) => column.name === name.toUpperCase())?.spec;
  const sign = asText(direction).toUpperCase() === 'DESC' ? -1 : 1;
  const value = (version: Version) => version.values[spec?.name ?? 'id'] ?? null;
  return versions.sort((left, right) => {
    const [a, b] = [value(left), value(right)];
    const difference = typeof a === 'number' && typeof b === 'number' ? a - b : asText(a).localeCompare(asText(b), 'ru');
    return sign * (difference || Number(left.values['id']) - Number(right.values['id']));
  });
}

/** `*` stands for all standard columns, `UF_*` for the user fields, nothing for both; communications only by name. */
function selection(columns: Column[], names: string[]): ReadonlySet<string> {
  const wanted = names.length === 0 ? ['*'] : names.map((name) => name.toUpperCase());
  const standard = wanted.includes('*') ? columns.filter(({ spec }) => !spec.dynamic) : [];
  const own = wanted.includes('UF_*') ? columns.filter(({ spec }) => spec.dynamic) : [];
  return new Set(['ID', ...[...standard, ...own].map(({ name }) => name), ...wanted]);
}

function picked(row: WireMap, names: ReadonlySet<string>): WireMap {
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)));
}
