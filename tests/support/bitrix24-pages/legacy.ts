import type { Probes, World } from '../bitrix24-world.ts';
import { crmLink, resourceBooking } from './field-settings.ts';

const nothing = 999_999;
const id = async (made: Promise<unknown>) => Number(await made);

const userField = (entity: string, fields: { [key: string]: unknown }) => async (w: World) =>
  id(w.result(`crm.${entity}.userfield.add`, { fields }));

/** Fields of the types that the documentation lists. */
async function fieldsOf(w: World, entity: string, list: { [key: string]: unknown }[]) {
  for (const [index, fields] of list.entries()) {
    await w.result(`crm.${entity}.userfield.add`, {
      fields: { FIELD_NAME: `L${index}_${Object.keys(fields).length}`, ...fields },
    });
  }
  const filter = { MULTIPLE: 'Y', LANG: 'de' };
  return w.call(`crm.${entity}.userfield.list`, { filter, order: { SORT: 'ASC' } });
}

const dealFields = [
  { USER_TYPE_ID: 'crm_status', MULTIPLE: 'Y', SETTINGS: { ENTITY_TYPE: 'INDUSTRY' } },
  { USER_TYPE_ID: 'enumeration', MULTIPLE: 'Y', LIST: [{ VALUE: 'Море' }, { VALUE: 'Горы', DEF: 'Y' }] },
  { USER_TYPE_ID: 'file', MULTIPLE: 'Y' },
  { USER_TYPE_ID: 'resourcebooking', MULTIPLE: 'Y', SETTINGS: resourceBooking },
  { USER_TYPE_ID: 'string', MULTIPLE: 'Y', SETTINGS: { ROWS: 10 } },
];
const contactFields = [
  { USER_TYPE_ID: 'address', MULTIPLE: 'Y' },
  { USER_TYPE_ID: 'crm', MULTIPLE: 'Y', SETTINGS: crmLink },
  { USER_TYPE_ID: 'date', MULTIPLE: 'Y' },
  { USER_TYPE_ID: 'double', MULTIPLE: 'Y', SETTINGS: { DEFAULT_VALUE: 150 } },
  { USER_TYPE_ID: 'employee', MULTIPLE: 'Y' },
  { USER_TYPE_ID: 'file', MULTIPLE: 'Y' },
];
const denied =
  (entity: string, method: string, params = {}) =>
  (w: World) =>
    w.forbidden(entity, () => w.call(method, params));

/** Leads, deals, contacts and companies by the legacy methods. */
export const legacyPages: Probes = {
  'crm__companies__crm-company-add': {
    success: (w) =>
      w.call('crm.company.add', { fields: { TITLE: 'ООО «Ветер»', PHONE: [{ VALUE: '+79000000021', VALUE_TYPE: 'WORK' }] } }),
    error: (w) => w.call('crm.company.add', { fields: 'нет' }),
  },
  'crm__companies__crm-company-get': {
    success: (w) => w.call('crm.company.get', { ID: w.company }),
    error: (w) => w.call('crm.company.get', { ID: nothing }),
  },
  'crm__companies__crm-company-list': {
    success: async (w) => {
      await w.result('crm.company.add', {
        fields: { TITLE: 'Дубль', COMPANY_TYPE: 'PARTNER', PHONE: [{ VALUE: '+79000000022' }] },
      });
      const asked = { FILTER: { COMPANY_TYPE: 'PARTNER' }, ORDER: { DATE_CREATE: 'ASC' } };
      return w.call('crm.company.list', { ...asked, SELECT: ['TITLE', 'ASSIGNED_BY_ID', 'PHONE'] });
    },
    error: denied('company', 'crm.company.list'),
  },
  'crm__contacts__company__crm-contact-company-add': {
    success: (w) =>
      w.call('crm.contact.company.add', { id: w.contact, fields: { COMPANY_ID: w.company, IS_PRIMARY: 'Y', SORT: 1000 } }),
    error: (w) => w.call('crm.contact.company.add', { id: nothing, fields: { COMPANY_ID: w.company } }),
  },
  'crm__contacts__company__crm-contact-company-items-get': {
    success: (w) => w.call('crm.contact.company.items.get', { id: w.contact }),
    error: (w) => w.call('crm.contact.company.items.get', {}),
  },
  'crm__contacts__company__crm-contact-company-items-set': {
    success: (w) => w.call('crm.contact.company.items.set', { id: w.contact, items: [{ COMPANY_ID: w.company, SORT: 100 }] }),
    error: (w) => w.call('crm.contact.company.items.set', { id: w.contact, items: 'нет' }),
  },
  'crm__contacts__crm-contact-fields': { success: (w) => w.call('crm.contact.fields') },
  'crm__contacts__crm-contact-update': {
    success: (w) => w.call('crm.contact.update', { ID: w.contact, FIELDS: { POST: 'Бухгалтер', BIRTHDATE: '11.11.1999' } }),
    error: (w) => w.call('crm.contact.update', { ID: nothing, FIELDS: { POST: 'Бухгалтер' } }),
  },
  'crm__contacts__events__on-crm-contact-add': {
    event: (w) => w.told('ONCRMCONTACTADD', () => w.call('crm.contact.add', { fields: { NAME: 'Вера' } })),
  },
  'crm__contacts__userfield__crm-contact-userfield-list': {
    success: (w) => fieldsOf(w, 'contact', contactFields),
    error: (w) => w.call('crm.contact.userfield.list', { filter: 'нет' }),
  },
  'crm__contacts__userfield__crm-contact-userfield-update': {
    success: async (w) => {
      const field = await userField('contact', { FIELD_NAME: 'HOBBY', USER_TYPE_ID: 'string' })(w);
      return w.call('crm.contact.userfield.update', {
        id: field,
        fields: { SORT: 2000, LIST_COLUMN_LABEL: { ru: 'Увлечение' } },
      });
    },
    error: denied('userfield', 'crm.contact.userfield.update', { id: 1, fields: {} }),
  },
  'crm__contacts__userfield__events__on-crm-contact-user-field-update': {
    event: async (w) => {
      const field = await userField('contact', { FIELD_NAME: 'SIZE', USER_TYPE_ID: 'string' })(w);
      const update = () => w.call('crm.contact.userfield.update', { id: field, fields: { SORT: 300 } });
      return w.told('ONCRMCONTACTUSERFIELDUPDATE', update);
    },
  },
  'crm__deals__contacts__crm-deal-contact-add': {
    success: (w) =>
      w.call('crm.deal.contact.add', { id: w.deal, fields: { CONTACT_ID: w.contact, IS_PRIMARY: 'Y', SORT: 1000 } }),
    error: (w) => w.call('crm.deal.contact.add', { id: nothing, fields: { CONTACT_ID: w.contact } }),
  },
  'crm__deals__contacts__crm-deal-contact-fields': { success: (w) => w.call('crm.deal.contact.fields') },
  'crm__deals__contacts__crm-deal-contact-items-delete': {
    success: async (w) =>
      w.call('crm.deal.contact.items.delete', { id: await id(w.result('crm.deal.add', { fields: { TITLE: 'Пустая' } })) }),
    error: (w) => w.call('crm.deal.contact.items.delete', { id: nothing }),
  },
  'crm__deals__contacts__crm-deal-contact-items-get': {
    success: (w) => w.call('crm.deal.contact.items.get', { id: w.deal }),
    error: (w) => w.call('crm.deal.contact.items.get', { id: nothing }),
  },
  'crm__deals__contacts__crm-deal-contact-items-set': {
    success: (w) => w.call('crm.deal.contact.items.set', { id: w.deal, items: [{ CONTACT_ID: w.contact, SORT: 100 }] }),
    error: (w) => w.call('crm.deal.contact.items.set', { id: nothing, items: [] }),
  },
  'crm__deals__crm-deal-list': {
    success: (w) => {
      const names = ['ID', 'TITLE', 'TYPE_ID', 'CATEGORY_ID', 'STAGE_ID', 'OPPORTUNITY', 'IS_MANUAL_OPPORTUNITY'];
      return w.call('crm.deal.list', { select: [...names, 'ASSIGNED_BY_ID', 'DATE_CREATE'], filter: { '>OPPORTUNITY': 1 } });
    },
    error: (w) => w.call('crm.deal.list', { filter: 'нет' }),
  },
  'crm__deals__crm-deal-productrows-get': {
    success: async (w) => {
      await w.result('crm.deal.productrows.set', {
        id: w.deal,
        rows: [{ PRODUCT_NAME: 'Тур', PRICE: 899.1, QUANTITY: 1, DISCOUNT_TYPE_ID: 2, DISCOUNT_RATE: 10 }],
      });
      return w.call('crm.deal.productrows.get', { id: w.deal });
    },
    error: (w) => w.call('crm.deal.productrows.get', {}),
  },
  'crm__deals__crm-deal-productrows-set': {
    success: (w) => w.call('crm.deal.productrows.set', { id: w.deal, rows: [{ PRODUCT_NAME: 'Тур', PRICE: 500, QUANTITY: 2 }] }),
    error: (w) =>
      w.call('crm.deal.productrows.set', { id: w.deal, rows: [{ PRODUCT_NAME: 'Тур', PRICE: 500, DISCOUNT_TYPE_ID: 1 }] }),
  },
  'crm__deals__crm-deal-update': {
    success: (w) => w.call('crm.deal.update', { ID: w.deal, FIELDS: { TITLE: 'Египет, Ветрова' } }),
    error: (w) => w.call('crm.deal.update', { ID: w.deal, FIELDS: 'нет' }),
  },
  'crm__deals__custom-form__crm-deal-details-configuration-get': {
    success: (w) => w.call('crm.deal.details.configuration.get', { scope: 'C', extras: { dealCategoryId: 7 } }),
    error: denied('details', 'crm.deal.details.configuration.get', { scope: 'C' }),
  },
  'crm__deals__user-defined-fields__crm-deal-userfield-delete': {
    success: async (w) => {
      const field = await userField('deal', { FIELD_NAME: 'SPARE', USER_TYPE_ID: 'string' })(w);
      return w.call('crm.deal.userfield.delete', { id: field });
    },
    error: denied('userfield', 'crm.deal.userfield.delete', { id: 1 }),
  },
  'crm__deals__user-defined-fields__crm-deal-userfield-get': {
    success: async (w) => {
      const field = await userField('deal', { FIELD_NAME: 'GREETING', USER_TYPE_ID: 'string', MULTIPLE: 'Y' })(w);
      return w.call('crm.deal.userfield.get', { id: field });
    },
    error: (w) => w.call('crm.deal.userfield.get', {}),
  },
  'crm__deals__user-defined-fields__crm-deal-userfield-list': {
    success: (w) => fieldsOf(w, 'deal', dealFields),
    error: (w) => w.call('crm.deal.userfield.list', { filter: 'нет' }),
  },
  'crm__deals__user-defined-fields__events__on-crm-deal-user-field-add': {
    event: (w) => w.told('ONCRMDEALUSERFIELDADD', () => userField('deal', { FIELD_NAME: 'EVENT_A', USER_TYPE_ID: 'string' })(w)),
  },
  'crm__deals__user-defined-fields__events__on-crm-deal-user-field-set-enum-values': {
    event: async (w) => {
      const field = await userField('deal', { FIELD_NAME: 'EVENT_B', USER_TYPE_ID: 'enumeration', LIST: [{ VALUE: 'Да' }] })(w);
      const change = () => w.call('crm.deal.userfield.update', { id: field, fields: { LIST: [{ VALUE: 'Нет' }] } });
      return w.told('ONCRMDEALUSERFIELDSETENUMVALUES', change);
    },
  },
  'crm__deals__user-defined-fields__events__on-crm-deal-user-field-update': {
    event: async (w) => {
      const field = await userField('deal', { FIELD_NAME: 'EVENT_C', USER_TYPE_ID: 'string' })(w);
      return w.told('ONCRMDEALUSERFIELDUPDATE', () => w.call('crm.deal.userfield.update', { id: field, fields: { SORT: 7 } }));
    },
  },
  'crm__leads__crm-lead-add': {
    success: (w) =>
      w.call('crm.lead.add', {
        fields: { TITLE: 'Заявка', NAME: 'Глеб', WEB: [{ VALUE: 'www.example.com', VALUE_TYPE: 'WORK' }] },
      }),
    error: denied('lead', 'crm.lead.add', { fields: { TITLE: 'Заявка' } }),
  },
  'crm__leads__crm-lead-delete': {
    success: async (w) => w.call('crm.lead.delete', { id: await id(w.result('crm.lead.add', { fields: { TITLE: 'Лишний' } })) }),
    error: (w) => w.call('crm.lead.delete', {}),
  },
  'crm__leads__crm-lead-fields': { success: (w) => w.call('crm.lead.fields') },
  'crm__leads__crm-lead-get': {
    success: (w) => w.call('crm.lead.get', { ID: w.lead }),
    error: (w) => w.call('crm.lead.get', { ID: nothing }),
  },
  'crm__leads__crm-lead-list': { error: denied('lead', 'crm.lead.list') },
  'crm__leads__crm-lead-productrows-set': {
    success: (w) => w.call('crm.lead.productrows.set', { id: w.lead, rows: [{ PRODUCT_NAME: 'Тур', PRICE: 500, QUANTITY: 2 }] }),
    error: (w) =>
      w.call('crm.lead.productrows.set', { id: w.lead, rows: [{ PRODUCT_NAME: 'Тур', PRICE: 500, DISCOUNT_TYPE_ID: 1 }] }),
  },
  'crm__leads__crm-lead-update': {
    success: (w) => w.call('crm.lead.update', { id: w.lead, fields: { NAME: 'Глеб', STATUS_ID: 'IN_PROCESS' } }),
    error: (w) => w.call('crm.lead.update', { fields: { NAME: 'Глеб' } }),
  },
  'crm__leads__custom-form__crm-lead-details-configuration-force-common-scope-for-all': {
    success: (w) => w.call('crm.lead.details.configuration.forceCommonScopeForAll', { extras: { leadCustomerType: 2 } }),
    error: denied('details', 'crm.lead.details.configuration.forceCommonScopeForAll'),
  },
  'crm__leads__custom-form__crm-lead-details-configuration-get': {
    success: (w) => w.call('crm.lead.details.configuration.get', { scope: 'C' }),
    error: denied('details', 'crm.lead.details.configuration.get'),
  },
  'crm__leads__custom-form__crm-lead-details-configuration-reset': {
    success: (w) => w.call('crm.lead.details.configuration.reset', { scope: 'C' }),
    error: denied('details', 'crm.lead.details.configuration.reset'),
  },
  'crm__leads__events__on-crm-lead-update': {
    event: (w) => w.told('ONCRMLEADUPDATE', () => w.call('crm.lead.update', { id: w.lead, fields: { POST: 'Директор' } })),
  },
  'crm__leads__management-communication__crm-lead-contact-add': {
    success: (w) => w.call('crm.lead.contact.add', { id: w.lead, fields: { CONTACT_ID: w.contact, SORT: 10, IS_PRIMARY: 'Y' } }),
    error: (w) => w.call('crm.lead.contact.add', { id: nothing, fields: { CONTACT_ID: w.contact } }),
  },
  'crm__leads__management-communication__crm-lead-contact-items-get': {
    success: (w) => w.call('crm.lead.contact.items.get', { id: w.lead }),
    error: (w) => w.call('crm.lead.contact.items.get', { id: nothing }),
  },
  'crm__leads__userfield__crm-lead-userfield-list': {
    success: (w) => fieldsOf(w, 'lead', dealFields),
    error: (w) => w.call('crm.lead.userfield.list', { filter: 'нет' }),
  },
  'crm__leads__userfield__crm-lead-userfield-update': {
    success: async (w) => {
      const field = await userField('lead', { FIELD_NAME: 'HOBBY', USER_TYPE_ID: 'string' })(w);
      return w.call('crm.lead.userfield.update', { id: field, fields: { MANDATORY: 'N', SORT: 2000 } });
    },
    error: denied('userfield', 'crm.lead.userfield.update', { id: 1, fields: {} }),
  },
  'crm__leads__userfield__events__on-crm-lead-user-field-delete': {
    event: async (w) => {
      const field = await userField('lead', { FIELD_NAME: 'EVENT_D', USER_TYPE_ID: 'string' })(w);
      return w.told('ONCRMLEADUSERFIELDDELETE', () => w.call('crm.lead.userfield.delete', { id: field }));
    },
  },
};
