import { HubError } from '../../domain/errors.ts';

/** A value that may not be sent. The value itself stays out of the error: it can be personal. */
export function invalidValue(field: string, expected: string): HubError {
  return new HubError({
    code: 'B24_INVALID_VALUE',
    kind: 'validation',
    userMessage: {
      ru: `Значение поля ${field} не подходит для Битрикс24. Проверьте сопоставление полей.`,
      en: `The value of the field ${field} does not fit Bitrix24. Check the mapping.`,
    },
    detail: `${field}: expected ${expected}`,
  });
}

/** The portal ignores names that it does not know and answers with success: they are refused before they are sent. */
export function unknownField(field: string, why: 'absent' | 'read-only'): HubError {
  return new HubError({
    code: 'B24_FIELD_NOT_WRITABLE',
    kind: 'validation',
    userMessage: {
      ru: `Поле ${field} нельзя записать: ${why === 'absent' ? 'на портале его нет' : 'портал заполняет его сам'}. Проверьте сопоставление полей.`,
      en: `The field ${field} cannot be written: ${why === 'absent' ? 'the portal has none' : 'the portal fills it itself'}. Check the mapping.`,
    },
    detail: `${field}: ${why}`,
  });
}
