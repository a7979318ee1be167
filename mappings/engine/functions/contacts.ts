import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { normaliseEmail } from '../../../domain/identity/keys.ts';
import type { Json } from '../../../domain/json.ts';
import { noArgs, stringOf } from './args.ts';
import type { FunctionTable } from './types.ts';

const HOME: CountryCode = 'RU';
const RUSSIAN_E164 = /^\+7\d{10}$/;

/** A phone number as E.164, read the way it is dialled in `region`; null for what cannot be one. */
export function phoneToE164(phone: string, region: CountryCode = HOME): string | null {
  const text = phone.trim();
  if (RUSSIAN_E164.test(text)) return text;
  const parsed = parsePhoneNumberFromString(text, region);
  return parsed?.isPossible() ? parsed.number : null;
}

export const contactFunctions = {
  e164: {
    summary: {
      ru: 'Телефон в международном виде +7…; нераспознанный номер остаётся как есть и отмечается.',
      en: 'A phone in international form +7…; a number that is not understood stays as it is and is reported.',
    },
    input: ['string'],
    output: 'string',
    domain: 'all',
    lossy: false,
    checkArgs: (args) =>
      args === null || (typeof args === 'string' && isSupportedCountry(args))
        ? null
        : { ru: 'Параметр — код страны из двух букв, например RU.', en: 'The argument is a two-letter country code such as RU.' },
    step: (args) => {
      const region = regionOf(args);
      return (value, flag) => {
        const text = stringOf(value)?.trim() ?? '';
        const phone = phoneToE164(text, region);
        flag.lossy ||= phone === null && text !== '';
        return phone ?? (text || null);
      };
    },
    inverse: () => (value) => value,
    normalise: (args) => {
      const region = regionOf(args);
      return (value) => phoneToE164(stringOf(value) ?? '', region) ?? (stringOf(value)?.trim() || null);
    },
  },
  emailLower: {
    summary: {
      ru: 'Адрес почты строчными буквами; непохожее на адрес остаётся как есть и отмечается.',
      en: 'An e-mail address in lower case; what is no address stays as it is and is reported.',
    },
    input: ['string'],
    output: 'string',
    domain: 'all',
    lossy: false,
    checkArgs: noArgs,
    step: () => (value, flag) => {
      const text = stringOf(value) ?? '';
      flag.lossy ||= text.trim() !== '' && normaliseEmail(text) === null;
      return lower(text);
    },
    inverse: () => (value) => value,
    normalise: () => (value) => lower(stringOf(value) ?? ''),
  },
} satisfies FunctionTable;

function lower(text: string): string | null {
  return text.trim().toLowerCase() || null;
}

function regionOf(args: Json): CountryCode {
  return typeof args === 'string' && isSupportedCountry(args) ? args : HOME;
}
