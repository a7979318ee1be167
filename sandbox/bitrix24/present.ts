import { downloadMethods } from './downloads.ts';
import { type EntityTypeId, entityNames, type FieldSpec } from './field-spec.ts';
import { downloadUrl, storedFiles } from './files.ts';
import { communicationFields } from './fm.ts';
import { fieldsOf, type Portal, type Version } from './portal.ts';
import { isoOf, isoOfDate } from './portal-time.ts';
import type { Wire, WireMap } from './wire.ts';

export interface View {
  type: EntityTypeId;
  version: Version;
  /** User fields under their original names. */
  originalNames: boolean;
  /** The answer of an add shows null where later reads show 0. */
  fresh?: boolean;
  /** Names to show, with `id` always among them; everything when absent. */
  only?: ReadonlySet<string>;
}

/** A record as the universal methods show it, keys in the vendor's order. */
export function present(portal: Portal, view: View): WireMap {
  const { type, version, only } = view;
  const communications = type === 2 ? {} : communicationFields(version.fm);
  const item: WireMap = {};
  for (const spec of fieldsOf(portal, type)) {
    if (only !== undefined && !only.has(spec.name)) continue;
    item[view.originalNames && spec.dynamic ? spec.upper : spec.name] = communications[spec.name] ?? shown(portal, spec, view);
  }
  if (only === undefined) item['entityTypeId'] = type;
  return item;
}

function shown(portal: Portal, spec: FieldSpec, view: View): Wire {
  const { values, fm } = view.version;
  if (spec.name === 'fm') return fm.map(({ id, valueType, value, typeId }) => ({ id, valueType, value, typeId }));
  if (spec.name === 'searchContent') return view.fresh ? null : searchText(view);
  const value = values[spec.name];
  if (value === undefined || value === null) return view.fresh && spec.name === 'webformId' ? null : spec.empty;
  if (spec.type === 'file') return Array.isArray(value) ? value.map((id) => fileLink(portal, id)) : fileLink(portal, value);
  if (spec.type === 'datetime' && typeof value === 'number') return isoOf(value);
  if (spec.type === 'date' && typeof value === 'string') return isoOfDate(value);
  return value;
}

/** `urlMachine` carries a live token; `url` opens in a browser session only. */
function fileLink(portal: Portal, id: Wire): Wire {
  const file = storedFiles(portal).get(Number(id));
  if (file === undefined) return null;
  const url = `/bitrix/services/main/ajax.php?action=crm.controller.item.getFile&fileId=${file.id}`;
  return { id: file.id, url, urlMachine: downloadUrl(portal, downloadMethods.record, file) };
}

function searchText({ type, version: { values, fm } }: View): string {
  const parts = [values['id'], values['title'], values['name'], values['lastName'], ...fm.map((entry) => entry.value)];
  return [entityNames[type], ...parts.filter((part) => typeof part === 'string' || typeof part === 'number')].join(' ');
}
