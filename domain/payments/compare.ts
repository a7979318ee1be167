import Big from 'big.js';
import type { Claim } from '../deals/claim.ts';
import type { PaymentFact, PaymentFinding } from './fact.ts';
import type { Money } from './types.ts';

type Paid = Pick<Claim, 'money' | 'status'>;

/**
 * Whether what falls to a claim can be right: the claim lives, the currency is its own or the one it is paid in, and no more is paid than is owed.
 * Less than is owed is an instalment and fine. A share that the booking system counts already has passed its own check.
 */
export function findingOf(share: Money, claim: Paid, booked: boolean): PaymentFinding | null {
  const account = accountIn(claim, share.currency);
  if (account === null) return 'currency';
  if (new Big(share.sum).lte(0) || booked) return null;
  if (claim.status.cancel === 'cancelled') return 'claim_cancelled';
  return new Big(share.sum).gt(account.debt) ? 'over' : null;
}

/** A share in the claim's own currency, by the rate that the booking system states; null where it states none. */
export function countedIn(share: Money, claim: Paid): Money | null {
  const own = claim.money.claim.currency;
  if (share.currency === own) return { sum: new Big(share.sum).toFixed(2), currency: own };
  const account = accountIn(claim, share.currency);
  if (account === null || account.rate === null || new Big(account.rate).lte(0)) return null;
  return { sum: new Big(share.sum).div(account.rate).toFixed(2, Big.roundHalfUp), currency: own };
}

/** How a claim stands, for a fact. */
export function standingOf({ money }: Paid): NonNullable<PaymentFact['claim']> {
  const { price, paid, debt, currency } = money.claim;
  const payment = new Big(paid).lte(0) ? 'none' : new Big(debt).gt(0) ? 'partly' : 'fully';
  return { price: { sum: price, currency }, debt, payment };
}

/** The account of a claim that is kept in a currency. */
function accountIn({ money }: Paid, currency: string) {
  if (money.payment?.currency === currency) return money.payment;
  return money.claim.currency === currency ? money.claim : null;
}
