import type { EntitySchema, FieldSchema, FieldType } from '../../mappings/engine/types.ts';

function fields(types: { [name: string]: FieldType | readonly string[] }, required: readonly string[] = []): FieldSchema[] {
  return Object.entries(types).map(([name, type]) => ({
    name,
    type: typeof type === 'string' ? type : 'enum',
    title: name,
    required: required.includes(name),
    readOnly: false,
    ...(typeof type === 'string' ? {} : { values: type.map((value) => ({ id: value, title: value })) }),
  }));
}

const moneyPaths = (prefix: string): { [name: string]: FieldType } => ({
  [`${prefix}.currency`]: 'string',
  [`${prefix}.price`]: 'decimal',
  [`${prefix}.debt`]: 'decimal',
  [`${prefix}.paid`]: 'decimal',
  [`${prefix}.rate`]: 'decimal',
});

/** What the shipped specs read of the booking system. */
export const claimSchema: EntitySchema = {
  entity: 'claim',
  fields: fields({
    'ref.number': 'string',
    'status.booking': ['offer', 'not_read', 'processing', 'unconfirmed', 'confirmed', 'unknown'],
    'status.payment': ['not_paid', 'partially_paid', 'paid', 'penalty_due', 'penalty_partially_paid', 'penalty_paid', 'unknown'],
    'status.cancel': ['none', 'requested', 'cancelled', 'unknown'],
    'dates.start': 'date',
    'dates.end': 'date',
    'dates.payDue': 'date',
    ...moneyPaths('money.claim'),
    ...moneyPaths('money.payment'),
    'buyer.kind': ['person', 'agency'],
    'country.name': 'string',
    'tour.name': 'string',
    townFrom: 'string',
    tourists: 'rows',
    services: 'rows',
    note: 'string',
  }),
};

export const serviceSchema: EntitySchema = {
  entity: 'service',
  fields: fields({
    kind: ['hotel', 'transport', 'service'],
    name: 'string',
    begin: 'date',
    end: 'date',
    price: 'decimal',
    quantity: 'integer',
    position: 'integer',
  }),
};

export const buyerSchema: EntitySchema = {
  entity: 'buyer',
  fields: fields({ name: 'string', latinName: 'string', phone: 'string', email: 'string', touristKey: 'string' }),
};

export const agencySchema: EntitySchema = {
  entity: 'agency',
  fields: fields({ name: 'string', inn: 'string', phone: 'string', email: 'string' }),
};

const uf = (name: string) => `UF_CRM_UZEL_${name}`;

/** What the shipped specs write in the CRM. */
export const dealSchema: EntitySchema = {
  entity: 'deal',
  fields: fields(
    {
      title: 'string',
      stage: ['NEW', 'CONFIRMED', 'PART_PAID', 'PAID', 'CANCEL_REQUEST', 'CHECK', 'WON', 'LOSE'],
      opportunity: 'decimal',
      currencyId: 'string',
      assignedById: 'string',
      sourceId: 'string',
      comments: 'string',
      contactId: 'string',
      companyId: 'string',
      productRows: 'rows',
      ...Object.fromEntries(
        ['CLAIM', 'COUNTRY', 'TOUR', 'HOTEL', 'TOWN_FROM', 'TOURISTS', 'RATE'].map((name) => [uf(name), 'string']),
      ),
      ...Object.fromEntries(['TRIP_BEGIN', 'TRIP_END', 'PAY_DUE'].map((name) => [uf(name), 'date'])),
      ...Object.fromEntries(['PAID', 'DEBT', 'PENALTY', 'PAY_PRICE'].map((name) => [uf(name), 'json'])),
      [uf('BOOKING')]: ['Предложение', 'Не прочитана', 'В обработке', 'Не подтверждена', 'Подтверждена', 'Неизвестно'],
      [uf('PAYMENT')]: [
        'Не оплачена',
        'Оплачена частично',
        'Оплачена',
        'Штраф к оплате',
        'Штраф оплачен частично',
        'Штраф оплачен',
        'Неизвестно',
      ],
      [uf('CANCEL')]: ['Нет', 'Запрошена', 'Аннулирована', 'Неизвестно'],
    } as { [name: string]: FieldType | readonly string[] },
    ['title'],
  ),
};

export const productRowSchema: EntitySchema = {
  entity: 'productRow',
  fields: fields({ name: 'string', price: 'decimal', quantity: 'integer', sort: 'integer' }, ['name']),
};

const person: { [name: string]: FieldType } = { phones: 'string[]', emails: 'string[]', assignedById: 'string' };

export const contactSchema: EntitySchema = {
  entity: 'contact',
  fields: fields({
    name: 'string',
    secondName: 'string',
    lastName: 'string',
    companyId: 'string',
    sourceId: 'string',
    ...person,
  }),
};

export const companySchema: EntitySchema = {
  entity: 'company',
  fields: fields({ title: 'string', UF_CRM_UZEL_INN: 'string', ...person }),
};
