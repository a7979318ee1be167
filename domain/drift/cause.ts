import type { Json } from '../json.ts';
import { sameJson } from '../merge/equal.ts';
import { wantedRight } from '../merge/merge.ts';
import type { FieldPolicy } from '../merge/types.ts';

/**
 * | cause | means |
 * |---|---|
 * | missed_event | the owner moved since both last met, and nobody told the hub |
 * | manual_edit | somebody edited or deleted what the other side owns, and nobody told the hub |
 * | failed_write | the hub tried to write it and was refused, or the value was not kept |
 * | schema_change | a rule or a field came since both last met |
 * | never_synced | both have never met |
 */
export type DriftCause = 'missed_event' | 'manual_edit' | 'failed_write' | 'schema_change' | 'never_synced';

/** How a difference ends: by an ordinary merge, by sending the owner's value although nothing moved, by making the record, or by a person. */
export type DriftRepair = 'merge' | 'resend' | 'create' | 'ask';

export interface FieldEvidence {
  /** Undefined where the base does not know the field. */
  base: { left: Json | undefined; right: Json | undefined };
  left: Json;
  right: Json;
  /** The newest effect that carried this field did not get through. */
  failed: boolean;
}

export interface FieldDrift {
  field: string;
  cause: DriftCause;
  repair: DriftRepair;
}

/** Why a field that the left side decides stands otherwise on the right; null when it does not. */
export function fieldDrift(policy: FieldPolicy, seen: FieldEvidence): FieldDrift | null {
  const { field, normalise } = policy;
  const { base, left, right } = seen;
  if (policy.owner !== 'left') return null;
  const wanted = wantedRight(policy, { base: { left: base.left ?? null, right: base.right ?? null }, left, right });
  if (sameJson(normalise(wanted), normalise(right))) return null;
  if (base.left === undefined || base.right === undefined) return { field, cause: 'schema_change', repair: 'merge' };
  const leftMoved = !sameJson(normalise(left), normalise(base.left));
  const rightMoved = !sameJson(normalise(right), normalise(base.right));
  const repair = leftMoved || rightMoved ? 'merge' : 'resend';
  if (seen.failed) return { field, cause: 'failed_write', repair };
  if (leftMoved) return { field, cause: 'missed_event', repair };
  return { field, cause: rightMoved ? 'manual_edit' : 'failed_write', repair };
}
