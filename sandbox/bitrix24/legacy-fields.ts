import { type EntityTypeId, type FieldSpec, type FieldType, field } from './field-spec.ts';

const legacyField = (upper: string, title: string, type: FieldType = 'string'): FieldSpec => ({
  ...field(`legacy_${upper}`, type, title),
  upper,
});

const address = (prefix: string, title: string): FieldSpec[] => [
  legacyField(`${prefix}ADDRESS_2`, `${title} (стр. 2)`),
  legacyField(`${prefix}ADDRESS_CITY`, 'Населённый пункт'),
  legacyField(`${prefix}ADDRESS_POSTAL_CODE`, 'Почтовый индекс'),
  legacyField(`${prefix}ADDRESS_REGION`, 'Район'),
  legacyField(`${prefix}ADDRESS_PROVINCE`, 'Область'),
  legacyField(`${prefix}ADDRESS_COUNTRY`, 'Страна'),
  legacyField(`${prefix}ADDRESS_COUNTRY_CODE`, 'Код страны'),
  legacyField(`${prefix}ADDRESS_LOC_ADDR_ID`, 'Идентификатор адреса местоположения', 'integer'),
];

const ownAddress = [legacyField('ADDRESS', 'Адрес'), ...address('', 'Адрес')];

const company = [
  ...ownAddress,
  legacyField('ADDRESS_LEGAL', 'Юридический адрес'),
  legacyField('REG_ADDRESS', 'Юридический адрес'),
  ...address('REG_', 'Юридический адрес'),
  legacyField('LAST_COMMUNICATION_TIME', 'Последняя коммуникация'),
];

/** Columns that only the legacy methods know: addresses, which the universal ones leave to requisites. */
export const legacyOnly: Record<EntityTypeId, readonly FieldSpec[]> = { 1: ownAddress, 2: [], 3: ownAddress, 4: company };
