import type { Sentence } from '../../domain/errors.ts';
import { checkSpec } from '../engine/check.ts';
import { type Spec, sourcePaths } from '../engine/spec.ts';
import { SpecError } from '../engine/spec-error.ts';
import type { EntitySchema, FieldSchema, FieldType, Violation } from '../engine/types.ts';
import { LIBRARY } from './compile.ts';
import { FIRST_RULE_LINE, parseRoute, type RouteMapping } from './spec.ts';

/** Something to say about a route: `rules.<n>` or `conditions` names the part. */
export interface RouteProblem {
  path: string;
  severity: Violation['severity'];
  message: Sentence;
  hint: Sentence;
}

/** Types by path, for events and writes that no connector describes. */
export interface DeclaredTypes {
  source: { [path: string]: string };
  target: { [path: string]: string };
}

/**
 * What speaks against a route, and what deserves a look. Paths that nobody has declared count as values of any type.
 * @param target  the target's own description, where its connector has one
 */
export function routeProblems(route: RouteMapping, types: DeclaredTypes, target: EntitySchema | null): RouteProblem[] {
  try {
    const { spec, conditions } = parseRoute(route);
    const read = [...spec.rules.flatMap((rule) => [...sourcePaths(rule.from), ...rule.when.map((when) => when.path)])];
    const left = open(spec.left.entity, types.source, [...read, ...conditions.map((condition) => condition.path)]);
    const right = target ?? open(spec.right.entity, types.target, targets(spec));
    return checkSpec(spec, { left, right }, LIBRARY).map(problem);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.violations.map(problem);
  }
}

const targets = (spec: Spec) => spec.rules.map((rule) => rule.to);

function open(entity: string, declared: { [path: string]: string }, used: readonly string[]): EntitySchema {
  const names = new Set([...Object.keys(declared), ...used]);
  return { entity, fields: [...names].map((name) => field(name, declared[name])) };
}

const TYPES: readonly FieldType[] = [
  'string',
  'integer',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'enum',
  'string[]',
  'rows',
  'json',
];

function field(name: string, type: string | undefined): FieldSchema {
  const known = TYPES.find((candidate) => candidate === type) ?? 'json';
  return { name, type: known, title: name, required: false, readOnly: false };
}

function problem({ line, severity, message, hint }: Violation): RouteProblem {
  const index = line - FIRST_RULE_LINE;
  return { path: index < 0 ? 'conditions' : `rules.${index}`, severity, message, hint };
}
