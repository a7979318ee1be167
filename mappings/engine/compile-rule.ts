import type { Fields, Json } from '../../domain/json.ts';
import { predicate } from './conditions.ts';
import type { LossFlag, Step } from './functions/types.ts';
import { attention, issue } from './issues.ts';
import { dictionaryOf } from './lookup.ts';
import { getter } from './paths.ts';
import type { Call, Library, Rule, RuleSource, Spec } from './spec.ts';
import type { Dictionary, MappingContext, MappingIssue } from './types.ts';

/** What rules of one record write into; the flag serves one step at a time. */
export interface Sink extends LossFlag {
  fields: Fields;
  /** Of a row among its rows: 10, 20, … Room is left between them, as the CRM numbers its own. 0 outside of rows. */
  position: number;
  issues: MappingIssue[];
}

/** Maps one target of one record. */
export type RuleRunner = (record: Fields, context: MappingContext, sink: Sink) => void;

/** Maps every row of a collection; null for what is none. */
export type RowsRunner = (value: Json, context: MappingContext, sink: Sink) => Json;

/** The path under which a row that has no such field reads its own number. */
const POSITION = 'position';

/**
 * Compiles a rule into one closure.
 * @param rows  the runner of the spec named by `each`
 */
export function compileRule(rule: Rule, spec: Spec, library: Library, rows: RowsRunner | null): RuleRunner {
  const run = valueRunner(rule, spec, library, rows);
  if (rule.when.length === 0) return run;
  const applies = predicate(rule.when);
  return (record, context, sink) => {
    if (applies(record)) run(record, context, sink);
  };
}

/** Only what a rule has is compiled in: most rules copy a path, or send it through a chain. */
function valueRunner(rule: Rule, spec: Spec, library: Library, rows: RowsRunner | null): RuleRunner {
  const { to } = rule;
  const missing = missingRunner(rule);
  const dictionary = dictionaryOf(rule, spec, library);
  const read = reader(rule.from);
  if (rule.from.kind === 'path' && rule.from.path === POSITION && rule.via.length === 0 && dictionary === null) {
    return (record, context, sink) => {
      const value = read(record, context) ?? (sink.position || null);
      if (value === null) missing(sink);
      else sink.fields[to] = value;
    };
  }
  if (rule.via.length > 0 || rows !== null || dictionary !== null) return chainRunner(rule, library, rows, dictionary);
  return (record, context, sink) => {
    const value = read(record, context);
    if (isAbsent(value)) missing(sink);
    else sink.fields[to] = value;
  };
}

function chainRunner(rule: Rule, library: Library, rows: RowsRunner | null, dictionary: Dictionary | null): RuleRunner {
  const { to } = rule;
  const read = reader(rule.from);
  const transform = pipeline(rule.via, library);
  const translate = translator(rule, dictionary);
  const missing = missingRunner(rule);
  const lossy = issue(rule, 'lossy');
  return (record, context, sink) => {
    const source = read(record, context);
    if (isAbsent(source)) return missing(sink);
    sink.lossy = false;
    let value = transform(source, sink);
    if (sink.lossy) sink.issues.push(lossy);
    if (value === null) return missing(sink);
    if (rows !== null) value = rows(value, context, sink);
    if (translate !== null) value = translate(value, sink, context);
    if (value === null) return missing(sink);
    sink.fields[to] = value;
  };
}

/** Reads a source; a tuple keeps its length, with null for what is absent. */
export function reader(source: RuleSource): (record: Fields, context: MappingContext) => Json {
  if (source.kind === 'const') return () => source.value;
  if (source.kind === 'constant') return (_record, context) => context.constants[source.name] ?? null;
  if (source.kind === 'path') {
    const read = getter(source.path);
    return (record) => read(record) ?? null;
  }
  const getters = source.paths.map(getter);
  const [a = getter(''), b = getter(''), c = getter(''), d = getter('')] = getters;
  if (getters.length === 2) return (record) => [a(record) ?? null, b(record) ?? null];
  if (getters.length === 3) return (record) => [a(record) ?? null, b(record) ?? null, c(record) ?? null];
  if (getters.length === 4) return (record) => [a(record) ?? null, b(record) ?? null, c(record) ?? null, d(record) ?? null];
  return (record) => getters.map((read) => read(record) ?? null);
}

/** Joins the steps of a chain; null ends it early. Names are known: `unknownReferences` ran before. */
export function pipeline(calls: readonly Call[], library: Library): Step {
  const steps = calls.flatMap((call) => library.functions[call.name]?.step(call.args) ?? []);
  return chain(steps);
}

export function chain(steps: readonly Step[]): Step {
  const [first, ...rest] = steps;
  if (first === undefined) return (value) => value;
  if (rest.length === 0) return first;
  const then = chain(rest);
  return (value, flag) => {
    const result = first(value, flag);
    return result === null ? null : then(result, flag);
  };
}

function isAbsent(source: Json): boolean {
  if (source === null || source === '') return true;
  if (!Array.isArray(source) || source.length === 0) return false;
  for (const part of source) if (part !== null) return false;
  return true;
}

function missingRunner(rule: Rule): (sink: Sink) => void {
  if (rule.default !== undefined) return put(rule.to, rule.default);
  if (rule.onMissing === 'null') return put(rule.to, null);
  if (rule.onMissing === 'skip') return () => {};
  const missing = issue(rule, 'source_missing');
  return (sink) => {
    sink.issues.push(missing);
  };
}

function put(field: string, value: Json): (sink: Sink) => void {
  return (sink) => {
    sink.fields[field] = value;
  };
}

/** An unknown key takes the dictionary's fallback, else the rule's default, else counts as missing. */
function translator(
  rule: Rule,
  dictionary: Dictionary | null,
): ((value: Json, sink: Sink, context: MappingContext) => Json) | null {
  if (dictionary === null) return null;
  const values = new Map(Object.entries(dictionary.values));
  const flagged = new Map(Object.entries(dictionary.attention).map(([key, sentence]) => [key, attention(rule, sentence)]));
  const unknown = issue(rule, 'key_unknown');
  const fallback = dictionary.fallback ?? null;
  const asked = { dictionary: dictionary.name, rule: rule.id, personal: rule.pii !== 'none' };
  return (value, sink, context) => {
    const key = String(value);
    const flag = flagged.get(key);
    if (flag !== undefined) sink.issues.push(flag);
    const known = values.get(key);
    context.looked?.({ ...asked, key, known: known !== undefined });
    if (known !== undefined) return known;
    sink.issues.push(unknown);
    return fallback;
  };
}
