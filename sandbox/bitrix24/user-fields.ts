import { createHash } from 'node:crypto';
import {
  type EntityTypeId,
  type FieldSpec,
  type FieldType,
  type LabelKind,
  labelKinds,
  type Option,
  type UserFieldMeta,
} from './field-spec.ts';
import { universalUserFieldName } from './names.ts';
import type { WireMap } from './wire.ts';

export interface OptionInit {
  value: string;
  sort?: number;
  isDefault?: boolean;
  xmlId?: string;
}

export interface UserFieldInit {
  /** `CRM_DEAL`, `CRM_13` … */
  entityId: string;
  /** `UF_CRM_…` */
  field: string;
  type: FieldType;
  title: string;
  multiple?: boolean;
  options?: OptionInit[];
  meta?: Partial<Omit<UserFieldMeta, 'id' | 'entityId'>>;
}

/** The user fields of an object type go by this name; those of a smart process by `CRM_` and its number. */
export const fieldEntityIds: Record<EntityTypeId, string> = {
  1: 'CRM_LEAD',
  2: 'CRM_DEAL',
  3: 'CRM_CONTACT',
  4: 'CRM_COMPANY',
};

/** What a new field of each type is set to. */
const defaultSettings: { [type: string]: WireMap } = {
  string: { SIZE: 20, ROWS: 1, REGEXP: '', MIN_LENGTH: 0, MAX_LENGTH: 0, DEFAULT_VALUE: '' },
  integer: { SIZE: 20, MIN_VALUE: 0, MAX_VALUE: 0, DEFAULT_VALUE: '' },
  double: { PRECISION: 4, SIZE: 20, MIN_VALUE: 0, MAX_VALUE: 0, DEFAULT_VALUE: '' },
  boolean: { DEFAULT_VALUE: 0, DISPLAY: 'CHECKBOX', LABEL: ['', ''], LABEL_CHECKBOX: '' },
  date: { DEFAULT_VALUE: { TYPE: 'NONE', VALUE: '' } },
  datetime: { DEFAULT_VALUE: { TYPE: 'NONE', VALUE: '' }, USE_SECOND: 'Y' },
  enumeration: { DISPLAY: 'LIST', LIST_HEIGHT: 1, CAPTION_NO_VALUE: '', SHOW_NO_VALUE: 'Y' },
  file: {
    SIZE: 20,
    LIST_WIDTH: 0,
    LIST_HEIGHT: 0,
    MAX_SHOW_SIZE: 0,
    MAX_ALLOWED_SIZE: 0,
    EXTENSIONS: [],
    TARGET_BLANK: 'Y',
  },
  address: { SHOW_MAP: 'Y' },
  money: { DEFAULT_VALUE: '' },
  url: { POPUP: 'Y', SIZE: 20, MIN_LENGTH: 0, MAX_LENGTH: 0, DEFAULT_VALUE: '' },
};

/**
 * A user field as the universal methods show it. A name that is taken already is shown upper-case, as it is.
 *
 * @param ids gives ids to the field and to the options of an enumeration
 */
export function userField(init: UserFieldInit, taken: (name: string) => boolean, ids: (sequence: string) => number): FieldSpec {
  const name = universalUserFieldName(init.field);
  const multiple = init.multiple ?? false;
  return {
    name: taken(name) ? init.field : name,
    upper: init.field,
    type: init.type,
    title: init.title,
    access: 'write',
    multiple,
    empty: multiple ? [] : init.type === 'boolean' ? 'N' : null,
    dynamic: true,
    ...(init.options && { items: init.options.map((option, index) => optionOf(option, index, ids)) }),
    meta: metaOf(init, ids('userField')),
  };
}

/** A choice with its id; without a sort of its own it stands last. */
export function optionOf(init: OptionInit, index: number, ids: (sequence: string) => number): Option {
  const id = 43 + 2 * ids('option');
  const xmlId = init.xmlId ?? createHash('sha256').update(`option ${id}`).digest('hex').slice(0, 32);
  return { id, value: init.value, sort: init.sort ?? (index + 1) * 10, isDefault: init.isDefault ?? false, xmlId };
}

function metaOf({ entityId, type, title, meta = {} }: UserFieldInit, id: number): UserFieldMeta {
  const own = ['editFormLabel', 'listColumnLabel', 'listFilterLabel'];
  const labels = Object.fromEntries(labelKinds.map((kind) => [kind, own.includes(kind) ? { ru: title } : {}]));
  const settings = { ...defaultSettings[type], ...(Array.isArray(meta.settings) ? {} : meta.settings) };
  return {
    id,
    entityId,
    xmlId: null,
    sort: 100,
    mandatory: false,
    showFilter: 'N',
    showInList: true,
    editInList: true,
    isSearchable: false,
    ...meta,
    settings: Object.keys(settings).length === 0 ? [] : settings,
    labels: { ...(labels as Record<LabelKind, { [language: string]: string }>), ...meta.labels },
  };
}

const deal = (field: string, type: FieldType, title: string, options?: string[]): UserFieldInit => ({
  entityId: 'CRM_DEAL',
  field: `UF_CRM_UZEL_${field}`,
  type,
  title,
  ...(options && { options: options.map((value) => ({ value })) }),
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
  { entityId: 'CRM_COMPANY', field: 'UF_CRM_UZEL_INN', type: 'string', title: 'ИНН' },
];
