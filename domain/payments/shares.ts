import Big from 'big.js';
import type { OrderedClaim } from './order.ts';

/**
 * How a payment is parted among the claims it is for, in hundredths, exactly.
 *
 * One claim takes all of it. Several take the shares that the order states; null unless every one is stated and they add up to the payment: how else it
 * was meant only a person can tell.
 */
export function sharesOf(sum: string, claims: readonly OrderedClaim[]): string[] | null {
  const [first] = claims;
  if (first === undefined) return null;
  const given = claims.length === 1 && first.share === null ? [sum] : claims.map(({ share }) => share);
  const stated = given.filter((share) => share !== null);
  if (stated.length < claims.length) return null;
  const total = stated.reduce((all, share) => all.plus(share), new Big(0));
  return total.eq(sum) ? stated.map((share) => new Big(share).toFixed(2)) : null;
}

/**
 * What is left of each share once part of the payment went back: refunds are taken off in proportion to the shares, down to hundredths by largest remainder,
 * so that the rests always add up to what was kept.
 */
export function afterRefund(shares: readonly string[], refunded: string): string[] {
  const cents = shares.map((share) => new Big(share).times(100));
  const total = cents.reduce((all, share) => all.plus(share), new Big(0));
  const left = total.minus(new Big(refunded).times(100));
  const kept = left.lt(0) ? new Big(0) : left;
  if (total.eq(0)) return shares.map(() => '0.00');
  const exact = cents.map((share) => share.times(kept).div(total));
  const floors = exact.map((value) => value.round(0, Big.roundDown));
  let missing = Number(kept.minus(floors.reduce((all, value) => all.plus(value), new Big(0))).toFixed(0));
  const order = exact
    .map((value, index) => ({ index, rest: value.minus(floors[index] ?? 0) }))
    .sort((a, b) => b.rest.cmp(a.rest) || a.index - b.index);
  for (const { index } of order) {
    if (missing <= 0) break;
    const floor = floors[index] ?? new Big(0);
    if (floor.gte(cents[index] ?? 0)) continue;
    floors[index] = floor.plus(1);
    missing -= 1;
  }
  return floors.map((value) => value.div(100).toFixed(2));
}
