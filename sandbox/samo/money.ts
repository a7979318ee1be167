import Big from 'big.js';
import { type Claim, type Currency, paymentCurrency, type RawStatus } from './claim.ts';

/** One currency's view of what a claim costs. Decimal strings, two places. */
export interface MoneyRow {
  currency: Currency;
  isClaimCurrency: boolean;
  rate: string;
  price: string;
  cost: string;
  net: string;
  paid: string;
  debt: string;
}

/**
 * The claim currency first, then the payment currency, even where both are roubles.
 * Once a penalty is set, the penalty is the price. A claim cancelled without one owes nothing.
 */
export function moneyRows(claim: Claim): [MoneyRow, MoneyRow] {
  const rate = new Big(claim.rate);
  const due = dueInPayment(claim);
  const paid = new Big(claim.paid);
  const price = claim.penalty === null ? new Big(claim.price) : new Big(claim.penalty).div(rate).round(2);
  const paidInClaim = paid.eq(due) ? price : paid.div(rate).round(2);
  const row = (currency: Currency, isClaimCurrency: boolean, rowRate: string, rowPrice: Big, rowPaid: Big): MoneyRow => ({
    currency,
    isClaimCurrency,
    rate: rowRate,
    price: rowPrice.toFixed(2),
    cost: rowPrice.toFixed(2),
    net: rowPrice.times(new Big(100).minus(claim.commissionPercent)).div(100).toFixed(2),
    paid: rowPaid.toFixed(2),
    debt: claim.rawStatus === 3 ? '0.00' : rowPrice.minus(rowPaid).toFixed(2),
  });
  return [row(claim.currency, true, '1.0000', price, paidInClaim), row(paymentCurrency, false, rate.toFixed(4), due, paid)];
}

/** What has to come in, in the payment currency. */
export function dueInPayment(claim: Claim): Big {
  return claim.penalty === null ? new Big(claim.price).times(claim.rate).round(2) : new Big(claim.penalty);
}

/** The raw status that the money of a claim calls for, and whether a part is paid. Offers keep theirs. */
export function settledStatus(claim: Claim): { rawStatus: RawStatus; partPayment: boolean } {
  const paid = new Big(claim.paid);
  const due = dueInPayment(claim);
  const part = paid.gt(0) && paid.lt(due);
  if (claim.offer) return { rawStatus: 7, partPayment: false };
  if (claim.cancelledAt !== null) {
    if (claim.penalty === null) return { rawStatus: 3, partPayment: false };
    return { rawStatus: paid.gte(due) ? 5 : 4, partPayment: part };
  }
  if (paid.gte(due)) return { rawStatus: 1, partPayment: false };
  return { rawStatus: part ? 6 : 2, partPayment: part };
}
