import type { Json } from '../../../domain/json.ts';
import { isEmpty, sameJson } from '../../../domain/merge/equal.ts';
import { integerArg, listOf, noArgs, stringOf } from './args.ts';
import type { FunctionTable, Step } from './types.ts';

const DEFAULT_LIMIT = 255;

const identity: Step = (value) => value;

export const textFunctions = {
  trim: {
    summary: {
      ru: 'Убирает пробелы по краям; пустой текст — это отсутствие значения.',
      en: 'Removes surrounding blanks; empty text is no value.',
    },
    input: ['string'],
    output: 'string',
    domain: 'all',
    lossy: false,
    checkArgs: noArgs,
    step: () => (value) => stringOf(value)?.trim() || null,
    inverse: () => identity,
  },
  limit: {
    summary: {
      ru: 'Обрезает текст до указанного числа знаков (255) и отмечает потерю.',
      en: 'Cuts text to a number of characters (255) and reports the loss.',
    },
    input: ['string'],
    output: 'string',
    domain: 'all',
    lossy: true,
    checkArgs: integerArg(1, 65_535),
    step: (args) => {
      const max = typeof args === 'number' ? args : DEFAULT_LIMIT;
      return (value, flag) => {
        if (typeof value !== 'string' || value.length <= max) return value;
        flag.lossy = true;
        return `${cut(value, max - 1)}…`;
      };
    },
  },
  joinLines: {
    summary: {
      ru: 'Соединяет непустые значения, каждое с новой строки.',
      en: 'Joins the values that are not empty, one a line.',
    },
    input: 'tuple',
    output: 'string',
    domain: 'all',
    lossy: true,
    checkArgs: noArgs,
    step: () => (value) =>
      listOf(value)
        .map((line) => stringOf(line)?.trim() ?? '')
        .filter((line) => line !== '')
        .join('\n') || null,
  },
  firstPresent: {
    summary: { ru: 'Берёт первое непустое значение.', en: 'Takes the first value that is not empty.' },
    input: 'tuple',
    output: 'same',
    domain: 'all',
    lossy: true,
    checkArgs: noArgs,
    step: () => (value) => listOf(value).find((item) => !isEmpty(item)) ?? null,
  },
  asList: {
    summary: {
      ru: 'Кладёт значение первым в список; сравнивается только первый элемент, остальные принадлежат CRM.',
      en: 'Puts the value first in a list; only the first element is compared, the others belong to the CRM.',
    },
    input: ['string'],
    output: 'string[]',
    domain: 'all',
    lossy: false,
    checkArgs: noArgs,
    step: () => (value) => [value],
    inverse: () => (value) => (Array.isArray(value) ? (value[0] ?? null) : value),
    normalise: (_args, before) => (value) => {
      const [first] = listOf(value);
      return isEmpty(first) ? null : before(first ?? null);
    },
    blend: (_args, before) => (value, standing) => {
      const [first] = listOf(value);
      const held = listOf(standing);
      if (first === undefined) return held.slice(1);
      const isFirst = (item: Json) => sameJson(before(item), before(first));
      return held.some(isFirst) ? [first, ...held.filter((item) => !isFirst(item))] : [first, ...held.slice(1)];
    },
  },
} satisfies FunctionTable;

/** Cuts between characters, never inside a surrogate pair. */
function cut(text: string, max: number): string {
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
