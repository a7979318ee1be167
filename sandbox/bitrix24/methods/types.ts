import { describeField, type FieldRow } from '../describe.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import { upperName } from '../names.ts';
import type { Actor, Portal } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import { query } from '../query.ts';
import { permit } from '../rights.ts';
import { shelf } from '../shelf.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const crm = family(['crm']);

/** A smart process. */
export interface SmartType {
  id: number;
  entityTypeId: number;
  title: string;
  code: string;
  createdBy: number;
  updatedBy: number;
  createdAt: number;
  updatedAt: number;
  flags: { [name: string]: 'Y' | 'N' };
  relations: Wire;
  linkedUserFields: Wire;
}

export const smartTypes = shelf<SmartType>();
const firstEntityTypeId = 1030;
const predefined = [3, 4].map((entityTypeId) => ({ entityTypeId, isChildrenListEnabled: 'Y', isPredefined: 'Y' }));

const flagTitles: [name: string, title: string][] = [
  ['isCategoriesEnabled', 'Воронки'],
  ['isStagesEnabled', 'Стадии и канбан'],
  ['isBeginCloseDatesEnabled', 'Поля «Дата начала» и «Дата завершения»'],
  ['isClientEnabled', 'Поле «Клиент»'],
  ['isUseInUserfieldEnabled', 'Использование в пользовательском поле'],
  ['isLinkWithProductsEnabled', 'Связь с товарами'],
  ['isMycompanyEnabled', 'Поле «Реквизиты вашей компании»'],
  ['isDocumentsEnabled', 'Печать документов'],
  ['isSourceEnabled', 'Поля «Источник» и «Дополнительно об источнике»'],
  ['isObserversEnabled', 'Поле «Наблюдатели»'],
  ['isRecyclebinEnabled', 'Корзина'],
  ['isAutomationEnabled', 'Роботы и триггеры'],
  ['isBizProcEnabled', 'Дизайнер бизнес-процессов'],
  ['isSetOpenPermissions', 'Новые воронки доступны всем'],
];
/** Known to answers, not to the field list. */
const moreFlags = ['isPaymentsEnabled', 'isCountersEnabled'];

const fieldRows: FieldRow[] = [
  ['id', 'integer', 'ID', 'r'],
  ['title', 'string', 'Название', 'q'],
  ['code', 'string', 'Символьный код'],
  ['createdBy', 'user', 'Кем создан', 'r'],
  ['entityTypeId', 'integer', 'Идентификатор типа', 'qi'],
  ['customSectionId', 'integer', 'Цифровое рабочее место', 'i'],
  ...flagTitles.map(([name, title]): FieldRow => [name, 'boolean', title]),
  ['createdTime', 'datetime', 'Дата создания'],
  ['updatedTime', 'datetime', 'Дата изменения'],
  ['updatedBy', 'user', 'Кем изменён', 'r'],
];

const notFound = () => new VendorError(400, 0, 'Смарт-процесс не найден');

/** Smart processes as types; their items are not kept here. */
export const typeMethods: MethodTable = {
  'crm.type.fields': crm.value(0.01, ({ machine }) => {
    permit(machine.portal, 'type', 'read');
    return {
      fields: Object.fromEntries(fieldRows.map((row) => [row[0], { ...describeField(row), upperName: upperName(row[0]) }])),
    };
  }),
  'crm.type.add': crm.value(0.5, ({ machine: { portal }, params, actor }) => {
    permit(portal, 'type', 'add');
    const fields = asMap(params['fields']);
    if (asText(fields['title']) === '')
      throw new VendorError(400, 'BX_EMPTY_REQUIRED', 'Не заполнено обязательное поле «Название»');
    const id = portal.nextId('smartType');
    const entityTypeId = asId(fields['entityTypeId']) ?? firstEntityTypeId + 2 * id;
    const written = {
      createdBy: actor.userId,
      updatedBy: actor.userId,
      createdAt: portal.clock.now(),
      updatedAt: portal.clock.now(),
    };
    const off = Object.fromEntries([...flagTitles.map(([name]) => name), ...moreFlags].map((name) => [name, 'N' as const]));
    const blank = { relations: { parent: predefined, child: [] }, linkedUserFields: {} };
    const type: SmartType = { id, entityTypeId, title: '', code: '', ...written, flags: off, ...blank };
    change(type, fields);
    smartTypes(portal).set(id, type);
    told(portal, type, 'ADD', actor);
    return { type: typeRow(type) };
  }),
  'crm.type.get': crm.value(0.05, (call) => ({ type: typeRow(typeById(call)) })),
  'crm.type.getbyentitytypeid': crm.value(0.05, ({ machine, params }) => {
    const type = smartTypeOf(machine.portal, asId(params['entityTypeId']));
    if (type === undefined) throw notFound();
    return { type: typeRow(type) };
  }),
  'crm.type.list': crm.paged(0.05, ({ machine, params }) => {
    const { rows, ...paging } = query([...smartTypes(machine.portal).values()].map(typeRow), params);
    return { result: { types: rows }, ...paging };
  }),
  'crm.type.update': crm.value(0.3, (call) => {
    const { portal } = call.machine;
    permit(portal, 'type', 'update');
    const type = typeById(call);
    change(type, asMap(call.params['fields']));
    Object.assign(type, { updatedBy: call.actor.userId, updatedAt: portal.clock.now() });
    told(portal, type, 'UPDATE', call.actor);
    return { type: typeRow(type) };
  }),
  'crm.type.delete': crm.value(0.5, (call) => {
    const { portal } = call.machine;
    permit(portal, 'type', 'delete');
    const type = typeById(call);
    smartTypes(portal).delete(type.id);
    told(portal, type, 'DELETE', call.actor);
    return [];
  }),
};

export function smartTypeOf(portal: Portal, entityTypeId: number | null): SmartType | undefined {
  return [...smartTypes(portal).values()].find((type) => type.entityTypeId === entityTypeId);
}

/** Under which names smart processes keep their user fields. */
export function smartFieldEntities(portal: Portal): string[] {
  return [...smartTypes(portal).keys()].map((id) => `CRM_${id}`);
}

function typeById({ machine, params }: Call): SmartType {
  const type = smartTypes(machine.portal).get(asId(params['id']) ?? 0);
  if (type === undefined) throw notFound();
  return type;
}

function change(type: SmartType, fields: WireMap): void {
  if (fields['title'] !== undefined) type.title = asText(fields['title']);
  if (fields['code'] !== undefined) type.code = asText(fields['code']);
  for (const name of Object.keys(type.flags)) {
    if (fields[name] !== undefined) type.flags[name] = asText(fields[name]) === 'Y' ? 'Y' : 'N';
  }
  if (fields['relations'] !== undefined) {
    const { parent = predefined, child = [] } = asMap(fields['relations']);
    type.relations = { parent: Array.isArray(parent) ? [...predefined, ...parent] : predefined, child };
  }
  if (fields['linkedUserFields'] !== undefined) type.linkedUserFields = fields['linkedUserFields'];
}

function typeRow(type: SmartType): WireMap {
  const { id, title, code, createdBy, entityTypeId, flags, updatedBy, relations, linkedUserFields } = type;
  const [createdTime, updatedTime] = [isoOf(type.createdAt), isoOf(type.updatedAt)];
  const head = { id, title, code, createdBy, entityTypeId, customSectionId: null };
  return { ...head, ...flags, createdTime, updatedTime, updatedBy, relations, linkedUserFields, customSections: [] };
}

function told(portal: Portal, { id, title }: SmartType, event: string, actor: Actor): void {
  trace(portal, actor, { entity: 'type', id, fields: { title } });
  portal.emit({ name: `ONCRMTYPE${event}`, data: { ID: String(id) }, objectId: String(id), actor });
}
