import type { Json } from '../../../domain/json.ts';
import { fieldOf, listOf, noArgs, oneOfArg, stringOf } from './args.ts';
import type { FunctionTable } from './types.ts';

/** Parts of Turkic patronymics that stay in lower case. */
const PARTICLES = new Set(['оглы', 'кызы', 'улы', 'заде']);
const AGES: { [age: string]: { mark: string; rank: number } } = {
  adult: { mark: 'взр.', rank: 0 },
  child: { mark: 'реб.', rank: 1 },
  infant: { mark: 'мл.', rank: 2 },
};
const PARTS = ['last', 'first', 'second'] as const;

/**
 * Gives upper-cased words of a name their usual case: ИВАНОВ-ПЕТРОВ → Иванов-Петров, O'NEIL → O'Neil. A word that already has lower-case letters
 * was written by a person and stays. Idempotent.
 */
export function titleCaseName(name: string): string {
  return name.trim().split(BLANKS).map(titleCaseWord).join(' ');
}

const BLANKS = /\s+/;

/**
 * One part of a full name as booking systems store it: `LAST FIRST SECOND` or `LAST/FIRST SECOND`. With a slash the surname may have several words.
 */
export function namePart(name: string, part: (typeof PARTS)[number]): string | null {
  const slash = name.indexOf('/');
  const [last, ...rest] = slash < 0 ? words(name) : [words(name.slice(0, slash)).join(' '), ...words(name.slice(slash + 1))];
  if (part === 'last') return last || null;
  if (part === 'first') return rest[0] ?? null;
  return rest.slice(1).join(' ') || null;
}

export const peopleFunctions = {
  titleCaseName: {
    summary: {
      ru: 'ИВАНОВ → Иванов; имена, набранные человеком, не меняет.',
      en: 'IVANOV → Ivanov; leaves names typed by a person alone.',
    },
    input: ['string'],
    output: 'string',
    domain: 'all',
    lossy: true,
    checkArgs: noArgs,
    step: () => (value) => (typeof value === 'string' ? titleCaseName(value) || null : null),
    // СЕМЁНОВ, Семёнов and Семенов are one name, whoever typed it.
    normalise: (_args, before) => (value) => {
      const text = before(value);
      return typeof text === 'string' ? text.toLowerCase().replaceAll('ё', 'е') : text;
    },
  },
  namePart: {
    summary: {
      ru: 'Часть полного имени: last — фамилия, first — имя, second — отчество; разделитель — пробел или косая черта.',
      en: 'A part of a full name: last, first or second; delimited by a blank or a slash.',
    },
    input: ['string'],
    output: 'string',
    domain: { ru: 'Полные имена, в которых эта часть есть.', en: 'Full names that have this part.' },
    lossy: true,
    checkArgs: (args) => (args === null ? oneOfArg(PARTS)('') : oneOfArg(PARTS)(args)),
    step: (args) => {
      const part = PARTS.find((known) => known === args) ?? 'last';
      return (value) => (typeof value === 'string' ? namePart(value, part) : null);
    },
  },
  touristList: {
    summary: {
      ru: 'Список туристов для чтения: «Иванов Иван (взр.), Иванова Анна (реб.)»; порядок в заявке не важен.',
      en: 'A readable list of tourists with their age group; their order in the claim does not matter.',
    },
    input: ['rows'],
    output: 'string',
    domain: 'all',
    lossy: true,
    reads: ['name', 'latinName', 'age'],
    checkArgs: noArgs,
    step: () => (value) =>
      listOf(value)
        .map(readTourist)
        .sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1))
        .map((tourist) => tourist.text)
        .join(', ') || null,
  },
} satisfies FunctionTable;

function readTourist(tourist: Json): { text: string; rank: number } {
  const stored = stringOf(fieldOf(tourist, 'name')) || stringOf(fieldOf(tourist, 'latinName')) || '';
  const name = titleCaseName(stored.replaceAll('/', ' ')) || 'без имени';
  const age = AGES[stringOf(fieldOf(tourist, 'age')) ?? ''];
  return age === undefined ? { text: name, rank: Object.keys(AGES).length } : { text: `${name} (${age.mark})`, rank: age.rank };
}

/** Words of several parts, and letters beyond the basic plane. */
const JOINED = /[-'’.(\uD800-\uDFFF]/;

function titleCaseWord(word: string, index: number): string {
  const lower = word.toLowerCase();
  if (word !== word.toUpperCase() || word === lower) return word;
  if (index > 0 && PARTICLES.has(lower)) return lower;
  if (!JOINED.test(lower)) return lower.slice(0, 1).toUpperCase() + lower.slice(1);
  return lower.replace(/(^|[-'’.(])(\p{L})/gu, (_match, before: string, letter: string) => before + letter.toUpperCase());
}

function words(text: string): string[] {
  return text.split(/[\s/]+/).filter((word) => word !== '');
}
