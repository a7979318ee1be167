import type { Fields, Json } from '../../domain/json.ts';
import { parseSpec } from '../engine/parse.ts';
import type { Condition, Spec } from '../engine/spec.ts';

/** What of a route is mapping language. */
export interface RouteMapping {
  id: string;
  source: { system: string; entity: string };
  target: { system: string; entity: string };
  /** All must hold. */
  conditions: readonly Json[];
  /** Rules of the mapping language; `id` and `owner` may be left out, since values go one way. */
  rules: readonly Json[];
  dictionaries: Fields;
}

/** Rules of a route begin on this line of its text. */
export const FIRST_RULE_LINE = 3;
const CONDITIONS = 'route-conditions';

/**
 * Reads a route's rules and conditions as a spec. One rule stands on each line, so that a position tells the rule.
 * @throws SpecError for every fault of the language
 */
export function parseRoute(route: RouteMapping): { spec: Spec; conditions: Condition[] } {
  const head = {
    spec: `route-${route.id.replace(/[^a-z0-9-]/g, '-')}`,
    version: 1,
    left: route.source,
    right: route.target,
    ...(Object.keys(route.dictionaries).length === 0 ? {} : { dictionaries: route.dictionaries }),
  };
  const gate = {
    id: CONDITIONS,
    const: true,
    to: '_',
    owner: 'left',
    ...(route.conditions.length === 0 ? {} : { when: route.conditions }),
  };
  const lines = [gate, ...route.rules.map(withDefaults)].map((rule) => ` ${JSON.stringify(rule)}`);
  const text = `${JSON.stringify(head).slice(0, -1)},"rules":[\n${lines.join(',\n')}\n ]}\n`;
  const spec = parseSpec(text, route.id);
  const [first, ...rules] = spec.rules;
  const { file, at } = spec.source;
  // The gate stands before the first rule and is none of them.
  const source = { file, at: (path: readonly (string | number)[]) => at(path.map((step, depth) => shifted(path, step, depth))) };
  return { spec: { ...spec, rules, source }, conditions: first?.when ?? [] };
}

function shifted(path: readonly (string | number)[], step: string | number, depth: number): string | number {
  return depth === 1 && path[0] === 'rules' && typeof step === 'number' ? step + 1 : step;
}

function withDefaults(rule: Json, index: number): Json {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return rule;
  return { id: `rule-${index + 1}`, owner: 'left', ...rule };
}
