import Big from 'big.js';
import { z } from 'zod';
import { ActError } from '../../core/act-error.ts';
import type { Twin } from '../../core/types.ts';
import type { BackOffice } from '../back-office.ts';
import type { Claim } from '../claim.ts';
import { takePayment } from '../office-work.ts';
import { derivedPayStatus, derivedStatus } from '../status.ts';
import { syntheticGuid } from '../synthetic-claim.ts';
import { type BankRates, rateChange } from './bank.ts';

const claimRef = z.union([z.number().int(), z.string().min(1)]).transform(String);
const money = z
  .union([z.number().positive(), z.string().regex(/^\d+(\.\d{1,2})?$/)])
  .transform((value) => new Big(value).round(2));
const several = z.strictObject({ details: z.array(z.strictObject({ claim: claimRef, amount: money })).min(2) });
const terms = z.strictObject({
  claim: claimRef,
  accessPay: z.boolean().exactOptional(),
  singleCurrency: z.boolean().exactOptional(),
});

/** What the accountants do: one payment for several claims, who may pay through a bank, the bank's rates. */
export function paymentActs(office: BackOffice, rates: BankRates): Twin['acts'] {
  function claimOf(ref: string): Claim {
    const claim = office.find(ref);
    if (claim === undefined) throw new ActError('not_found', `there is no claim ${ref}`);
    return claim;
  }

  return {
    pay_several(input) {
      const details = several.parse(input).details.map(({ claim, amount }) => ({ claim: claimOf(claim), amount }));
      if (details.some(({ claim }) => claim.offer || claim.rawStatus === 3)) {
        throw new ActError('refused', 'nothing is due on one of the claims');
      }
      const id = syntheticGuid(office.random);
      const share = { id, invoice: `P-${id.slice(0, 8)}` };
      for (const { claim, amount } of details) {
        const fields = { amount: amount.toFixed(2), payment: id };
        office.change(claim, { operation: 'pay', by: 'person', fields, movesEditedAt: false }, () =>
          takePayment(claim, amount, office.now(), office.random, share),
        );
      }
      const claims = details.map(({ claim }) => ({
        claim: claim.number,
        guid: claim.guid,
        status: derivedStatus(claim),
        payStatus: derivedPayStatus(claim),
      }));
      return { payment: id, claims };
    },
    payment_terms(input) {
      const { claim: ref, ...fields } = terms.parse(input);
      const claim = claimOf(ref);
      office.change(claim, { operation: 'payment_terms', by: 'person', fields, movesEditedAt: false }, () => {
        Object.assign(claim, fields);
      });
      return { claim: claim.number, accessPay: claim.accessPay, singleCurrency: claim.singleCurrency };
    },
    set_rate(input) {
      const change = rateChange.parse(input);
      rates.set(change);
      return change;
    },
  };
}
