import type { Fields, Json } from '../json.ts';
import type { Collection } from './collection.ts';

/**
 * Who decides a field's value. All comparisons happen in the field space of the right side: the left record is seen through its mapping.
 *
 * | owner | rule |
 * |---|---|
 * | left, right | the owner's value stands; an edit on the other side is set back (`left`) or left alone (`right`) |
 * | shared | the side that changed wins; both changed to different values: a person is asked, both stay as they are |
 * | create_only | written when the right record is created, never again |
 * | never_overwrite_nonempty | written while the right value is empty |
 */
export type Owner = 'left' | 'right' | 'shared' | 'create_only' | 'never_overwrite_nonempty';

export interface FieldPolicy {
  field: string;
  owner: Owner;
  /** A shared field can be carried back to the left record right now (a buyer who travels); otherwise an edit on the right stands on the right alone. */
  writableLeft: boolean;
  /** Brings equal values to one form (E.164, money scale, trimmed text); comparison is on its result, writing is of the original. */
  normalise: (value: Json) => Json;
  /** Given for lists that are merged element by element; their owner is `left`. */
  collection?: Collection;
}

export interface MergeInput {
  policies: readonly FieldPolicy[];
  /** What each side read back as, when both were last brought together; null before the first time. */
  base: { left: Fields | null; right: Fields | null };
  /** The left record now, seen through the mapping. */
  left: Fields;
  /** The right record now; null when it does not exist yet. */
  right: Fields | null;
  /** Fields that rest: neither written nor judged, and their bases stay, so that what happens meanwhile is merged when they are let go. */
  held?: readonly string[];
}

export interface Conflict {
  field: string;
  base: Json;
  left: Json;
  right: Json;
}

export interface MergeResult {
  /** Changed fields only, to write to each side. */
  toRight: Fields;
  toLeft: Fields;
  conflicts: Conflict[];
  /** Fields whose value moved on that side since its base. */
  changedLeft: string[];
  changedRight: string[];
}
