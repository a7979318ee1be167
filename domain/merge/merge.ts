import type { Fields, Json } from '../json.ts';
import { type CollectionInput, mergeCollection } from './collection.ts';
import { isEmpty, sameJson } from './equal.ts';
import type { FieldPolicy, MergeInput, MergeResult } from './types.ts';

/**
 * Decides what each side of a link must be told so that both agree.
 *
 * A field absent from `left` is one on which the mapping has no opinion: it is neither written nor compared. A field absent from a base is
 * seen for the first time, whatever the rest of the base holds, so a rule added later brings its field over at the next sight.
 * Pure; a second merge over the bases of `nextBase` writes nothing.
 */
export function merge(input: MergeInput): MergeResult {
  const result: MergeResult = { toRight: {}, toLeft: {}, conflicts: [], changedLeft: [], changedRight: [] };
  const held = new Set(input.held);
  for (const policy of input.policies) {
    const left = input.left[policy.field];
    if (left === undefined || held.has(policy.field)) continue;
    if (input.right === null) {
      if (policy.owner !== 'right' && !isEmpty(left)) result.toRight[policy.field] = left;
      continue;
    }
    mergeField(result, view(policy, input, left, input.right));
  }
  return result;
}

interface FieldView {
  policy: FieldPolicy;
  /** As the right side should hold it. */
  left: Json;
  right: Json;
  base: { left: Json; right: Json };
  /** One of the bases does not know the field yet. */
  first: boolean;
  leftMoved: boolean;
  rightMoved: boolean;
  equal: boolean;
  rightEmpty: boolean;
  leftEmpty: boolean;
}

function view(policy: FieldPolicy, input: MergeInput, left: Json, rightRecord: Fields): FieldView {
  const { field, normalise } = policy;
  const right = rightRecord[field] ?? null;
  const baseLeft = input.base.left?.[field];
  const baseRight = input.base.right?.[field];
  const seenLeft = normalise(left);
  const seenRight = normalise(right);
  const wanted = wantedRight(policy, { base: { left: baseLeft ?? null, right: baseRight ?? null }, left, right });
  return {
    policy,
    left: wanted,
    right,
    base: { left: baseLeft ?? null, right: baseRight ?? null },
    first: baseLeft === undefined || baseRight === undefined,
    leftMoved: baseLeft !== undefined && !sameJson(seenLeft, normalise(baseLeft)),
    rightMoved: baseRight !== undefined && !sameJson(seenRight, normalise(baseRight)),
    equal: sameJson(normalise(wanted), seenRight),
    leftEmpty: isEmpty(seenLeft),
    rightEmpty: isEmpty(seenRight),
  };
}

/** What the right side should hold once the left value has come over: of a list, the right side's own elements too. */
export function wantedRight(policy: FieldPolicy, seen: CollectionInput): Json {
  return policy.collection === undefined ? seen.left : mergeCollection(policy.collection, seen);
}

function mergeField(result: MergeResult, seen: FieldView): void {
  const { field, owner } = seen.policy;
  if (seen.leftMoved) result.changedLeft.push(field);
  if (seen.rightMoved) result.changedRight.push(field);
  if (seen.equal) return;
  if (owner === 'shared') mergeShared(result, seen);
  else if (writesRight(seen)) result.toRight[field] = seen.left;
}

/** Without a move on either side a difference is a value that the right system did not take: it is not sent again and again. */
function writesRight(seen: FieldView): boolean {
  const news = seen.first || seen.leftMoved || seen.rightMoved;
  if (seen.policy.owner === 'left') return news;
  if (seen.policy.owner === 'create_only') return seen.first && seen.rightEmpty;
  if (seen.policy.owner === 'never_overwrite_nonempty') return news && seen.rightEmpty;
  return false;
}

function mergeShared(result: MergeResult, seen: FieldView): void {
  const { field, writableLeft, normalise } = seen.policy;
  if (seen.first) {
    if (seen.rightEmpty) result.toRight[field] = seen.left;
    else if (!seen.leftEmpty) conflict(result, seen);
    else if (writableLeft) result.toLeft[field] = seen.right;
    return;
  }
  if (!seen.leftMoved && !seen.rightMoved) return;
  if (!seen.leftMoved && !writableLeft) return;
  // Sides that already differed hold an edit each: a further edit must not bury the other one.
  const agreed = sameJson(normalise(seen.base.left), normalise(seen.base.right));
  if (!agreed || (seen.leftMoved && seen.rightMoved)) conflict(result, seen);
  else if (seen.leftMoved) result.toRight[field] = seen.left;
  else result.toLeft[field] = seen.right;
}

function conflict(result: MergeResult, seen: FieldView): void {
  result.conflicts.push({ field: seen.policy.field, base: seen.base.right, left: seen.left, right: seen.right });
}
