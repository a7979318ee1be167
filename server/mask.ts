import type { Json } from '../domain/json.ts';

/** What a mapping says about a field; without it the field's name decides. */
export type Personal = 'none' | 'person' | 'passport';

const PHONE = /(?<![\w+])(?:\+\d{1,3}|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)/g;
const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;
const DATE = /^\d{4}-\d{2}-\d{2}/;
const NAME = /^[\p{L}\p{M}.'’-]+(?:\s+[\p{L}\p{M}.'’-]+){0,4}$/u;

/** Field names under which systems keep what tells who a person is. */
const PERSONAL_NAME =
  /phone|e-?mail|(?:^|_)(?:name|comments?|note|text|address)$|(?:last|first|second|middle|full|latin|contact)_?name|born|birth|tourist|passport/i;
/** Rows of services: their names are hotels and flights. Keys and numbers are ours. */
const OPEN_NAME = /^(?:productRows|touristKey|number)$/;
/** Names that say how values stand to each other, not what they are: the field above decides. */
const RELATION = new Set(['base', 'left', 'right', 'sent', 'kept']);

const digitsOf = (text: string) => text.replace(/\D/g, '');

/** `+79000000012` → `+7900***0012`. */
export function maskPhone(phone: string): string {
  const digits = digitsOf(phone);
  return digits.length < 8 ? '***' : `${phone.trim().startsWith('+') ? '+' : ''}${digits.slice(0, 4)}***${digits.slice(-4)}`;
}

/** `ivan@example.com` → `i***@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '***' : `${email.slice(0, 1)}***${email.slice(at)}`;
}

/** `Соколова Анна Игоревна` → `С. А. И.` */
export function maskName(name: string): string {
  return name
    .trim()
    .split(/\s+/)
    .map((part) => `${[...part][0] ?? ''}.`)
    .join(' ');
}

/** Companies are named openly, people by their initials. */
export const maskPayer = (kind: 'person' | 'company' | null, name: string): string =>
  kind === 'company' ? name : maskName(name);

/** A text with the phones and e-mails in it masked; the rest stays readable. */
export function maskText(text: string): string {
  return text.replace(EMAIL, maskEmail).replace(PHONE, maskPhone);
}

/** A value under its field's name, fit to be shown: names by initials, phones and e-mails in part, free text about people not at all. */
export function maskValue(field: string, value: Json, personal?: Personal): Json {
  const hidden = personal === undefined ? PERSONAL_NAME.test(field) && !OPEN_NAME.test(field) : personal !== 'none';
  return mask(value, field, hidden, personal !== undefined || OPEN_NAME.test(field));
}

/** All values of a record, each under its own name. */
export function maskFields(
  fields: { [field: string]: Json },
  personalOf: (field: string) => Personal | undefined = () => undefined,
) {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, maskValue(field, value, personalOf(field))]));
}

/** @param settled  the outer field has decided for everything inside it */
function mask(value: Json, field: string, hidden: boolean, settled: boolean): Json {
  if (typeof value === 'string') return hidden ? maskPersonal(field, value) : maskText(value);
  if (Array.isArray(value)) return value.map((element) => mask(element, field, hidden, settled));
  if (typeof value !== 'object' || value === null) return value;
  if ('$link' in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      settled || hidden || RELATION.has(name) ? mask(inner, field, hidden, settled) : maskValue(name, inner),
    ]),
  );
}

/** What is known to be about a person: shown in part where its form allows, otherwise only that it is there. */
function maskPersonal(field: string, text: string): string {
  if (text.trim() === '') return text;
  if (DATE.test(text)) return '****-**-**';
  if (text.includes('@')) return maskText(text).includes('***') && !/\s/.test(text) ? maskEmail(text) : '***';
  if (/phone/i.test(field) || /^\+?[\d\s()-]{8,}$/.test(text)) return maskPhone(text);
  return text
    .split(/(\s*[,;\n/]\s*)/)
    .map((part, index) =>
      index % 2 === 1 ? part : NAME.test(part) && !/comment|note|text/i.test(field) ? maskName(part) : part === '' ? '' : '***',
    )
    .join('');
}
