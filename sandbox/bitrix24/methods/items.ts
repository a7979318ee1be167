import { type EntityTypeId, entityNames } from '../field-spec.ts';
import { addItem, deleteItem, updateItem } from '../items.ts';
import { convertLead } from '../leads.ts';
import { listItems, type Sight } from '../list.ts';
import type { Call, MethodTable } from '../method.ts';
import { type CrmRecord, fieldsOf, type Version } from '../portal.ts';
import { present } from '../present.ts';
import { permit } from '../rights.ts';
import { elementNotFound, missingParameter, typeNotFound, VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const crm = ['crm'];

/** `crm.item.*` for leads, deals, contacts and companies. */
export const itemMethods: MethodTable = {
  'crm.item.add': {
    scopes: crm,
    seconds: 0.45,
    run(call) {
      const { portal } = call.machine;
      const type = typeOf(call);
      permit(portal, entityNames[type], 'add');
      const record = addItem(portal, type, fieldsParameter(call), options(call));
      if (type === 1 && portal.switches.crmMode === 2) convertLead(portal, record, call.actor);
      return { result: { item: present(portal, { type, version: record, originalNames: originalNames(call), fresh: true }) } };
    },
  },
  'crm.item.update': {
    scopes: crm,
    seconds: 0.4,
    run(call) {
      const { portal } = call.machine;
      const type = typeOf(call);
      permit(portal, entityNames[type], 'update');
      const record = updateItem(portal, type, idOf(call), fieldsParameter(call), options(call));
      return { result: { item: present(portal, { type, version: record, originalNames: originalNames(call) }) } };
    },
  },
  'crm.item.get': {
    scopes: crm,
    seconds: 0.08,
    run(call) {
      const { portal } = call.machine;
      const type = typeOf(call);
      permit(portal, entityNames[type], 'read');
      const record = portal.records[type].get(idOf(call));
      const version = record === undefined ? null : sightOf(call, 'crm.item.get')(record);
      if (version === null) throw elementNotFound();
      return { result: { item: present(portal, { type, version, originalNames: originalNames(call) }) } };
    },
  },
  'crm.item.list': {
    scopes: crm,
    seconds: 0.2,
    run(call) {
      permit(call.machine.portal, entityNames[typeOf(call)], 'read');
      const { rows, ...paging } = listItems(call.machine.portal, typeOf(call), call.params, sightOf(call, 'crm.item.list'));
      return { result: { items: rows }, ...paging };
    },
  },
  'crm.item.delete': {
    scopes: crm,
    seconds: 0.5,
    run(call) {
      permit(call.machine.portal, entityNames[typeOf(call)], 'delete');
      deleteItem(call.machine.portal, typeOf(call), idOf(call), call.actor);
      return { result: [] };
    },
  },
  'crm.item.import': {
    scopes: crm,
    seconds: 0.3,
    run(call) {
      const type = typeOf(call);
      permit(call.machine.portal, entityNames[type], 'add');
      return { result: { item: { id: addItem(call.machine.portal, type, fieldsParameter(call), options(call)).id } } };
    },
  },
  'crm.item.batchimport': {
    scopes: crm,
    seconds: 3,
    run(call) {
      const type = typeOf(call);
      permit(call.machine.portal, entityNames[type], 'add');
      const data = asList(call.params['data']);
      if (data.length > MAX_IMPORT)
        throw new VendorError(400, 'MAX_IMPORT_BATCH_SIZE_EXCEEDED', `Не больше ${MAX_IMPORT} элементов`);
      return { result: { items: data.map((fields) => imported(call, type, asMap(fields))) } };
    },
  },
  'crm.item.fields': {
    scopes: crm,
    seconds: 0.1,
    run(call) {
      const specs = fieldsOf(call.machine.portal, typeOf(call)).filter((spec) => spec.access !== 'response');
      const named = specs.map((spec): [string, Wire] => [
        originalNames(call) && spec.dynamic ? spec.upper : spec.name,
        {
          type: spec.type,
          isRequired: false,
          isReadOnly: spec.access === 'read',
          isImmutable: spec.access === 'create',
          isMultiple: spec.multiple,
          isDynamic: spec.dynamic,
          title: spec.title,
          ...(spec.dictionary !== undefined && { statusType: spec.dictionary }),
          ...(spec.dynamic && { settings: {} }),
          ...(spec.items && { items: spec.items.map((item) => ({ ID: String(item.id), VALUE: item.value })) }),
          upperName: spec.upper,
        },
      ]);
      return { result: { fields: Object.fromEntries(named) } };
    },
  },
};

/** @throws VendorError 100 · NOT_FOUND · ENTITY_TYPE_NOT_SUPPORTED */
export function typeOf({ params }: Call): EntityTypeId {
  if (params['entityTypeId'] === undefined) throw missingParameter('entityTypeId');
  const id = asId(params['entityTypeId']);
  if (id === 5 || id === 14) throw new VendorError(400, 'ENTITY_TYPE_NOT_SUPPORTED', 'Тип объекта не поддерживается');
  if (id === null || !(id in entityNames)) throw typeNotFound();
  return id as EntityTypeId;
}

function idOf({ params }: Call): number {
  if (params['id'] === undefined) throw missingParameter('id');
  return asId(params['id']) ?? 0;
}

function fieldsParameter({ params }: Call): WireMap {
  const { fields } = params;
  if (fields === undefined) throw missingParameter('fields');
  if (typeof fields !== 'object' || fields === null) {
    throw new VendorError(
      400,
      '100',
      `Invalid value {${asText(fields)}} to match with parameter {fields}. Should be value of type array.`,
    );
  }
  return asMap(fields);
}

const MAX_IMPORT = 20;

/** One element of an import: its id, or why it is refused; the others are not affected. */
function imported(call: Call, type: EntityTypeId, fields: WireMap): WireMap {
  try {
    return { item: { id: addItem(call.machine.portal, type, fields, options(call)).id } };
  } catch (error) {
    if (error instanceof VendorError) return error.body();
    throw error;
  }
}

const originalNames = ({ params }: Call) => asText(params['useOriginalUfNames']) === 'Y';
const options = (call: Call) => ({ actor: call.actor, originalNames: originalNames(call) });

/**
 * What this read sees. Under `stale_read` it is the version before the last change; with `ms` only for as long as the replica lags,
 * and then a record that is younger than that is not there yet.
 */
function sightOf(call: Call, operation: string): Sight {
  const { faults, portal } = call.machine;
  const rule = faults.strike(operation, ['stale_read']);
  if (rule === null) return (record) => record;
  return (record: CrmRecord): Version | null => {
    if (rule.ms !== undefined && portal.clock.now() - record.changedAt >= rule.ms) return record;
    return record.previous ?? (rule.ms === undefined ? record : null);
  };
}
