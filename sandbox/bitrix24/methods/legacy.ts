import { type EntityTypeId, entityNames } from '../field-spec.ts';
import { addItem, deleteItem, saveRows, updateItem } from '../items.ts';
import { convertLead } from '../leads.ts';
import { listLegacy } from '../legacy/list.ts';
import { describeLegacy, presentLegacy } from '../legacy/present.ts';
import { presentLegacyRow, universalRow } from '../legacy/rows.ts';
import { universalFields } from '../legacy/write.ts';
import { type Call, family, type MethodTable, param } from '../method.ts';
import type { CrmRecord } from '../portal.ts';
import { legacyDenial, permit } from '../rights.ts';
import { rowsOf } from '../rows.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, type WireMap } from '../wire.ts';

const crm = family(['crm']);
const refusal = (text: string) => new VendorError(400, '', text);

/** `crm.{lead,deal,contact,company}.*`: strings in, strings out, empty error codes. */
export const legacyMethods: MethodTable = Object.assign({}, ...([1, 2, 3, 4] as const).map(methodsOf)) as MethodTable;

function methodsOf(type: EntityTypeId): MethodTable {
  const name = entityNames[type];
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

  function record(call: Call): CrmRecord {
    const id = asId(param(call, 'id'));
    if (id === null) throw refusal('ID is not defined or invalid.');
    const found = call.machine.portal.records[type].get(id);
    if (found === undefined) throw refusal('Not found');
    return found;
  }

  return {
    [`crm.${name}.add`]: crm.value(0.4, (call) => {
      const { portal } = call.machine;
      permit(portal, name, 'add', legacyDenial);
      const options = { actor: call.actor, originalNames: true, legacy: true };
      const added = addItem(portal, type, universalFields(portal, type, fieldsOfCall(call), null), options);
      if (type === 1 && portal.switches.crmMode === 2) convertLead(portal, added, call.actor);
      return added.id;
    }),
    [`crm.${name}.update`]: crm.value(0.4, (call) => {
      const { portal } = call.machine;
      permit(portal, name, 'update', legacyDenial);
      const fields = fieldsOfCall(call);
      const id = asId(param(call, 'id'));
      if (id === null) throw refusal('ID is not defined or invalid.');
      const known = portal.records[type].get(id);
      if (known === undefined) throw refusal(`${title} is not found`);
      const options = { actor: call.actor, originalNames: true, legacy: true };
      updateItem(portal, type, id, universalFields(portal, type, fields, known.values), options);
      return true;
    }),
    [`crm.${name}.get`]: crm.value(0.06, (call) => {
      const { portal } = call.machine;
      permit(portal, name, 'read', legacyDenial);
      return presentLegacy(portal, type, record(call));
    }),
    [`crm.${name}.list`]: crm.paged(0.2, (call) => {
      permit(call.machine.portal, name, 'read', legacyDenial);
      const { rows, ...paging } = listLegacy(call, type);
      return { result: rows, ...paging };
    }),
    [`crm.${name}.delete`]: crm.value(0.4, (call) => {
      permit(call.machine.portal, name, 'delete', legacyDenial);
      deleteItem(call.machine.portal, type, record(call).id, call.actor);
      return true;
    }),
    [`crm.${name}.fields`]: crm.value(0.05, ({ machine }) => describeLegacy(machine.portal, type)),
    ...(type === 1 || type === 2 ? rowMethods(type) : {}),
  };

  function rowMethods(owner: 1 | 2): MethodTable {
    return {
      [`crm.${name}.productrows.get`]: crm.value(0.05, (call) => {
        const id = asId(param(call, 'id'));
        if (id === null) throw refusal('The parameter id is invalid or not defined.');
        return rowsOf(call.machine.portal, { type: owner, id }).map(presentLegacyRow);
      }),
      [`crm.${name}.productrows.set`]: crm.value(0.25, (call) => {
        const id = asId(param(call, 'id'));
        if (id === null) throw refusal('The parameter id is invalid or not defined.');
        permit(call.machine.portal, name, 'update', legacyDenial);
        saveRows(call.machine.portal, { type: owner, id }, asList(param(call, 'rows')).map(universalRow), call.actor);
        return true;
      }),
    };
  }
}

/** @throws VendorError with an empty code when `fields` is no map */
function fieldsOfCall(call: Call): WireMap {
  const fields = param(call, 'fields');
  if (typeof fields !== 'object' || fields === null) throw refusal("Parameter 'fields' must be array.");
  return asMap(fields);
}
