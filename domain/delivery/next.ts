import type { HubErrorKind } from '../errors.ts';
import type { ClassPolicy } from './policy.ts';

/** How an open outcome is settled: repeated under its key, looked up, or asked of a person. */
export type Settling = 'repeat' | 'look' | 'ask';

/**
 * What one attempt came to. `later`, `blocked` and `refused` prove that nothing arrived: for now, until a person mends the account, or for good on this
 * channel. `open` proves nothing: the message may have arrived.
 */
export type SendResult =
  | { kind: 'sent' }
  | { kind: 'later'; untilMs?: number }
  | { kind: 'blocked' }
  | { kind: 'refused' }
  | { kind: 'open'; by: Settling };

/** Where a message stands when an attempt on its channel ends. Times in epoch milliseconds. */
export interface Standing {
  /** Ways that are left after this one. */
  left: number;
  /** Attempts that brought nothing. */
  tries: number;
  /** Since when this channel is tried. */
  since: number;
  /** An earlier attempt may have arrived. */
  open: boolean;
  expiresAt: number;
}

export type Next =
  | { state: 'sent' }
  | { state: 'failed' }
  | { state: 'expired' }
  /** A person is asked. */
  | { state: 'unknown' }
  /** The outcome is looked up once it must show. */
  | { state: 'sending' }
  /** It failed here for certain, and goes on by its next way. */
  | { state: 'onward' }
  | { state: 'queued'; tries: number; open: boolean; dueAt: number };

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 30 * 60_000;
/** An account that a person must mend is looked at again after this long. */
const BLOCKED_WAIT_MS = 60_000;

/**
 * What becomes of a message after an attempt. It leaves a channel only when it is proved that nothing arrived there: one that may have arrived is repeated
 * under its own key, looked up, or asked about, and never sent another way.
 * @param limitScale divides the waits between attempts
 */
export function nextOf(
  standing: Standing,
  result: SendResult,
  policy: Pick<ClassPolicy, 'downMs'>,
  now: number,
  limitScale = 1,
): Next {
  const { open } = standing;
  const tries = standing.tries + 1;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS) / limitScale;
  const stay = (dueAt: number, mayHaveArrived: boolean): Next => {
    if (dueAt >= standing.expiresAt) return { state: mayHaveArrived ? 'unknown' : 'expired' };
    return { state: 'queued', tries, open: mayHaveArrived, dueAt };
  };
  const onward: Next | null = !open && standing.left > 0 ? { state: 'onward' } : null;

  if (result.kind === 'sent') return { state: 'sent' };
  if (result.kind === 'refused') return onward ?? { state: open ? 'unknown' : 'failed' };
  if (result.kind === 'blocked') return onward ?? stay(now + BLOCKED_WAIT_MS / limitScale, open);
  if (result.kind === 'later') {
    const dueAt = Math.max(result.untilMs ?? 0, now + wait);
    if (onward && dueAt - standing.since >= policy.downMs / limitScale) return onward;
    return stay(dueAt, open);
  }
  if (result.by === 'ask') return { state: 'unknown' };
  if (result.by === 'look') return { state: 'sending' };
  return stay(now + wait, true);
}

/** What a failed attempt proves. `unknown_outcome` is settled as the channel can. */
export function resultOf(kind: HubErrorKind, untilMs: number | undefined, settling: Settling): SendResult {
  switch (kind) {
    case 'transient':
    case 'rate_limited':
    case 'conflict':
      return { kind: 'later', ...(untilMs === undefined ? {} : { untilMs }) };
    case 'auth':
    case 'permission':
    case 'config':
      return { kind: 'blocked' };
    case 'unknown_outcome':
      return { kind: 'open', by: settling };
    default:
      return { kind: 'refused' };
  }
}
