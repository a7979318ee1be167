import { samoSchemas } from '../../connectors/samo/schema.ts';
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

function described(entity: string): EntitySchema {
  const schema = samoSchemas.find((candidate) => candidate.entity === entity);
  if (schema === undefined) throw new Error(`SAMO describes no ${entity}`);
  return schema;
}

/** What the booking system's connector describes. */
export const claimSchema = described('claim');
export const serviceSchema = described('service');
export const buyerSchema = described('buyer');
export const agencySchema = described('agency');

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
