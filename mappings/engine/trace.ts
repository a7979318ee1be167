import type { Fields, Json } from '../../domain/json.ts';
import { compileRule, reader, type Sink } from './compile-rule.ts';
import { predicate } from './conditions.ts';
import { personalSources } from './personal.ts';
import { rowsRunner } from './rows.ts';
import { type Library, type Rule, type Spec, sourcePaths } from './spec.ts';
import type { MappingContext, MappingIssue, Pii } from './types.ts';

/** What one rule made of one record. */
export interface Contribution {
  rule: string;
  field: string;
  /** What its values are, by its mark or by where they come from. */
  pii: Pii;
  /** Its conditions hold. */
  applies: boolean;
  /** What it read, by path or name. */
  read: Fields;
  steps: { name: string; args: Json; value: Json; lossy: boolean }[];
  lookup: { dictionary: string; key: string; known: boolean } | null;
  /** What it gives its field; undefined when it says nothing. */
  value: Json | undefined;
  issues: MappingIssue[];
}

/** Follows a record through every rule, by the very functions that map it. For a person who looks; slower than mapping. */
export function traceRules(spec: Spec, library: Library, left: object, context: MappingContext): Contribution[] {
  return spec.rules.map((rule) => traceRule(rule, spec, library, left as Fields, context));
}

function traceRule(rule: Rule, spec: Spec, library: Library, record: Fields, context: MappingContext): Contribution {
  const sink: Sink = { fields: {}, position: 0, issues: [], lossy: false };
  const found: Contribution = {
    rule: rule.id,
    field: rule.to,
    pii: rule.pii === 'none' && personalSources(rule, spec).length > 0 ? 'person' : rule.pii,
    applies: predicate(rule.when)(record),
    read: readBy(rule, record, context),
    steps: [],
    lookup: null,
    value: undefined,
    issues: sink.issues,
  };
  const looked: MappingContext['looked'] = ({ dictionary, key, known }) => {
    if (rule.each === null) found.lookup = { dictionary, key, known };
  };
  compileRule(rule, spec, library, rowsRunner(rule, library))(record, { ...context, looked }, sink);
  found.value = sink.fields[rule.to];
  if (found.applies) found.steps = stepsOf(rule, library, reader(rule.from)(record, context));
  return found;
}

function readBy(rule: Rule, record: Fields, context: MappingContext): Fields {
  if (rule.from.kind === 'constant') return { [rule.from.name]: reader(rule.from)(record, context) };
  return Object.fromEntries(sourcePaths(rule.from).map((path) => [path, reader({ kind: 'path', path })(record, context)]));
}

function stepsOf(rule: Rule, library: Library, source: Json): Contribution['steps'] {
  const steps: Contribution['steps'] = [];
  let value = source;
  for (const { name, args } of rule.via) {
    const step = library.functions[name]?.step(args);
    if (step === undefined || value === null) break;
    const flag = { lossy: false };
    value = step(value, flag);
    steps.push({ name, args, value, lossy: flag.lossy });
  }
  return steps;
}
