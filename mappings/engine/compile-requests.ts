import type { Fields } from '../../domain/json.ts';
import { sameJson } from '../../domain/merge/equal.ts';
import { reader } from './compile-rule.ts';
import { predicate } from './conditions.ts';
import type { RequestRule } from './spec.ts';
import type { MappedRequest, MappingContext, RequestChange } from './types.ts';

const NO_CONSTANTS: MappingContext = { constants: {} };

/**
 * Compiles the requests of a spec. One fires when the right field has moved to one of its values since the base and the left record is not there
 * already; without a base nothing has moved.
 */
export function compileRequests(rules: readonly RequestRule[]): (change: RequestChange) => MappedRequest[] {
  const compiled = rules.map((rule) => {
    const there = rule.unless.length === 0 ? () => false : predicate(rule.unless);
    const fields = Object.entries(rule.fields).map(([name, source]) => ({ name, read: reader(source) }));
    return { rule, there, fields };
  });
  return ({ left, baseRight, right }) => {
    if (baseRight === null) return [];
    const record = left as Fields;
    return compiled
      .filter(({ rule, there }) => {
        const now = right[rule.field] ?? null;
        const moved = baseRight[rule.field] !== undefined && !sameJson(baseRight[rule.field], now);
        return moved && rule.becomes.some((value) => sameJson(value, now)) && !there(record);
      })
      .map(({ rule, fields }) => ({
        id: rule.id,
        write: rule.write,
        fields: Object.fromEntries(fields.map(({ name, read }) => [name, read(record, NO_CONSTANTS)])),
      }));
  };
}
