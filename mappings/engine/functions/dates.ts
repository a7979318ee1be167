import { dateOf, readableDate } from '../../../domain/time/date.ts';
import { noArgs, stringOf } from './args.ts';
import type { FunctionTable, LossFlag } from './types.ts';

export const dateFunctions = {
  date: {
    summary: { ru: 'Дата без времени, ГГГГ-ММ-ДД.', en: 'A date without time, YYYY-MM-DD.' },
    input: ['date', 'datetime', 'string'],
    output: 'date',
    domain: {
      ru: 'Даты ГГГГ-ММ-ДД или ГГГГММДД, с временем или без.',
      en: 'Dates as YYYY-MM-DD or YYYYMMDD, with or without a time.',
    },
    lossy: true,
    checkArgs: noArgs,
    step: () => (value, flag) => known(dateOf(stringOf(value) ?? ''), flag),
    normalise: () => (value) => dateOf(stringOf(value) ?? ''),
  },
  readableDate: {
    summary: { ru: 'Дата для чтения, ДД.ММ.ГГГГ.', en: 'A date for reading, DD.MM.YYYY.' },
    input: ['date', 'datetime', 'string'],
    output: 'string',
    domain: {
      ru: 'Даты ГГГГ-ММ-ДД или ГГГГММДД, с временем или без.',
      en: 'Dates as YYYY-MM-DD or YYYYMMDD, with or without a time.',
    },
    lossy: true,
    checkArgs: noArgs,
    step: () => (value, flag) => known(readableDate(stringOf(value) ?? ''), flag),
  },
} satisfies FunctionTable;

function known(date: string | null, flag: LossFlag): string | null {
  flag.lossy ||= date === null;
  return date;
}
