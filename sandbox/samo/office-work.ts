import Big from 'big.js';
import type { Random } from '../core/random.ts';
import type { Claim, Payment } from './claim.ts';
import { localDate, localMoment } from './dates.ts';
import { settledStatus } from './money.ts';
import { syntheticGuid } from './synthetic-claim.ts';

/** What the operator's people do to a claim. Each alters the claim in place; who may do what is checked by the caller. */

export function confirm(claim: Claim, nowMs: number): void {
  claim.confirmed = true;
  claim.confirmedAt ??= localMoment(nowMs);
  markRead(claim, nowMs);
}

export function markRead(claim: Claim, nowMs: number): void {
  claim.unread = false;
  claim.readAt ??= localMoment(nowMs);
}

/** Takes a payment in the payment currency, at the claim's own rate. */
export function takePayment(claim: Claim, amount: Big, nowMs: number, random: Random, share?: SharedPayment): void {
  const payment: Payment = {
    id: share?.id ?? syntheticGuid(random),
    date: localDate(nowMs),
    cash: random() < 0.3,
    invoice: share?.invoice ?? `${claim.number}-${claim.payments.length + 1}`,
    sum: amount.toFixed(2),
    rate: new Big(claim.rate).toFixed(4),
    claimSum: amount.div(claim.rate).round(2).toFixed(2),
  };
  postPayment(claim, payment, amount);
}

/** What the shares of one payment for several claims have in common. */
export interface SharedPayment {
  id: string;
  invoice: string;
}

/** Counts a payment for the claim. @param counted what it is worth at the claim's own rate, in the payment currency */
export function postPayment(claim: Claim, payment: Payment, counted: Big): void {
  claim.payments.push(payment);
  claim.paid = new Big(claim.paid).plus(counted).toFixed(2);
  Object.assign(claim, settledStatus(claim));
}

/** @param penalty in the payment currency; null when there is none */
export function cancel(claim: Claim, penalty: string | null, reason: string, nowMs: number): void {
  claim.cancelledAt = localMoment(nowMs);
  claim.penalty = penalty;
  claim.reason = reason;
  Object.assign(claim, settledStatus(claim));
}

/** A new price goes onto the hotel, so that services still add up. */
export function reprice(claim: Claim, price: string): void {
  const difference = new Big(price).minus(claim.price);
  const hotel = claim.services.find(({ kind }) => kind === 'hotel');
  if (hotel !== undefined) hotel.price = new Big(hotel.price).plus(difference).toFixed(2);
  claim.price = new Big(price).toFixed(2);
  Object.assign(claim, settledStatus(claim));
}
