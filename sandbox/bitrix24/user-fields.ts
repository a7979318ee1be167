import type { EntityName, FieldSpec, FieldType } from './field-spec.ts';
import { universalUserFieldName } from './names.ts';

export interface UserFieldInit {
  entity: EntityName;
  /** `UF_CRM_…` */
  field: string;
  type: FieldType;
  title: string;
  options?: string[];
}

/**
 * A user field as the universal methods show it. A name that is taken already is shown upper-case, as it is.
 *
 * @param optionId gives ids to the options of an enumeration
 */
export function userField(init: UserFieldInit, taken: (name: string) => boolean, optionId: () => number): FieldSpec {
  const name = universalUserFieldName(init.field);
  return {
    name: taken(name) ? init.field : name,
    upper: init.field,
    type: init.type,
    title: init.title,
    access: 'write',
    multiple: false,
    empty: init.type === 'boolean' ? 'N' : null,
    dynamic: true,
    ...(init.options && { items: init.options.map((value) => ({ id: optionId(), value })) }),
  };
}

const deal = (field: string, type: FieldType, title: string, options?: string[]): UserFieldInit => ({
  entity: 'deal',
  field: `UF_CRM_UZEL_${field}`,
  type,
  title,
  ...(options && { options }),
});

/** What the portal's administrator has added for tours. */
export const tourFields: readonly UserFieldInit[] = [
  deal('CLAIM', 'string', 'Номер заявки'),
  deal('TRIP_BEGIN', 'date', 'Начало поездки'),
  deal('TRIP_END', 'date', 'Окончание поездки'),
  deal('PAY_DUE', 'date', 'Оплатить до'),
  deal('COUNTRY', 'string', 'Страна'),
  deal('TOUR', 'string', 'Тур'),
  deal('HOTEL', 'string', 'Отель'),
  deal('TOWN_FROM', 'string', 'Город вылета'),
  deal('TOURISTS', 'string', 'Туристы'),
  deal('PAID', 'money', 'Оплачено'),
  deal('DEBT', 'money', 'Долг'),
  deal('PAY_PRICE', 'money', 'К оплате'),
  deal('RATE', 'string', 'Курс'),
  deal('BOOKING', 'enumeration', 'Бронирование', [
    'Предложение',
    'Не прочитана',
    'В обработке',
    'Не подтверждена',
    'Подтверждена',
    'Неизвестно',
  ]),
  deal('PAYMENT', 'enumeration', 'Оплата', [
    'Не оплачена',
    'Оплачена частично',
    'Оплачена',
    'Штраф к оплате',
    'Штраф оплачен частично',
    'Штраф оплачен',
    'Неизвестно',
  ]),
  deal('CANCEL', 'enumeration', 'Отмена', ['Нет', 'Запрошена', 'Аннулирована', 'Неизвестно']),
  deal('PENALTY', 'money', 'Штраф'),
  { entity: 'company', field: 'UF_CRM_UZEL_INN', type: 'string', title: 'ИНН' },
];
