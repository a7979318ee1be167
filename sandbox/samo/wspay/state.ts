import Big from 'big.js';
import { type Claim, type Payment, paymentCurrency } from '../claim.ts';

/** Payments with their detail rows, one for each claim they were allocated to, in the order of the claims. */
export function paymentStates(claims: readonly Claim[]) {
  const shares = new Map<string, { claim: Claim; payment: Payment }[]>();
  for (const claim of claims) {
    for (const payment of claim.payments) shares.set(payment.id, [...(shares.get(payment.id) ?? []), { claim, payment }]);
  }
  return [...shares].map(([guid, rows]) => {
    const [first] = rows;
    return {
      guid,
      pdate: first?.payment.date,
      invoice: first?.payment.invoice,
      cash: first?.payment.cash,
      psum: rows.reduce((sum, { payment }) => sum.plus(payment.sum), new Big(0)).toFixed(2),
      currency: paymentCurrency,
      details: rows.map(({ claim, payment }) => ({
        claim: claim.number,
        guid: claim.guid,
        currency: claim.currency,
        pay: payment.sum,
        rate: payment.rate,
        realpay: payment.claimSum,
      })),
    };
  });
}
