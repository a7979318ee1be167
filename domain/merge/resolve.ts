import type { Fields } from '../json.ts';
import type { Conflict } from './types.ts';

/** Which side's value a person lets stand; `leave` lets both stand as they are, until one of them is edited again. */
export type Choice = 'left' | 'right' | 'leave';

export const CHOICES: readonly Choice[] = ['left', 'right', 'leave'];

/**
 * The write that carries a person's choice to the other side.
 *
 * Where the right value is chosen and the left record cannot take it, nothing is written: both values stand as an agreed difference, as after `leave`.
 */
export function resolve(conflict: Conflict, choice: Choice): { toRight: Fields; toLeft: Fields } {
  if (choice === 'left') return { toRight: { [conflict.field]: conflict.left }, toLeft: {} };
  if (choice === 'right') return { toRight: {}, toLeft: { [conflict.field]: conflict.right } };
  return { toRight: {}, toLeft: {} };
}
