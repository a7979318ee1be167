import Big from 'big.js';
import type { Money } from './types.ts';

/** A provider's payment as far as it concerns one claim. */
export interface SeenAtProvider {
  id: string;
  share: Money;
  /** `YYYY-MM-DD`; null where the provider does not tell. */
  day: string | null;
  /** Number of the receipt under which the hub posted it in the booking system. */
  receipt: string | null;
  /** Payment of the booking system that it is known to be, from this claim or another one of the same payment. */
  known: string | null;
}

/** A payment of the booking system in one claim. */
export interface SeenInBooking {
  id: string;
  share: Money;
  day: string | null;
  receipt: string | null;
  cash: boolean;
}

/** A bank day, a weekend and a clock apart: two records of one payment lie no further from each other. */
const MOST_DAYS = 4;

/**
 * Which payments of a provider are which payments of the booking system, in one claim: what is seen in both is one payment.
 *
 * Known pairs stay, then receipts decide; the rest goes by sum, currency and nearness in time, the nearest pair first. Cash is no provider's. No payment is
 * ever in two pairs, and the order in which they are given does not matter.
 * @returns id in the booking system by provider's id
 */
export function matchPayments(ours: readonly SeenAtProvider[], theirs: readonly SeenInBooking[]): Map<string, string> {
  const pairs = new Map<string, string>();
  const taken = new Set<string>();
  const pair = (one: SeenAtProvider, other: SeenInBooking) => {
    if (pairs.has(one.id) || taken.has(other.id)) return;
    pairs.set(one.id, other.id);
    taken.add(other.id);
  };
  const inOrder = [...ours].sort((a, b) => byText(a.id, b.id));
  const others = [...theirs].sort((a, b) => byText(a.id, b.id));
  for (const one of inOrder) for (const other of others) if (one.known === other.id) pair(one, other);
  for (const one of inOrder)
    for (const other of others) if (one.receipt !== null && one.receipt === other.receipt) pair(one, other);
  const candidates = inOrder.flatMap((one) =>
    others.flatMap((other) => {
      const apart = daysApart(one.day, other.day);
      // What the hub has posted itself is found by its receipt, and what was matched elsewhere by its id.
      const open = one.known === null && one.receipt === null && !other.cash;
      return open && apart <= MOST_DAYS && sameMoney(one.share, other.share) ? [{ one, other, apart }] : [];
    }),
  );
  candidates.sort((a, b) => a.apart - b.apart || byText(a.one.id, b.one.id) || byText(a.other.id, b.other.id));
  for (const { one, other } of candidates) pair(one, other);
  return pairs;
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const sameMoney = (a: Money, b: Money) => a.currency === b.currency && new Big(a.sum).eq(b.sum);

/** A day that is not told is near to every other. */
function daysApart(a: string | null, b: string | null): number {
  if (a === null || b === null) return MOST_DAYS;
  return Math.abs(Date.parse(`${a}T00:00:00Z`) - Date.parse(`${b}T00:00:00Z`)) / 86_400_000;
}
