import { at, type FieldType, fieldsOf, put, type TemplateField, type Topic } from './fields.ts';
import type { DataValue, Language, MoneyValue, TemplateData } from './types.ts';

const MONTHS = {
  ru: ['января', 'февраля', 'марта', 'апреля', 'мая', 'июня', 'июля', 'августа', 'сентября', 'октября', 'ноября', 'декабря'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
};
const SIGNS: { [currency: string]: string } = { RUB: '₽', USD: '$', EUR: '€' };
const NO_BREAK = '\u00a0';

/** `2027-03-12` → `12 марта 2027`, `12 March 2027`: without «г.», since a sentence may end with it. */
function writeDate(date: string, language: Language): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  const month = MONTHS[language][Number(found?.[2]) - 1];
  if (!found || month === undefined) return date;
  return `${Number(found[3])}${NO_BREAK}${month} ${found[1]}`;
}

/** As the clock showed where the moment was noted down. */
function writeMoment(moment: string, language: Language): string {
  const time = /T(\d{2}:\d{2})/.exec(moment)?.[1];
  return time === undefined ? writeDate(moment, language) : `${writeDate(moment, language)}, ${time}`;
}

/** `135045.00 RUB` → `135 045 ₽`; parts of a rouble or a cent only where there are any. */
export function writeMoney({ sum, currency }: MoneyValue, language: Language): string {
  const [whole = '0', part = ''] = sum.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language === 'ru' ? NO_BREAK : ',');
  const cents = /^0*$/.test(part) ? '' : `${language === 'ru' ? ',' : '.'}${part.padEnd(2, '0')}`;
  return `${grouped}${cents}${NO_BREAK}${SIGNS[currency] ?? currency}`;
}

function write(type: FieldType, value: Exclude<DataValue, null>, language: Language): string | number {
  if (typeof value === 'number') return value;
  if (type === 'money' && typeof value === 'object' && 'sum' in value) return writeMoney(value as MoneyValue, language);
  if (type === 'date') return writeDate(String(value), language);
  if (type === 'moment') return writeMoment(String(value), language);
  return String(value);
}

/** The data as templates see it: only fields of the topic, each written as its type is in that language; what has no value is not there. */
export function writeData(topic: Topic, data: TemplateData, language: Language): TemplateData {
  const written: TemplateData = {};
  for (const field of fieldsOf(topic)) {
    const value = writeField(field, at(data, field.path), language);
    if (value !== null) put(written, field.path, value);
    // A group without values is still a group: what is missing is the field.
    else if (field.path.includes('.')) written[field.path.slice(0, field.path.indexOf('.'))] ??= {};
  }
  return written;
}

function writeField(field: TemplateField, value: DataValue, language: Language): DataValue {
  if (value === null || value === '') return null;
  if (field.type !== 'list') return write(field.type, value, language);
  if (!Array.isArray(value)) return null;
  return value.map((element) =>
    Object.fromEntries(
      field.items.flatMap((item) => {
        const inner = writeField(item, element[item.path] ?? null, language);
        return inner === null ? [] : [[item.path, inner]];
      }),
    ),
  );
}
