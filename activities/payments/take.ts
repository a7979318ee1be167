import Big from 'big.js';
import { claimsOfOrder } from '../../domain/payments/order.ts';
import { afterRefund, sharesOf } from '../../domain/payments/shares.ts';
import type { ProviderPayment } from '../../domain/payments/types.ts';
import {
  dealsByNumber,
  findPayment,
  keepPayment,
  keepReceipts,
  keepShare,
  type PaymentRow,
  setPaymentFinding,
} from '../../store/payments.ts';
import { closeTask } from '../../store/tasks.ts';
import { at } from '../context.ts';
import type { PaymentDeps } from '../payments.ts';
import { settleClaim } from './claim.ts';
import { askAboutPayment, findingKey } from './tasks.ts';

export interface Taken {
  /** In one word, what became of the news. */
  result: string;
  writes: number;
}

/** Reads a provider's payment again and keeps what it is now: a notification may be old, repeated, out of order or a lie. */
export async function takePayment(deps: PaymentDeps, connectionId: string, externalId: string): Promise<Taken> {
  const { db, vault } = deps;
  const provider = await deps.provider(connectionId);
  const read = await at(connectionId, provider.getPayment(externalId));
  if (read === null) return { result: 'payment_unknown', writes: 0 };
  const claims = claimsOfOrder(read.order);
  const found = await dealsByNumber(
    db,
    claims.map(({ number }) => number),
  );
  const deals = claims.map(({ number }) => found.filter(({ link }) => link.leftNumber === number));
  const before = await findPayment(db, connectionId, externalId);
  const sums = sumsOf(read, before);
  const payment = await db.transaction(async (tx) => {
    const kept = await keepPayment(tx, vault, {
      connectionId,
      externalId,
      source: 'provider',
      order: read.order,
      state: read.state,
      ...sums,
      currency: read.amount.currency,
      paidAt: read.paidAt === null ? (before?.paidAt ?? (isMoney(read) ? new Date() : null)) : new Date(read.paidAt),
      payer: read.payer === null ? null : { text: read.payer, personId: deals[0]?.[0]?.link.personId ?? null },
    });
    await keepReceipts(tx, kept.id, read.receipts);
    return kept;
  });
  if (!isMoney(read)) return { result: read.state, writes: 0 };

  const single = deals.flatMap((those) => (those.length === 1 ? those : []));
  const shares = sharesOf(sums.amount, claims);
  const finding = claims.length === 0 || single.length < claims.length ? 'claim_unknown' : shares === null ? 'split' : null;
  await setPaymentFinding(db, payment.id, finding);
  if (finding !== null || shares === null) {
    await askAboutPayment(deps, payment, null, finding ?? 'split');
    return { result: 'asked', writes: 0 };
  }
  await closeTask(db, findingKey(payment, null), 'hub');
  const rests = afterRefund(shares, sums.refunded);
  await db.transaction(async (tx) => {
    for (const [index, { link }] of single.entries()) {
      const [share, rest] = [shares[index] ?? '0.00', rests[index] ?? '0.00'];
      await keepShare(tx, { paymentId: payment.id, linkId: link.id, share, rest, currency: read.amount.currency });
    }
  });
  let writes = 0;
  for (const { link, pair } of single) writes += await settleClaim(deps, link, pair);
  return { result: before !== null && isSame(before, payment) ? 'unchanged' : 'taken', writes };
}

/** Money that was taken, whatever became of it since. */
const isMoney = ({ state }: ProviderPayment) => state === 'paid' || state === 'partly_refunded' || state === 'refunded';

/** What was taken and what went back. A provider that tells only what is left is understood by what was read before. */
function sumsOf(read: ProviderPayment, before: PaymentRow | null): { amount: string; refunded: string } {
  const { sum } = read.amount;
  if (read.refunded !== null && !(read.state === 'refunded' && before !== null)) return { amount: sum, refunded: read.refunded };
  const amount = before === null || new Big(before.amount).lt(sum) ? sum : before.amount;
  if (read.state === 'refunded') return { amount, refunded: amount };
  return { amount, refunded: new Big(amount).minus(sum).toFixed(2) };
}

const isSame = (a: PaymentRow, b: PaymentRow) =>
  a.state === b.state && a.amount === b.amount && a.refunded === b.refunded && a.order === b.order;
