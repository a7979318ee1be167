import type { Probes, World } from '../bitrix24-world.ts';

const nothing = 999_999;
const stage = 'C7:NEW';
const newDeal = (w: World) => ({
  title: 'Египет',
  contactIds: [w.contact],
  companyId: w.company,
  observers: [11],
  categoryId: 7,
  stageId: stage,
});
const rows = (w: World) => ({
  ownerType: 'D',
  ownerId: w.deal,
  productRows: [{ productName: 'Тур', price: 100, quantity: 2, taxRate: 10 }],
});

async function rowId(w: World): Promise<number> {
  const { productRows } = await w.result<{ productRows: { id: number }[] }>('crm.item.productrow.set', rows(w));
  return productRows[0]?.id ?? 0;
}

async function smartType(w: World, fields = {}): Promise<{ id: number; entityTypeId: number }> {
  const { type } = await w.result<{ type: { id: number; entityTypeId: number } }>('crm.type.add', {
    fields: { title: 'Обращение', ...fields },
  });
  return type;
}

async function funnel(w: World, entityTypeId: number): Promise<number> {
  const fields = { name: 'Запасная', sort: 50 };
  return (await w.result<{ category: { id: number } }>('crm.category.add', { entityTypeId, fields })).category.id;
}

const relations = {
  parent: [{ entityTypeId: 2, isChildrenListEnabled: 'Y', isPredefined: 'N' }],
  child: [{ entityTypeId: 3, isChildrenListEnabled: 'Y', isPredefined: 'N' }],
};
const linkedUserFields = {
  'CALENDAR_EVENT|UF_CRM_CAL_EVENT': 'Y',
  'TASKS_TASK|UF_CRM_TASK': 'Y',
  'TASKS_TASK_TEMPLATE|UF_CRM_TASK': 'N',
};

const listField = (name: string) => ({
  entityId: 'CRM_DEAL',
  fieldName: `UF_CRM_${name}`,
  userTypeId: 'enumeration',
  multiple: 'Y',
  editFormLabel: { en: 'Traits', ru: 'Черты' },
  enum: [
    { value: 'Первая', def: 'N', sort: 100 },
    { value: 'Вторая', def: 'Y', sort: 200 },
  ],
});
/** The documented portal speaks two languages, and other two on the next page. */
const inLanguages = (name: string, languages: string[]) => ({
  ...listField(name),
  editFormLabel: Object.fromEntries(languages.map((language) => [language, 'Черты'])),
});
async function configured(w: World, name: string, languages = ['en', 'de']): Promise<string> {
  const asked = { moduleId: 'crm', field: inLanguages(name, languages) };
  return (await w.result<{ field: { id: string } }>('userfieldconfig.add', asked)).field.id;
}
const byField =
  (method: string, more = {}) =>
  (w: World) =>
    w.forbidden('userfield', () => w.app(method, { moduleId: 'crm', id: 1, ...more }));

/** Everything under `crm.item`, funnels, smart processes and the fields of all object types. */
export const universalPages: Probes = {
  'crm__universal__category__crm-category-add': {
    success: async (w) => {
      const { entityTypeId } = await smartType(w);
      return w.call('crm.category.add', { entityTypeId, fields: { name: 'Основная', sort: 50, isDefault: 'Y' } });
    },
    error: (w) => w.call('crm.category.add', { entityTypeId: nothing, fields: {} }),
  },
  'crm__universal__category__crm-category-delete': {
    success: async (w) => w.call('crm.category.delete', { entityTypeId: 2, id: await funnel(w, 2) }),
    error: (w) => w.call('crm.category.delete', { entityTypeId: 2, id: nothing }),
  },
  'crm__universal__category__crm-category-fields': {
    success: (w) => w.call('crm.category.fields', { entityTypeId: 2 }),
    error: (w) => w.call('crm.category.fields', { entityTypeId: nothing }),
  },
  'crm__universal__category__crm-category-list': {
    success: (w) => w.call('crm.category.list', { entityTypeId: 2 }),
    error: (w) => w.call('crm.category.list', { entityTypeId: nothing }),
  },
  'crm__universal__category__crm-category-update': {
    success: async (w) => {
      const { entityTypeId } = await smartType(w);
      const fields = { name: 'Новая', sort: 1000, isDefault: 'Y' };
      return w.call('crm.category.update', { entityTypeId, id: await funnel(w, entityTypeId), fields });
    },
    error: (w) => w.call('crm.category.update', { entityTypeId: nothing, id: 1, fields: {} }),
  },
  'crm__universal__crm-item-add': {
    success: (w) => w.call('crm.item.add', { entityTypeId: 2, fields: newDeal(w) }),
    error: (w) => w.call('crm.item.add', { entityTypeId: nothing, fields: {} }),
  },
  'crm__universal__crm-item-delete': {
    success: async (w) => w.call('crm.item.delete', { entityTypeId: 4, id: (await w.portal.add(4, { title: 'Лишняя' }))['id'] }),
    error: (w) => w.call('crm.item.delete', { entityTypeId: 4, id: nothing }),
  },
  'crm__universal__crm-item-get': {
    success: (w) => w.call('crm.item.get', { entityTypeId: 1, id: w.lead, useOriginalUfNames: 'N' }),
    error: (w) => w.call('crm.item.get', { entityTypeId: 1, id: nothing }),
  },
  'crm__universal__crm-item-list': {
    success: (w) => {
      const select = [
        'id',
        'title',
        'lastName',
        'name',
        'stageId',
        'sourceId',
        'assignedById',
        'opportunity',
        'isManualOpportunity',
      ];
      return w.call('crm.item.list', { entityTypeId: 1, select, filter: { '>id': 0 } });
    },
    error: (w) => w.call('crm.item.list', { entityTypeId: 2, filter: { FIELD: 1 } }),
  },
  'crm__universal__crm-item-update': {
    success: (w) => w.call('crm.item.update', { entityTypeId: 2, id: w.deal, fields: { title: 'Египет, Ветрова' } }),
    error: (w) => w.call('crm.item.update', { entityTypeId: nothing, id: 1, fields: {} }),
  },
  'crm__universal__events__type__on-crm-type-add': { event: (w) => w.told('ONCRMTYPEADD', () => smartType(w)) },
  'crm__universal__events__type__on-crm-type-update': {
    event: async (w) => {
      const { id } = await smartType(w);
      return w.told('ONCRMTYPEUPDATE', () => w.call('crm.type.update', { id, fields: { title: 'Претензия' } }));
    },
  },
  'crm__universal__import__crm-item-batch-import': {
    success: (w) =>
      w.call('crm.item.batchImport', { entityTypeId: 2, data: [newDeal(w), { title: 'Без стадии', stageId: 'НЕТ' }] }),
    error: (w) => w.call('crm.item.batchImport', { entityTypeId: nothing, data: [] }),
  },
  'crm__universal__import__crm-item-import': {
    success: (w) => w.call('crm.item.import', { entityTypeId: 2, fields: newDeal(w) }),
    error: (w) => w.call('crm.item.import', { entityTypeId: nothing, fields: {} }),
  },
  'crm__universal__item-details-configuration__crm-item-details-configuration-get': {
    success: async (w) => {
      const elements = [{ name: 'TITLE' }, { name: 'CLIENT', optionFlags: 1, options: { defaultCountry: 'RU' } }];
      const scope = { entityTypeId: 2, scope: 'C', extras: { categoryId: 5 } };
      await w.result('crm.item.details.configuration.set', {
        ...scope,
        data: [{ name: 'main', title: 'О сделке', type: 'section', elements }],
      });
      return w.call('crm.item.details.configuration.get', scope);
    },
    error: (w) => w.call('crm.item.details.configuration.get'),
  },
  'crm__universal__item-details-configuration__crm-item-details-configuration-reset': {
    success: (w) => w.call('crm.item.details.configuration.reset', { entityTypeId: 2, scope: 'C' }),
    error: (w) => w.call('crm.item.details.configuration.reset'),
  },
  'crm__universal__item-details-configuration__crm-item-details-configuration-set': {
    success: (w) => {
      const data = [{ name: 'main', title: 'Человек', type: 'section', elements: [{ name: 'NAME', optionFlags: 1 }] }];
      return w.call('crm.item.details.configuration.set', { entityTypeId: 3, userId: 1, data });
    },
    error: (w) => {
      const data = [{ name: 'main', title: 'Человек', type: 'section', elements: [{ optionFlags: 1 }] }];
      return w.call('crm.item.details.configuration.set', { entityTypeId: 3, userId: 1, data });
    },
  },
  'crm__universal__product-rows__crm-item-productrow-fields': {
    success: (w) => w.call('crm.item.productrow.fields'),
    error: (w) => w.broken('crm.item.productrow.fields', '0'),
  },
  'crm__universal__product-rows__crm-item-productrow-get': {
    success: async (w) => w.call('crm.item.productrow.get', { id: await rowId(w) }),
    error: (w) => w.call('crm.item.productrow.get', { id: nothing }),
  },
  'crm__universal__product-rows__crm-item-productrow-list': {
    success: async (w) => {
      await rowId(w);
      return w.call('crm.item.productrow.list', { filter: { '=ownerType': 'D', '=ownerId': w.deal } });
    },
    error: (w) =>
      w.forbidden('productrow', () => w.call('crm.item.productrow.list', { filter: { '=ownerType': 'D', '=ownerId': w.deal } })),
  },
  'crm__universal__product-rows__crm-item-productrow-set': {
    success: (w) => w.call('crm.item.productrow.set', rows(w)),
    error: (w) => w.call('crm.item.productrow.set', { ...rows(w), ownerId: nothing }),
  },
  'crm__universal__product-rows__crm-item-productrow-update': {
    success: async (w) => w.call('crm.item.productrow.update', { id: await rowId(w), fields: { price: 90 } }),
    error: (w) => w.call('crm.item.productrow.update', { id: nothing, fields: {} }),
  },
  'crm__universal__user-defined-fields__crm-userfield-types': { success: (w) => w.call('crm.userfield.types') },
  'crm__universal__user-defined-object-types__crm-type-delete': {
    success: async (w) => w.call('crm.type.delete', { id: (await smartType(w)).id }),
  },
  'crm__universal__user-defined-object-types__crm-type-fields': {
    success: (w) => w.call('crm.type.fields'),
    error: (w) => w.forbidden('type', () => w.call('crm.type.fields')),
  },
  'crm__universal__user-defined-object-types__crm-type-get-by-entity-type-id': {
    success: async (w) =>
      w.call('crm.type.getByEntityTypeId', { entityTypeId: (await smartType(w, { relations, linkedUserFields })).entityTypeId }),
    error: (w) => w.call('crm.type.getByEntityTypeId', { entityTypeId: nothing }),
  },
  'crm__universal__user-defined-object-types__crm-type-get': {
    success: async (w) => w.call('crm.type.get', { id: (await smartType(w, { relations, linkedUserFields })).id }),
    error: (w) => w.call('crm.type.get', { id: nothing }),
  },
  'crm__universal__userfieldconfig__events__on-crm-type-user-field-add': {
    event: async (w) => {
      const { id } = await smartType(w);
      const field = { ...listField('EVENT_TYPE'), entityId: `CRM_${id}` };
      return w.told('ONCRMTYPEUSERFIELDADD', () => w.app('userfieldconfig.add', { moduleId: 'crm', field }));
    },
  },
  'crm__universal__userfieldconfig__events__on-crm-type-user-field-update': {
    event: async (w) => {
      const { id } = await smartType(w);
      const asked = { moduleId: 'crm', field: { ...listField('EVENT_TYPE'), entityId: `CRM_${id}` } };
      const made = await w.result<{ field: { id: string } }>('userfieldconfig.add', asked);
      const change = () => w.app('userfieldconfig.update', { moduleId: 'crm', id: made.field.id, field: { sort: 7 } });
      return w.told('ONCRMTYPEUSERFIELDUPDATE', change);
    },
  },
  'crm__universal__userfieldconfig__userfieldconfig-add': {
    success: (w) =>
      w.app('userfieldconfig.add', {
        moduleId: 'crm',
        field: { ...listField('CONFIG_A'), editFormLabel: { en: 'Traits' }, helpMessage: { en: '', ru: '' } },
      }),
    error: (w) => w.app('userfieldconfig.add', { moduleId: 'crm', field: { entityId: 'CRM_DEAL', userTypeId: 'string' } }),
  },
  'crm__universal__userfieldconfig__userfieldconfig-delete': {
    success: async (w) => w.app('userfieldconfig.delete', { moduleId: 'crm', id: await configured(w, 'CONFIG_B') }),
    error: byField('userfieldconfig.delete'),
  },
  'crm__universal__userfieldconfig__userfieldconfig-get-types': {
    success: (w) => w.app('userfieldconfig.getTypes', { moduleId: 'crm' }),
    error: async (w) => {
      await w.portal.act('scopes', { oauth: ['userfieldconfig'] });
      const body = await w.app('userfieldconfig.getTypes', { moduleId: 'crm' });
      await w.portal.act('scopes', { oauth: w.scopes });
      return body;
    },
  },
  'crm__universal__userfieldconfig__userfieldconfig-get': {
    success: async (w) => w.app('userfieldconfig.get', { moduleId: 'crm', id: await configured(w, 'CONFIG_C') }),
    error: byField('userfieldconfig.get'),
  },
  'crm__universal__userfieldconfig__userfieldconfig-list': {
    success: async (w) => {
      for (let index = 0; index < 60; index += 1) await configured(w, `CONFIG_L${index}`, ['de']);
      return w.app('userfieldconfig.list', {
        moduleId: 'crm',
        select: { 0: '*', language: 'de' },
        order: { id: 'DESC' },
        filter: { multiple: 'Y', userTypeId: 'enumeration' },
      });
    },
    error: byField('userfieldconfig.list'),
  },
  'crm__universal__userfieldconfig__userfieldconfig-update': {
    success: async (w) => {
      const id = await configured(w, 'CONFIG_D', ['en']);
      return w.app('userfieldconfig.update', { moduleId: 'crm', id, field: { mandatory: 'Y' } });
    },
    error: byField('userfieldconfig.update'),
  },
};
