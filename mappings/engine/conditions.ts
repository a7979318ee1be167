import type { Fields, Json } from '../../domain/json.ts';
import { isEmpty, sameJson } from '../../domain/merge/equal.ts';
import { getter } from './paths.ts';
import type { Condition } from './spec.ts';

export type Predicate = (record: Fields) => boolean;

const always: Predicate = () => true;

/** True when every condition holds; always true for none. */
export function predicate(conditions: readonly Condition[]): Predicate {
  const [first, ...rest] = conditions.map(single);
  if (first === undefined) return always;
  return rest.length === 0 ? first : (record) => first(record) && rest.every((holds) => holds(record));
}

/** Whether two sets of conditions can never hold for one record; false when that cannot be told. */
export function disjoint(a: readonly Condition[], b: readonly Condition[]): boolean {
  return a.some((one) => b.some((other) => one.path === other.path && exclude(one, other)));
}

function single(condition: Condition): Predicate {
  const read = getter(condition.path);
  if (condition.kind === 'present') return (record) => !isEmpty(read(record)) === condition.present;
  const allowed = accepted(condition);
  if (allowed.every(isPlain)) {
    const set = new Set(allowed);
    return (record) => set.has(read(record) ?? null);
  }
  return (record) => {
    const value = read(record);
    return allowed.some((candidate) => sameJson(candidate, value));
  };
}

function exclude(a: Condition, b: Condition): boolean {
  if (a.kind === 'present' && b.kind === 'present') return a.present !== b.present;
  if (a.kind === 'present') return accepted(b).every((value) => isEmpty(value) === a.present);
  if (b.kind === 'present') return exclude(b, a);
  return accepted(a).every((value) => !accepted(b).some((other) => sameJson(value, other)));
}

function accepted(condition: Condition): Json[] {
  if (condition.kind === 'in') return condition.values;
  return condition.kind === 'is' ? [condition.value] : [];
}

function isPlain(value: Json): boolean {
  return value === null || typeof value !== 'object';
}
