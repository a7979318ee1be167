import { type EntityTypeId, type FieldSpec, field, legacy } from './field-spec.ts';

const born = [
  field('id', 'integer', 'ID', { access: 'read' }),
  field('createdTime', 'datetime', 'Дата создания', { access: 'read' }),
  legacy('dateCreateShort', 'datetime'),
  field('updatedTime', 'datetime', 'Дата изменения', { access: 'read' }),
  legacy('dateModifyShort', 'datetime'),
  field('createdBy', 'user', 'Кем создан', { access: 'read' }),
  field('updatedBy', 'user', 'Кем изменён', { access: 'read' }),
  field('assignedById', 'user', 'Ответственный'),
  field('opened', 'boolean', 'Доступен для всех'),
];

const activity = [
  field('lastActivityBy', 'user', 'Кем совершена последняя активность', { access: 'read' }),
  field('lastActivityTime', 'datetime', 'Последняя активность', { access: 'read' }),
];

const moved = [
  field('movedBy', 'user', 'Кем перемещён', { access: 'read' }),
  field('movedTime', 'datetime', 'Дата перемещения', { access: 'read' }),
];

const source = [
  field('sourceId', 'crm_status', 'Источник', { dictionary: 'SOURCE' }),
  field('sourceDescription', 'text', 'Дополнительно об источнике'),
];

const origin = [
  field('originatorId', 'string', 'Внешний источник'),
  field('originId', 'string', 'Идентификатор во внешнем источнике'),
];

const utm = ['Source', 'Medium', 'Campaign', 'Content', 'Term'].map((part) => field(`utm${part}`, 'string', `UTM ${part}`));

const observers = field('observers', 'user', 'Наблюдатели', { multiple: true });
const contactIds = field('contactIds', 'crm_contact', 'Контакты', { multiple: true });
const companyIds = field('companyIds', 'crm_company', 'Компании', { multiple: true });
const categoryId = field('categoryId', 'crm_category', 'Воронка', { empty: 0 });
const companyId = field('companyId', 'crm_company', 'Компания', { empty: 0 });
const contactId = field('contactId', 'crm_contact', 'Контакт', { empty: 0 });
const webformId = field('webformId', 'integer', 'Создан CRM-формой', { access: 'create', empty: 0 });
const searchContent = legacy('searchContent', 'text');

const communications = [
  ...['phoneMobile', 'phoneWork', 'phoneMailing', 'emailHome', 'emailWork', 'emailMailing'].map((name) =>
    field(name, 'string', name, { access: 'response', empty: '' }),
  ),
  legacy('skype'),
  legacy('icq'),
  ...['imol', 'email', 'phone'].map((name) => field(name, 'string', name, { access: 'response', empty: '' })),
  field('fm', 'crm_multifield', 'Телефоны, e-mail, мессенджеры', { multiple: true }),
];

const hasCommunications = ['hasPhone', 'hasEmail', 'hasImol'].map((name) =>
  field(name, 'boolean', name, { access: 'read', empty: 'N' }),
);

const amount = [
  field('opportunity', 'double', 'Сумма', { empty: 0 }),
  field('isManualOpportunity', 'boolean', 'Ручной расчёт суммы', { empty: 'N' }),
];

const deal: FieldSpec[] = [
  ...born,
  field('leadId', 'crm_lead', 'Лид'),
  companyId,
  contactId,
  field('quoteId', 'crm_quote', 'Предложение'),
  field('title', 'string', 'Название'),
  legacy('productId'),
  categoryId,
  field('stageId', 'crm_status', 'Стадия', { dictionary: 'DEAL_STAGE' }),
  field('stageSemanticId', 'string', 'Группа стадии', { access: 'read' }),
  field('isNew', 'boolean', 'Новая сделка', { access: 'read', empty: 'N' }),
  field('isRecurring', 'boolean', 'Регулярная сделка', { empty: 'N' }),
  field('isReturnCustomer', 'boolean', 'Повторная сделка', { access: 'read', empty: 'N' }),
  field('isRepeatedApproach', 'boolean', 'Повторное обращение', { access: 'read', empty: 'N' }),
  field('closed', 'boolean', 'Закрыта', { access: 'read', empty: 'N' }),
  field('typeId', 'crm_status', 'Тип', { dictionary: 'DEAL_TYPE' }),
  ...amount,
  field('taxValue', 'double', 'Сумма налога', { empty: 0 }),
  field('currencyId', 'crm_currency', 'Валюта'),
  field('probability', 'integer', 'Вероятность, %'),
  field('comments', 'text', 'Комментарий'),
  field('begindate', 'date', 'Дата начала'),
  legacy('begindateShort', 'datetime'),
  field('closedate', 'date', 'Дата завершения'),
  legacy('closedateShort', 'datetime'),
  legacy('eventDate', 'datetime'),
  legacy('eventDateShort', 'datetime'),
  legacy('eventId'),
  legacy('eventDescription'),
  field('locationId', 'location', 'Местоположение'),
  webformId,
  ...source,
  ...origin,
  field('additionalInfo', 'string', 'Дополнительная информация'),
  searchContent,
  legacy('orderStage'),
  ...moved,
  ...activity,
  ...['isWork', 'isWon', 'isLose', 'receivedAmount', 'lostAmount', 'hasProducts'].map((name) => legacy(name)),
  ...utm,
  observers,
  contactIds,
];

const lead: FieldSpec[] = [
  ...born,
  companyId,
  contactId,
  field('stageId', 'crm_status', 'Стадия', { dictionary: 'STATUS' }),
  legacy('isConvert'),
  field('statusDescription', 'text', 'Дополнительно о стадии'),
  field('stageSemanticId', 'string', 'Группа стадии', { access: 'read' }),
  legacy('productId'),
  field('opportunity', 'double', 'Сумма', { empty: 0 }),
  field('currencyId', 'crm_currency', 'Валюта'),
  ...source,
  field('title', 'string', 'Название'),
  field('name', 'string', 'Имя'),
  field('lastName', 'string', 'Фамилия'),
  field('secondName', 'string', 'Отчество'),
  legacy('shortName'),
  field('companyTitle', 'string', 'Название компании'),
  field('post', 'string', 'Должность'),
  legacy('address', 'text'),
  field('comments', 'text', 'Комментарий'),
  webformId,
  ...origin,
  field('dateClosed', 'datetime', 'Дата завершения', { access: 'read' }),
  field('birthdate', 'date', 'Дата рождения'),
  field('honorific', 'crm_status', 'Обращение', { dictionary: 'HONORIFIC' }),
  ...hasCommunications,
  legacy('login'),
  field('isReturnCustomer', 'boolean', 'Повторный лид', { access: 'read', empty: 'N' }),
  searchContent,
  field('isManualOpportunity', 'boolean', 'Ручной расчёт суммы', { empty: 'N' }),
  ...moved,
  ...activity,
  ...communications,
  ...utm,
  observers,
  contactIds,
];

const contact: FieldSpec[] = [
  ...born,
  companyId,
  ...source,
  field('name', 'string', 'Имя'),
  field('lastName', 'string', 'Фамилия'),
  field('secondName', 'string', 'Отчество'),
  legacy('shortName'),
  field('photo', 'file', 'Фотография'),
  field('post', 'string', 'Должность'),
  legacy('address', 'text'),
  field('comments', 'text', 'Комментарий'),
  field('leadId', 'crm_lead', 'Лид'),
  field('export', 'boolean', 'Участвует в экспорте'),
  field('typeId', 'crm_status', 'Тип контакта', { dictionary: 'CONTACT_TYPE' }),
  webformId,
  ...origin,
  field('originVersion', 'string', 'Версия оригинала'),
  field('birthdate', 'date', 'Дата рождения'),
  field('honorific', 'crm_status', 'Обращение', { dictionary: 'HONORIFIC' }),
  ...hasCommunications,
  legacy('login'),
  categoryId,
  searchContent,
  ...activity,
  ...communications,
  ...utm,
  observers,
  companyIds,
];

const company: FieldSpec[] = [
  ...born,
  field('title', 'string', 'Название компании'),
  field('logo', 'file', 'Логотип'),
  legacy('address', 'text'),
  legacy('addressLegal', 'text'),
  field('bankingDetails', 'text', 'Банковские реквизиты'),
  field('comments', 'text', 'Комментарий'),
  field('typeId', 'crm_status', 'Тип компании', { dictionary: 'COMPANY_TYPE' }),
  field('industry', 'crm_status', 'Сфера деятельности', { dictionary: 'INDUSTRY' }),
  field('revenue', 'double', 'Годовой оборот', { empty: 0 }),
  field('currencyId', 'crm_currency', 'Валюта'),
  field('employees', 'crm_status', 'Количество сотрудников', { dictionary: 'EMPLOYEES' }),
  field('leadId', 'crm_lead', 'Лид'),
  webformId,
  ...origin,
  field('originVersion', 'string', 'Версия оригинала'),
  ...hasCommunications,
  field('isMyCompany', 'boolean', 'Моя компания', { access: 'create', empty: 'N' }),
  searchContent,
  categoryId,
  ...activity,
  ...communications,
  ...utm,
  observers,
  contactIds,
];

/** Standard fields in the order in which answers show them. */
export const standardFields: Record<EntityTypeId, readonly FieldSpec[]> = { 1: lead, 2: deal, 3: contact, 4: company };
