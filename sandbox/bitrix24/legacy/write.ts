import type { EntityTypeId } from '../field-spec.ts';
import type { Portal, Values } from '../portal.ts';
import { stagesOf } from '../stages.ts';
import { asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';
import { columnsOf, linkColumns, multifields } from './columns.ts';

/**
 * The fields of a legacy write in universal terms.
 *
 * Unknown keys are passed over. On update the funnel cannot move, and a stage of another funnel is ignored in silence.
 *
 * @param before what the record holds; null for a new one
 */
export function universalFields(portal: Portal, type: EntityTypeId, fields: WireMap, before: Values | null): WireMap {
  const given = new Map(Object.entries(fields).map(([name, value]) => [name.toUpperCase(), value]));
  const result: WireMap = {};
  for (const { name, spec } of [...columnsOf(portal, type), ...linkColumns(portal, type)]) {
    const value = given.get(name);
    if (value === undefined || spec.name === 'id') continue;
    result[spec.dynamic ? spec.upper : spec.name] = spec.type === 'file' ? fileData(value, spec.multiple) : value;
  }
  if (before !== null && type === 2) {
    delete result['categoryId'];
    const known = stagesOf(portal, type, Number(before['categoryId'])).some((stage) => stage.statusId === result['stageId']);
    if (!known) delete result['stageId'];
  }
  const communications = communicationEntries(given);
  return Object.keys(communications).length === 0 ? result : { ...result, fm: communications };
}

/** `{fileData: [name, base64]}`; a multiple field takes a list of them and holds nothing else afterwards. */
function fileData(value: Wire, multiple: boolean): Wire {
  const one = (item: Wire) => asMap(item)['fileData'] ?? null;
  return multiple ? asList(value).map(one) : one(value);
}

/** A list per kind: no `ID` adds, an `ID` changes, an `ID` with `DELETE: "Y"` or without a value deletes. */
function communicationEntries(given: Map<string, Wire>): WireMap {
  const entries: [string, Wire][] = [];
  for (const [typeId] of multifields) {
    for (const item of asList(given.get(typeId))) {
      const { ID: id, VALUE: value, VALUE_TYPE: valueType, DELETE: remove } = asMap(item);
      const key = asText(id) === '' ? `n${entries.length}` : asText(id);
      entries.push([key, { typeId, valueType: asText(valueType), value: asText(remove) === 'Y' ? '' : asText(value) }]);
    }
  }
  return Object.fromEntries(entries);
}
