import { type EntityTypeId, entityNames, type FieldSpec } from '../field-spec.ts';
import { type Labels, userFieldConfig, userFieldRow } from '../fields/present.ts';
import { fieldTypes } from '../fields/types.ts';
import { capitals, changeUserField, deleteUserField, fieldById, makeUserField } from '../fields/write.ts';
import { type Call, family, type MethodTable, param } from '../method.ts';
import { userFieldsOf } from '../portal.ts';
import { query } from '../query.ts';
import { legacyDenial, permit } from '../rights.ts';
import { fieldEntityIds } from '../user-fields.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type WireMap } from '../wire.ts';
import { smartFieldEntities } from './types.ts';

const crm = family(['crm']);
const config = family(['userfieldconfig']);
const refusal = (text: string) => new VendorError(400, '', text);

/** User fields by both of the vendor's ways: per object type with capitals, and `userfieldconfig` for all of them. */
export const userFieldMethods: MethodTable = {
  ...(Object.assign({}, ...([1, 2, 3, 4] as const).map(methodsOf)) as MethodTable),
  'crm.userfield.types': crm.value(0.01, () => fieldTypes.map(([id, title]) => ({ ID: id, title }))),
  'userfieldconfig.gettypes': config.value(0.02, (call) => {
    needsModule(call);
    return { types: Object.fromEntries(fieldTypes.map(([id, title]) => [id, { userTypeId: id, description: title }])) };
  }),
  'userfieldconfig.add': config.value(0.3, (call) => {
    needsModule(call);
    permit(call.machine.portal, 'userfield', 'add', () => refusal('You cannot add the user field'));
    const field = capitals(asMap(call.params['field']));
    const entityId = asText(field['ENTITY_ID']);
    return { field: userFieldConfig(makeUserField(call.machine.portal, entityId, field, call.actor), null) };
  }),
  'userfieldconfig.get': config.value(0.05, (call) => {
    mayRead(call);
    return { field: userFieldConfig(configured(call), null) };
  }),
  'userfieldconfig.list': config.paged(0.1, (call) => {
    mayRead(call);
    const language = asText(asMap(call.params['select'])['language']);
    const specs = entitiesOf(call).flatMap((entityId) => userFieldsOf(call.machine.portal, entityId));
    const rows = specs.map((spec) => userFieldConfig(spec, language === '' ? 'ru' : language));
    const { rows: fields, ...paging } = query(rows, call.params);
    return { result: { fields }, ...paging };
  }),
  'userfieldconfig.update': config.value(0.3, (call) => {
    needsModule(call);
    permit(call.machine.portal, 'userfield', 'update', () => refusal('You cannot change the settings of the user field'));
    const spec = configured(call);
    changeUserField(call.machine.portal, spec, capitals(asMap(call.params['field'])), call.actor);
    return { field: userFieldConfig(spec, null) };
  }),
  'userfieldconfig.delete': config.value(0.3, (call) => {
    needsModule(call);
    permit(call.machine.portal, 'userfield', 'delete', () => refusal('You cannot delete the user field'));
    deleteUserField(call.machine.portal, configured(call), call.actor);
    return null;
  }),
};

function methodsOf(type: EntityTypeId): MethodTable {
  const entityId = fieldEntityIds[type];
  const prefix = `crm.${entityNames[type]}.userfield`;
  const found = (call: Call): FieldSpec => {
    const id = asId(param(call, 'id'));
    if (id === null) throw refusal('ID is not defined or invalid.');
    const spec = fieldById(call.machine.portal, [entityId], id);
    if (spec === undefined) throw refusal(`The entity with ID '${id}' is not found.`);
    return spec;
  };
  return {
    [`${prefix}.add`]: crm.value(0.3, (call) => {
      permit(call.machine.portal, 'userfield', 'add', legacyDenial);
      const spec = makeUserField(call.machine.portal, entityId, asMap(param(call, 'fields')), call.actor);
      return spec.meta?.id ?? 0;
    }),
    [`${prefix}.get`]: crm.value(0.05, (call) => {
      permit(call.machine.portal, 'userfield', 'read', legacyDenial);
      return userFieldRow(found(call), 'all');
    }),
    [`${prefix}.list`]: crm.paged(0.1, (call) => {
      permit(call.machine.portal, 'userfield', 'read', legacyDenial);
      const filter = param(call, 'filter');
      if (filter !== undefined && (typeof filter !== 'object' || filter === null)) {
        throw refusal("Parameter 'filter' must be array.");
      }
      const { LANG: language, ...conditions } = asMap(filter);
      const labels: Labels = language === undefined ? 'none' : { only: asText(language) };
      const rows = userFieldsOf(call.machine.portal, entityId).map((spec): WireMap => userFieldRow(spec, labels));
      const { rows: result, ...paging } = query(rows, {
        filter: conditions,
        order: param(call, 'order'),
        start: param(call, 'start'),
      });
      return { result, ...paging };
    }),
    [`${prefix}.update`]: crm.value(0.3, (call) => {
      permit(call.machine.portal, 'userfield', 'update', legacyDenial);
      changeUserField(call.machine.portal, found(call), asMap(param(call, 'fields')), call.actor);
      return true;
    }),
    [`${prefix}.delete`]: crm.value(0.3, (call) => {
      permit(call.machine.portal, 'userfield', 'delete', legacyDenial);
      deleteUserField(call.machine.portal, found(call), call.actor);
      return true;
    }),
  };
}

const entitiesOf = ({ machine }: Call) => [...Object.values(fieldEntityIds), ...smartFieldEntities(machine.portal)];

function configured(call: Call): FieldSpec {
  needsModule(call);
  const id = asId(call.params['id']) ?? 0;
  const spec = fieldById(call.machine.portal, entitiesOf(call), id);
  if (spec === undefined) throw refusal('Field not found');
  return spec;
}

/** The scope of the method alone is not enough: the module's own is asked for too. */
function needsModule({ credential, params }: Call): void {
  const moduleId = asText(params['moduleId']);
  if (moduleId === '') throw new VendorError(400, '100', 'Could not find value for parameter {moduleId}');
  if (!credential.scopes.includes(moduleId)) throw refusal(`The current method required more scopes. (${moduleId})`);
}

function mayRead(call: Call): void {
  needsModule(call);
  permit(call.machine.portal, 'userfield', 'read', () => refusal('You do not have permission to view user field settings'));
}
