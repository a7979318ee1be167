import type { ItemOf, RequestOf } from '../../api/types.ts';

export type Route = ItemOf<'/routes'>;
type NewRoute = RequestOf<'post', '/routes'>['body'];

export interface ConditionDraft {
  key: string;
  path: string;
  test: 'is' | 'in' | 'present' | 'absent';
  value: string;
}

export interface RuleDraft {
  key: string;
  source: 'path' | 'const' | 'constant';
  from: string;
  to: string;
  via: string;
  lookup: string;
  missing: 'null' | 'skip' | 'error';
  /** What the form does not show and must not lose. */
  rest: Record<string, unknown>;
}

/** A route as the form holds it: every part a text that may be unfinished. */
export interface Draft {
  title: string;
  sourceConnection: string;
  event: string;
  targetConnection: string;
  write: string;
  targetId: string;
  orderBy: string;
  lanes: number;
  mode: Route['mode'];
  conditions: ConditionDraft[];
  rules: RuleDraft[];
  dictionaries: string;
  constants: string;
  /** What the form does not show and must not lose. */
  types: Route['types'] | undefined;
  unit: string | null | undefined;
}

let made = 0;
/** Rows need a name of their own while they move. */
const newKey = () => {
  made += 1;
  return `row-${made}`;
};

export const emptyCondition = (): ConditionDraft => ({ key: newKey(), path: '', test: 'is', value: '' });
export const emptyRule = (): RuleDraft => ({
  key: newKey(),
  source: 'path',
  from: '',
  to: '',
  via: '',
  lookup: '',
  missing: 'null',
  rest: {},
});

export const emptyDraft = (): Draft => ({
  title: '',
  sourceConnection: '',
  event: '',
  targetConnection: '',
  write: '',
  targetId: '',
  orderBy: '',
  lanes: 4,
  mode: 'observe',
  conditions: [],
  rules: [emptyRule()],
  dictionaries: '{}',
  constants: '{}',
  types: undefined,
  unit: undefined,
});

export function draftOf(route: Route): Draft {
  return {
    title: route.title,
    sourceConnection: route.source.connection,
    event: route.source.event,
    targetConnection: route.target.connection,
    write: route.target.write,
    targetId: route.target.id ?? '',
    orderBy: route.orderBy ?? '',
    lanes: route.lanes,
    mode: route.mode,
    conditions: route.conditions.map(conditionOf),
    rules: route.rules.map(ruleOf),
    dictionaries: JSON.stringify(route.dictionaries, null, 2),
    constants: JSON.stringify(route.constants, null, 2),
    types: route.types,
    unit: route.unit,
  };
}

function conditionOf(given: Record<string, unknown>): ConditionDraft {
  const { path, is, in: values, present } = given;
  const common = { key: newKey(), path: String(path ?? '') };
  if (Array.isArray(values)) return { ...common, test: 'in', value: values.map(textOf).join(', ') };
  if (present !== undefined) return { ...common, test: present === true ? 'present' : 'absent', value: '' };
  return { ...common, test: 'is', value: textOf(is) };
}

function ruleOf(given: Record<string, unknown>): RuleDraft {
  const { from, const: value, constant, to, via, lookup, onMissing, ...rest } = given;
  const source = constant !== undefined ? 'constant' : value !== undefined ? 'const' : 'path';
  const said = { path: Array.isArray(from) ? from.join(', ') : from, const: textOf(value), constant };
  return {
    key: newKey(),
    source,
    from: String(said[source] ?? ''),
    to: String(to ?? ''),
    via: Array.isArray(via) ? via.map(callText).join(', ') : '',
    lookup: String(lookup ?? ''),
    missing: onMissing === 'skip' || onMissing === 'error' ? onMissing : 'null',
    rest,
  };
}

/** A function with its argument: `limit:255`. */
function callText(call: unknown): string {
  if (typeof call === 'string') return call;
  const [entry] = Object.entries(call as Record<string, unknown>);
  return entry === undefined ? '' : `${entry[0]}:${JSON.stringify(entry[1])}`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

/** Numbers, true, false and null as such, everything else as text. */
function plainValue(text: string): unknown {
  const trimmed = text.trim();
  return /^(true|false|null|-?\d+(\.\d+)?|[[{"].*)$/s.test(trimmed) ? parsed(trimmed, text) : text;
}

function parsed(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

const listed = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

export const isJson = (text: string): boolean => parsed(text, undefined) !== undefined;

/** What the API takes. Texts that are no JSON count as empty: the form does not send them. */
export function bodyOf(draft: Draft): NewRoute {
  return {
    title: draft.title,
    source: { connection: draft.sourceConnection, event: draft.event },
    conditions: draft.conditions.map(({ path, test, value }) => {
      if (test === 'in') return { path, in: listed(value).map(plainValue) };
      return test === 'is' ? { path, is: plainValue(value) } : { path, present: test === 'present' };
    }),
    rules: draft.rules.map(ruleBody),
    dictionaries: parsed(draft.dictionaries, {}) as Record<string, unknown>,
    constants: parsed(draft.constants, {}) as Record<string, unknown>,
    target: {
      connection: draft.targetConnection,
      write: draft.write,
      ...(draft.targetId === '' ? {} : { id: draft.targetId }),
    },
    orderBy: draft.orderBy === '' ? null : draft.orderBy,
    lanes: draft.lanes,
    mode: draft.mode,
    ...(draft.types === undefined ? {} : { types: draft.types }),
    ...(draft.unit === undefined ? {} : { unit: draft.unit }),
  };
}

function ruleBody({ source, from, to, via, lookup, missing, rest }: RuleDraft): Record<string, unknown> {
  const paths = listed(from);
  const said =
    source === 'path'
      ? { from: paths.length > 1 ? paths : from.trim() }
      : { [source]: source === 'const' ? plainValue(from) : from.trim() };
  const calls = listed(via).map((call) => {
    const at = call.indexOf(':');
    return at < 0 ? call : { [call.slice(0, at).trim()]: plainValue(call.slice(at + 1)) };
  });
  return {
    ...rest,
    ...said,
    to: to.trim(),
    ...(calls.length > 0 ? { via: calls } : {}),
    ...(lookup.trim() === '' ? {} : { lookup: lookup.trim() }),
    ...(missing === 'null' ? {} : { onMissing: missing }),
  };
}
