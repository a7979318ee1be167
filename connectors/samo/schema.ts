import type { EntitySchema, FieldSchema } from '../sdk/contract.ts';

type Type = FieldSchema['type'];
type Row = [name: string, type: Type, title: string, values?: readonly string[]];

const BOOKING = ['offer', 'not_read', 'processing', 'unconfirmed', 'confirmed', 'unknown'];
const PAYMENT = ['not_paid', 'partially_paid', 'paid', 'penalty_due', 'penalty_partially_paid', 'penalty_paid', 'unknown'];
const CANCEL = ['none', 'requested', 'cancelled', 'unknown'];

/** Every field of the canonical claim, by its path. What SAMO lets the hub change goes through `claim.cancel` and `claim.tourists`. */
const CLAIM: Row[] = [
  ['ref.number', 'string', 'Номер заявки'],
  ['ref.guid', 'string', 'GUID заявки'],
  ['status.booking', 'enum', 'Подтверждение', BOOKING],
  ['status.payment', 'enum', 'Оплата', PAYMENT],
  ['status.cancel', 'enum', 'Аннуляция', CANCEL],
  ['dates.start', 'date', 'Начало тура'],
  ['dates.end', 'date', 'Окончание тура'],
  ['dates.created', 'datetime', 'Создана'],
  ['dates.edited', 'datetime', 'Изменена'],
  ['dates.confirmed', 'datetime', 'Подтверждена'],
  ['dates.prepayDue', 'date', 'Срок предоплаты'],
  ['dates.payDue', 'date', 'Срок полной оплаты'],
  ['dates.cancelRequested', 'datetime', 'Запрошена отмена'],
  ['dates.cancelled', 'datetime', 'Аннулирована'],
  ...moneyRows('money.claim', 'Валюта заявки'),
  ...moneyRows('money.payment', 'Валюта оплаты'),
  ['money.payment', 'json', 'Суммы в валюте оплаты'],
  ['buyer', 'json', 'Покупатель'],
  ['buyer.kind', 'enum', 'Покупатель: вид', ['person', 'agency']],
  ['buyer.key', 'string', 'Покупатель: ключ'],
  ['buyer.touristKey', 'string', 'Покупатель: ключ туриста'],
  ['buyer.name', 'string', 'Покупатель: имя'],
  ['buyer.latinName', 'string', 'Покупатель: имя латиницей'],
  ['buyer.phone', 'string', 'Покупатель: телефон'],
  ['buyer.email', 'string', 'Покупатель: электронная почта'],
  ['buyer.born', 'date', 'Покупатель: дата рождения'],
  ['buyer.inn', 'string', 'Покупатель: ИНН агентства'],
  ['buyer.contactName', 'string', 'Покупатель: контактное лицо агентства'],
  ['tourists', 'rows', 'Туристы'],
  ['services', 'rows', 'Услуги'],
  ['tour.key', 'string', 'Тур: ключ'],
  ['tour.name', 'string', 'Тур'],
  ['country.key', 'string', 'Страна: ключ'],
  ['country.name', 'string', 'Страна'],
  ['townFrom', 'string', 'Город вылета'],
  ['nights', 'integer', 'Ночей'],
  ['note', 'string', 'Примечание'],
  ['cancelReason', 'string', 'Причина аннуляции'],
  ['revision', 'datetime', 'Отметка изменения'],
];

function moneyRows(path: string, title: string): Row[] {
  return [
    [`${path}.currency`, 'string', title],
    [`${path}.price`, 'decimal', `${title}: стоимость`],
    [`${path}.net`, 'decimal', `${title}: нетто`],
    [`${path}.debt`, 'decimal', `${title}: долг`],
    [`${path}.paid`, 'decimal', `${title}: оплачено`],
    [`${path}.rate`, 'decimal', `${title}: курс`],
  ];
}

const REQUIRED = [
  'ref.number',
  'ref.guid',
  'status.booking',
  'status.payment',
  'status.cancel',
  'money.claim.currency',
  'money.claim.price',
];

/** Fields of a tourist and of a service, as rows of a claim. */
const TOURIST: Row[] = [
  ['key', 'string', 'Ключ'],
  ['iid', 'string', 'Номер в заявке'],
  ['name', 'string', 'Имя'],
  ['latinName', 'string', 'Имя латиницей'],
  ['age', 'enum', 'Возраст', ['adult', 'child', 'infant']],
  ['born', 'date', 'Дата рождения'],
  ['phone', 'string', 'Телефон'],
  ['email', 'string', 'Электронная почта'],
];

const SERVICE: Row[] = [
  ['uid', 'string', 'Ключ'],
  ['kind', 'enum', 'Вид', ['hotel', 'transport', 'service']],
  ['type', 'string', 'Тип'],
  ['name', 'string', 'Название'],
  ['begin', 'date', 'Начало'],
  ['end', 'date', 'Окончание'],
  ['price', 'decimal', 'Стоимость'],
  ['quantity', 'integer', 'Количество'],
  ['touristKeys', 'string[]', 'Туристы'],
];

/** Who pays, as a record of its own: a person, or the one whom an agency names. */
const BUYER: Row[] = [
  ['key', 'string', 'Ключ'],
  ['touristKey', 'string', 'Ключ туриста, если покупатель едет сам'],
  ['name', 'string', 'Имя'],
  ['latinName', 'string', 'Имя латиницей'],
  ['phone', 'string', 'Телефон'],
  ['email', 'string', 'Электронная почта'],
  ['born', 'date', 'Дата рождения'],
];

const AGENCY: Row[] = [
  ['key', 'string', 'Ключ'],
  ['name', 'string', 'Название'],
  ['inn', 'string', 'ИНН'],
  ['phone', 'string', 'Телефон'],
  ['email', 'string', 'Электронная почта'],
  ['contactName', 'string', 'Контактное лицо'],
];

/** The same for every installation: what an installation adds is kept in `unknown` of a claim. */
export const samoSchemas: EntitySchema[] = [
  { entity: 'claim', fields: CLAIM.map((row) => field(row, REQUIRED.includes(row[0]))) },
  {
    entity: 'tourist',
    fields: TOURIST.map((row) => ({ ...field(row, row[0] === 'key'), readOnly: !['phone', 'email'].includes(row[0]) })),
  },
  { entity: 'buyer', fields: BUYER.map((row) => field(row, false)) },
  { entity: 'agency', fields: AGENCY.map((row) => field(row, row[0] === 'name')) },
  { entity: 'service', fields: SERVICE.map((row) => field(row, row[0] === 'uid')) },
];

function field([name, type, title, values]: Row, required: boolean): FieldSchema {
  return { name, type, title, required, readOnly: true, ...(values ? { values: values.map((id) => ({ id, title: id })) } : {}) };
}
