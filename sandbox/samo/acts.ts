import Big from 'big.js';
import { z } from 'zod';
import { ActError } from '../core/act-error.ts';
import type { Twin, TwinLedger } from '../core/types.ts';
import type { BackOffice } from './back-office.ts';
import { bookSynthetic } from './booking.ts';
import type { Claim } from './claim.ts';
import { localMoment } from './dates.ts';
import { edit, editPatch } from './edit.ts';
import { cancel, confirm, reprice, takePayment } from './office-work.ts';
import { derivedPayStatus, derivedStatus, isCancelled } from './status.ts';

const claimRef = z.union([z.number().int(), z.string().min(1)]).transform(String);
const amount = z
  .union([z.number(), z.string().regex(/^\d+([.,]\d{1,2})?$/)])
  .transform((value) => new Big(String(value).replace(',', '.')).round(2))
  .refine((value) => value.gt(0), 'must be more than nothing');

const onClaim = z.strictObject({ claim: claimRef });
const payInput = z.strictObject({ claim: claimRef, amount });
const priceInput = z.strictObject({ claim: claimRef, price: amount });
const cancelInput = z.strictObject({ claim: claimRef, penalty: amount.optional(), reason: z.string().optional() });
const editInput = z.strictObject({ claim: claimRef, patch: editPatch });
const bookInput = z.strictObject({ buyer: z.enum(['person', 'agency', 'repeat']).exactOptional() });

/** What the operator's staff and its clients do in SAMO. Each answers how the claim stands afterwards. */
export function samoActs(office: BackOffice, ledger: TwinLedger): Twin['acts'] {
  function claimOf(ref: string): Claim {
    const claim = office.find(ref);
    if (claim === undefined) throw new ActError('not_found', `there is no claim ${ref}`);
    return claim;
  }

  function act(claim: Claim, operation: string, fields: Record<string, unknown>, apply: () => void, movesEditedAt = true) {
    office.change(claim, { operation, by: 'person', fields, movesEditedAt }, apply);
    return summary(claim);
  }

  return {
    book(input) {
      const claim = bookSynthetic(office, bookInput.parse(input));
      const fields = { number: claim.number, buyer: claim.buyer.key, price: claim.price, currency: claim.currency };
      ledger.record({ operation: 'book', entity: 'claim', id: claim.guid, changed: true, fields, by: 'person' });
      return summary(claim);
    },
    confirm(input) {
      const claim = claimOf(onClaim.parse(input).claim);
      refuseIf(claim.offer || isCancelled(claim), 'only a live booking can be confirmed');
      return act(claim, 'confirm', { confirmed: true }, () => confirm(claim, office.now()));
    },
    pay(input) {
      const { claim: ref, amount: sum } = payInput.parse(input);
      const claim = claimOf(ref);
      refuseIf(claim.offer || claim.rawStatus === 3, 'nothing is due on this claim');
      return act(claim, 'pay', { amount: sum.toFixed(2) }, () => takePayment(claim, sum, office.now(), office.random), false);
    },
    cancel(input) {
      const { claim: ref, penalty, reason } = cancelInput.parse(input);
      const claim = claimOf(ref);
      refuseIf(isCancelled(claim), 'the claim is cancelled already');
      const fields = { penalty: penalty?.toFixed(2) ?? null };
      return act(claim, 'cancel', fields, () => cancel(claim, fields.penalty, reason ?? 'Отмена оператором', office.now()));
    },
    request_cancel(input) {
      const claim = claimOf(onClaim.parse(input).claim);
      refuseIf(claim.offer || isCancelled(claim) || claim.cancelRequestedAt !== null, 'there is nothing to ask for');
      const cancelRequestedAt = localMoment(office.now());
      return act(claim, 'request_cancel', { cancelRequestedAt }, () => {
        claim.cancelRequestedAt = cancelRequestedAt;
      });
    },
    refuse_cancel(input) {
      const claim = claimOf(onClaim.parse(input).claim);
      refuseIf(claim.cancelRequestedAt === null || isCancelled(claim), 'no cancel request is open');
      return act(claim, 'refuse_cancel', { cancelRequestedAt: null }, () => {
        claim.cancelRequestedAt = null;
        claim.reason = 'В отмене отказано';
      });
    },
    change_price(input) {
      const { claim: ref, price } = priceInput.parse(input);
      const claim = claimOf(ref);
      refuseIf(isCancelled(claim), 'a cancelled claim keeps its price');
      return act(claim, 'change_price', { price: price.toFixed(2) }, () => {
        reprice(claim, price.toFixed(2));
        office.repriced.add(claim.guid);
      });
    },
    edit(input) {
      const { claim: ref, patch } = editInput.parse(input);
      const claim = claimOf(ref);
      return act(claim, 'edit', patch, () => edit(office, claim, patch));
    },
  };
}

function refuseIf(refused: boolean, why: string): void {
  if (refused) throw new ActError('refused', why);
}

function summary(claim: Claim) {
  return { claim: claim.number, guid: claim.guid, status: derivedStatus(claim), payStatus: derivedPayStatus(claim) };
}
