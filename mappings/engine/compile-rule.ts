import type { Fields, Json } from '../../domain/json.ts';
import { predicate } from './conditions.ts';
import type { LossFlag, Step } from './functions/types.ts';
import { attention, issue } from './issues.ts';
import { dictionaryOf } from './lookup.ts';
import { getter, isRecord } from './paths.ts';
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

/** Maps one element of a collection. */
export type RowRunner = (row: Fields, position: number, context: MappingContext, sink: Sink) => Fields;

const ROW_STEP = 10;
/** The path under which a row reads its own number. */
const POSITION = 'position';

/**
 * Compiles a rule into one closure.
 * @param row  the runner of the spec named by `each`
 */
export function compileRule(rule: Rule, spec: Spec, library: Library, row: RowRunner | null): RuleRunner {
  const applies = predicate(rule.when);
  const read = reader(rule.from);
  const transform = pipeline(rule.via, library);
  const translate = translator(rule, dictionaryOf(rule, spec, library));
  const missing = missingRunner(rule);
  const lossy = issue(rule, 'lossy');
  const { to } = rule;
  const numbered = rule.from.kind === 'path' && rule.from.path === POSITION;
  const rows = row === null ? null : rowsRunner(row);

  return (record, context, sink) => {
    if (!applies(record)) return;
    const source = numbered ? sink.position : read(record, context);
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
  return Array.isArray(source) && source.length > 0 && source.every((part) => part === null);
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

function rowsRunner(row: RowRunner): (value: Json, context: MappingContext, sink: Sink) => Json {
  return (value, context, sink) => {
    if (!Array.isArray(value)) return null;
    const rows: Json[] = [];
    for (const item of value) if (isRecord(item)) rows.push(row(item, (rows.length + 1) * ROW_STEP, context, sink));
    return rows;
  };
}
