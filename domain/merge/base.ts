import type { Fields, Json } from '../json.ts';
import type { MergeInput, MergeResult } from './types.ts';

/** What each side read back as when both were last brought together; only fields that the mapping owns. */
export interface Bases {
  left: Fields;
  right: Fields;
}

/**
 * The bases to store once the outcomes of a merge are known.
 *
 * A field in conflict keeps its old base, so that the conflict stands until the values agree or a side is chosen; so does a field that is
 * held, and one named in `unsettled`, whose write was refused or has no known outcome.
 * @param after  both records as they read back after the writes, the left one seen through the mapping
 */
export function nextBase(input: MergeInput, result: MergeResult, after: Bases, unsettled: readonly string[] = []): Bases {
  const kept = new Set([...result.conflicts.map((conflict) => conflict.field), ...unsettled, ...(input.held ?? [])]);
  const next: Bases = { left: {}, right: {} };
  for (const { field } of input.policies) {
    const stays = kept.has(field);
    put(next.left, field, stays ? input.base.left?.[field] : after.left[field]);
    put(next.right, field, stays ? input.base.right?.[field] : (after.right[field] ?? null));
  }
  return next;
}

function put(fields: Fields, field: string, value: Json | undefined): void {
  if (value !== undefined) fields[field] = value;
}
