import type { Multifield } from './portal.ts';
import { asMap, asText, type Wire } from './wire.ts';

/**
 * Phones, e-mails and messengers after a write.
 *
 * A list only ever appends, on update too. In a map `n0`, `n1` … append, a known id changes that entry or, with an empty value, deletes it,
 * an unknown id appends. An entry without `typeId` does nothing; a string does nothing; entries that are not named stay.
 */
export function writeMultifields(current: readonly Multifield[], raw: Wire, nextId: () => number): Multifield[] {
  const result = current.map((entry) => ({ ...entry }));
  for (const [key, item] of typeof raw === 'object' ? Object.entries(asMap(raw)) : []) {
    const { typeId, valueType, value } = asMap(item);
    if (asText(typeId) === '') continue;
    const text = asText(value).trim();
    const position = Array.isArray(raw) ? -1 : result.findIndex((entry) => String(entry.id) === key);
    const known = result[position];
    if (known !== undefined && text === '') {
      result.splice(position, 1);
    } else if (known !== undefined) {
      result[position] = { ...known, value: text, valueType: asText(valueType) || known.valueType };
    } else if (text !== '') {
      result.push({
        id: nextId(),
        typeId: asText(typeId).toUpperCase(),
        valueType: asText(valueType).toUpperCase() || 'WORK',
        value: text,
      });
    }
  }
  return result;
}

/** The shortcut fields that answers carry beside `fm`. */
export function communicationFields(fm: readonly Multifield[]): { [name: string]: string } {
  const first = (typeId: string, valueType?: string) =>
    fm.find((entry) => entry.typeId === typeId && (valueType === undefined || entry.valueType === valueType))?.value ?? '';
  const has = (value: string) => (value === '' ? 'N' : 'Y');
  return {
    phone: first('PHONE'),
    phoneMobile: first('PHONE', 'MOBILE'),
    phoneWork: first('PHONE', 'WORK'),
    phoneMailing: first('PHONE', 'MAILING'),
    email: first('EMAIL'),
    emailHome: first('EMAIL', 'HOME'),
    emailWork: first('EMAIL', 'WORK'),
    emailMailing: first('EMAIL', 'MAILING'),
    imol: first('IM', 'OPENLINE'),
    hasPhone: has(first('PHONE')),
    hasEmail: has(first('EMAIL')),
    hasImol: has(first('IM', 'OPENLINE')),
  };
}
