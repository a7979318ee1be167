import type { Detail, Vocabulary } from './draft.ts';
import { type NewRule, ruleId } from './rule-text.ts';

type Field = Vocabulary['sources'][number];

/** What the guided form asks for. */
export interface Answers {
  from: string | null;
  to: string | null;
  /** Empty: the value goes as it is. */
  via: string;
  owner: string;
  onMissing: NewRule['onMissing'];
  values: { [key: string]: string };
  fallback: string;
}

/** Answers that fit a source and a target without a thought: a date loses its time, an amount keeps its currency beside it. */
export function viaFor(source: Field | undefined, target: Field | undefined): string {
  if (!source || !target) return '';
  if (target.type === 'json' && isAmount(source.name)) return 'moneyWithCurrency';
  if (target.type === 'date' && ['date', 'datetime', 'string'].includes(source.type)) return 'date';
  if (target.type === 'decimal' && ['decimal', 'integer'].includes(source.type)) return 'decimal';
  if (target.type === 'string' && ['date', 'datetime'].includes(source.type)) return 'readableDate';
  return target.type === 'string[]' && source.type === 'string' ? 'asList' : '';
}

/** Functions of one value that take what the source holds and ask for nothing more. */
export function functionsFor(source: Field | undefined, words: Vocabulary): Vocabulary['functions'] {
  if (!source) return [];
  return words.functions.filter(
    ({ name, takes, needsArgument }) =>
      !needsArgument && (takes.split(' | ').includes(source.type) || (name === 'moneyWithCurrency' && isAmount(source.name))),
  );
}

/** A closed field on the right takes its own options only: a dictionary says which. */
export const needsDictionary = (target: Field | undefined): target is Field & { values: { id: string; title: string }[] } =>
  target?.values !== undefined && target.values.length > 0;

/** Null while something is missing. */
export function ruleOf(answers: Answers, detail: Detail, words: Vocabulary): NewRule | null {
  const { from, to, via, owner, onMissing, values, fallback } = answers;
  if (from === null || to === null) return null;
  const target = words.targets.find(({ name }) => name === to);
  const id = ruleId(
    from,
    detail.ruleList.map((rule) => rule.id).concat([...detail.text.matchAll(/\bid: ([\w-]+)/g)].map(([, one = '']) => one)),
  );
  const chosen = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const lookup = needsDictionary(target) ? { name: id, values: chosen, fallback } : null;
  return {
    id,
    from: via === 'moneyWithCurrency' ? [from, from.replace(/\w+$/, 'currency')] : [from],
    to,
    via: via === '' ? null : via,
    owner,
    onMissing,
    pii: /^(buyer|tourists|note)\b/.test(from),
    lookup,
  };
}

const isAmount = (path: string): boolean => /^money\.\w+\.(price|net|debt|paid)$/.test(path);
