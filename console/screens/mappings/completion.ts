import type { Sentence } from '../../i18n/dictionary.ts';
import type { Vocabulary } from './draft.ts';

/** A word that fits at the caret. */
export interface Suggestion {
  value: string;
  /** What it is, for people. */
  title: string;
  /** What takes the place of the letters typed so far. */
  insert: string;
}

export interface Completion {
  /** Where the letters typed so far begin. */
  from: number;
  suggestions: Suggestion[];
}

const TYPED = /[\p{L}\p{N}_.@-]*$/u;
const VALUE_OF = /(\w+):\s*$/;
const ELEMENT_OF = /(\w+):\s*\[[^\]]*[[,{]\s*$/;
const KEY = /(?:^\s+(?:-\s+)?|[{,]\s*)$/;

/** The keys of a rule, with what they ask for. */
const RULE_KEYS: readonly [key: string, title: Sentence][] = [
  ['id', { ru: 'имя правила', en: 'name of the rule' }],
  ['from', { ru: 'откуда значение', en: 'where the value comes from' }],
  ['to', { ru: 'поле справа', en: 'the right field' }],
  ['via', { ru: 'преобразования по порядку', en: 'functions in order' }],
  ['lookup', { ru: 'словарь', en: 'dictionary' }],
  ['each', { ru: 'сопоставление строк', en: 'spec of the rows' }],
  ['when', { ru: 'при каком условии', en: 'on which condition' }],
  ['default', { ru: 'значение, если источника нет', en: 'value when the source is missing' }],
  ['onMissing', { ru: 'что делать без источника', en: 'what to do without a source' }],
  ['owner', { ru: 'кто решает', en: 'who decides' }],
  ['const', { ru: 'постоянное значение', en: 'a fixed value' }],
  ['constant', { ru: 'константа подключения', en: 'constant of the connection' }],
  ['critical', { ru: 'перечитать после записи', en: 'read back after a write' }],
  ['pii', { ru: 'личные данные', en: 'personal data' }],
  ['direction', { ru: 'направление', en: 'direction' }],
  ['back', { ru: 'обратный путь', en: 'the way back' }],
];

const CHOICES: { [key: string]: readonly [value: string, title: Sentence][] } = {
  owner: [
    ['left', { ru: 'решает левая система', en: 'the left system decides' }],
    ['right', { ru: 'решает правая система', en: 'the right system decides' }],
    ['shared', { ru: 'решает тот, кто изменил', en: 'whoever changed decides' }],
    ['create_only', { ru: 'один раз, при создании', en: 'once, with the record' }],
    ['never_overwrite_nonempty', { ru: 'пока поле пусто', en: 'while the field is empty' }],
  ],
  onMissing: [
    ['null', { ru: 'очистить поле', en: 'clear the field' }],
    ['skip', { ru: 'не трогать поле', en: 'leave the field alone' }],
    ['error', { ru: 'не трогать и сообщить', en: 'leave it alone and report' }],
  ],
  critical: [['true', { ru: 'перечитать после записи', en: 'read back after a write' }]],
  pii: [
    ['person', { ru: 'данные человека', en: 'data of a person' }],
    ['passport', { ru: 'паспортные данные', en: 'passport data' }],
  ],
  direction: [['both', { ru: 'в обе стороны', en: 'both ways' }]],
};

const SHOWN = 60;

/** What can stand at the caret. Words are found by their beginning first, then by any part of them or of what they mean. */
export function completionAt(text: string, caret: number, words: Vocabulary | undefined, language: 'ru' | 'en'): Completion {
  const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret);
  const typed = TYPED.exec(line)?.[0] ?? '';
  const before = line.slice(0, line.length - typed.length);
  const all = before.trimStart().startsWith('#') ? [] : candidates(before, words, language);
  const wanted = typed.toLowerCase();
  const ranked = all
    .map((one) => ({ one, rank: rankOf(one, wanted) }))
    .filter(({ rank, one }) => rank < 3 && one.value !== typed)
    .sort((a, b) => a.rank - b.rank);
  return { from: caret - typed.length, suggestions: ranked.slice(0, SHOWN).map(({ one }) => one) };
}

function rankOf({ value, title }: Suggestion, wanted: string): number {
  const name = value.toLowerCase();
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  return title.toLowerCase().includes(wanted) ? 2 : 3;
}

function candidates(before: string, words: Vocabulary | undefined, language: 'ru' | 'en'): Suggestion[] {
  const key = VALUE_OF.exec(before)?.[1] ?? ELEMENT_OF.exec(before)?.[1];
  const plain = (value: string, title: string): Suggestion => ({ value, title, insert: value });
  if (key !== undefined) {
    const choices = CHOICES[key];
    if (choices !== undefined) return choices.map(([value, title]) => plain(value, title[language]));
    if (words === undefined) return [];
    if (key === 'from' || key === 'path') return words.sources.map(({ name, title }) => plain(name, title));
    if (key === 'to' || key === 'field') return words.targets.map(({ name, title }) => plain(name, title));
    if (key === 'via') return words.functions.map((one) => functionIn(before, one, language));
    if (key === 'lookup') return words.dictionaries.map(({ name, keys }) => plain(name, keys.slice(0, 6).join(', ')));
    if (key === 'each') return words.rows.map((name) => plain(name, ''));
    if (key === 'constant') return words.constants.map((name) => plain(name, ''));
    return [];
  }
  if (!KEY.test(before)) return [];
  return RULE_KEYS.map(([value, title]) => ({ value, title: title[language], insert: `${value}: ` }));
}

/** A function that needs an argument is written as `{ limit: … }`. */
function functionIn(before: string, one: Vocabulary['functions'][number], language: 'ru' | 'en'): Suggestion {
  const open = /\{\s*$/.test(before);
  const called = open ? `${one.name}: ` : `{ ${one.name}:  }`;
  return {
    value: one.name,
    title: `${one.takes} → ${one.gives}. ${one.summary[language]}`,
    insert: one.needsArgument ? called : one.name,
  };
}
