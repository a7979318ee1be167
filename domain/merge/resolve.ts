import type { Fields } from '../json.ts';
import type { Conflict, FieldPolicy, MergeResult } from './types.ts';

/** Which side's value a person lets stand. */
export type Choice = 'left' | 'right';

/** The write that carries a person's choice to the other side. */
export function resolve(conflict: Conflict, choice: Choice): { toRight: Fields; toLeft: Fields } {
  if (choice === 'left') return { toRight: { [conflict.field]: conflict.left }, toLeft: {} };
  return { toRight: {}, toLeft: { [conflict.field]: conflict.right } };
}

/**
 * Turns decided conflicts into writes; the others stay conflicts.
 *
 * Where the right value is chosen and the left record cannot take it, nothing is written: both values stand as an agreed difference, which the
 * next edit of either side brings up again.
 */
export function applyChoices(
  result: MergeResult,
  choices: { [field: string]: Choice },
  policies: readonly FieldPolicy[],
): MergeResult {
  const writableLeft = new Set(policies.filter((policy) => policy.writableLeft).map((policy) => policy.field));
  const settled: MergeResult = { ...result, toRight: { ...result.toRight }, toLeft: { ...result.toLeft }, conflicts: [] };
  for (const conflict of result.conflicts) {
    const choice = choices[conflict.field];
    if (choice === undefined) {
      settled.conflicts.push(conflict);
      continue;
    }
    const writes = resolve(conflict, choice);
    Object.assign(settled.toRight, writes.toRight);
    if (writableLeft.has(conflict.field)) Object.assign(settled.toLeft, writes.toLeft);
  }
  return settled;
}
