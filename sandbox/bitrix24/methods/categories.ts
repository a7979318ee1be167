import { describeField, type FieldRow } from '../describe.ts';
import { type Category, categoryRow, newFunnelStages } from '../dictionaries.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import { upperName } from '../names.ts';
import { permit } from '../rights.ts';
import { trace } from '../trace.ts';
import { elementNotFound, missingParameter, typeNotFound, VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type WireMap } from '../wire.ts';
import { smartTypeOf } from './types.ts';

const crm = family(['crm']);
const DEALS = 2;

const fieldRows: FieldRow[] = [
  ['id', 'integer', 'ID', 'r'],
  ['name', 'string', 'NAME'],
  ['sort', 'integer', 'SORT'],
  ['entityTypeId', 'integer', 'ENTITY_TYPE_ID', 'qr'],
  ['isDefault', 'boolean', 'IS_DEFAULT', 'r'],
  ['originId', 'string', 'ORIGIN_ID'],
  ['originatorId', 'string', 'ORIGINATOR_ID'],
];

/** Funnels of deals and of smart processes. A change of them fires no event. */
export const categoryMethods: MethodTable = {
  'crm.category.fields': crm.value(0.01, (call) => {
    funnelType(call);
    return {
      fields: Object.fromEntries(fieldRows.map((row) => [row[0], { ...describeField(row), upperName: upperName(row[0]) }])),
    };
  }),
  'crm.category.list': crm.paged(0.05, (call) => {
    const type = funnelType(call);
    const rows = call.machine.portal.categories.filter((category) => category.entityTypeId === type).map(categoryRow);
    if (rows.length === 0) throw typeNotFound();
    return { result: { categories: rows }, total: rows.length };
  }),
  'crm.category.get': crm.value(0.05, (call) => ({ category: categoryRow(categoryOf(call)) })),
  'crm.category.add': crm.value(0.3, (call) => {
    const { portal } = call.machine;
    const entityTypeId = funnelType(call);
    permit(portal, 'category', 'add');
    const fields = asMap(call.params['fields']);
    const id = Math.max(0, ...portal.categories.map((category) => category.id)) + 1;
    const blank = { name: '', sort: 500, isDefault: false, originId: '', originatorId: '' };
    const category: Category = { id, entityTypeId, ...blank };
    change(call, category, fields);
    if (category.name === '') throw new VendorError(400, 'BX_EMPTY_REQUIRED', 'Не заполнено обязательное поле «Название»');
    portal.categories.push(category);
    if (entityTypeId === DEALS) {
      portal.statuses.push(...newFunnelStages(id, () => 1001 + portal.nextId('status')));
    }
    trace(portal, call.actor, { entity: 'category', id, fields });
    return { category: categoryRow(category) };
  }),
  'crm.category.update': crm.value(0.2, (call) => {
    const category = categoryOf(call);
    permit(call.machine.portal, 'category', 'update');
    change(call, category, asMap(call.params['fields']));
    trace(call.machine.portal, call.actor, { entity: 'category', id: category.id, fields: asMap(call.params['fields']) });
    return { category: categoryRow(category) };
  }),
  'crm.category.delete': crm.value(0.3, (call) => {
    const { portal } = call.machine;
    const category = categoryOf(call);
    permit(portal, 'category', 'delete');
    const used = [...portal.records[2].values()].some(({ values }) => values['categoryId'] === category.id);
    if (category.isDefault) throw new VendorError(400, 'CRM_CATEGORY_DELETE_DEFAULT', 'Нельзя удалить воронку по умолчанию');
    if (used && category.entityTypeId === DEALS) throw new VendorError(400, 'BX_ERROR', 'В воронке есть сделки');
    portal.categories = portal.categories.filter((one) => one !== category);
    portal.statuses = portal.statuses.filter((status) => status.dictionary !== `DEAL_STAGE_${category.id}`);
    trace(portal, call.actor, { entity: 'category', id: category.id, fields: {} });
    return null;
  }),
};

/** @throws VendorError 100 · NOT_FOUND */
function funnelType({ machine, params }: Call): number {
  if (params['entityTypeId'] === undefined) throw missingParameter('entityTypeId');
  const id = asId(params['entityTypeId']);
  if (id !== DEALS && smartTypeOf(machine.portal, id) === undefined) throw typeNotFound();
  return id ?? 0;
}

function categoryOf(call: Call): Category {
  const type = funnelType(call);
  const id = Number(asText(call.params['id']) || -1);
  const found = call.machine.portal.categories.find((category) => category.id === id && category.entityTypeId === type);
  if (found === undefined) throw elementNotFound();
  return found;
}

/** Only a smart process can have its default funnel chosen. */
function change({ machine: { portal } }: Call, category: Category, fields: WireMap): void {
  if (fields['name'] !== undefined) category.name = asText(fields['name']);
  if (fields['sort'] !== undefined) category.sort = Number(asText(fields['sort']));
  if (fields['originId'] !== undefined) category.originId = asText(fields['originId']);
  if (fields['originatorId'] !== undefined) category.originatorId = asText(fields['originatorId']);
  if (category.entityTypeId === DEALS || asText(fields['isDefault']) !== 'Y') return;
  for (const other of portal.categories) if (other.entityTypeId === category.entityTypeId) other.isDefault = false;
  category.isDefault = true;
}
