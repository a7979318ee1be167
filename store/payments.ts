import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { ProviderReceipt } from '../domain/payments/types.ts';
import type { PairRow } from './connections.ts';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import { keyNames, type Vault } from './keys.ts';
import type { LinkRow } from './links.ts';
import { claimAccounts, links, pairs, paymentReceipts, paymentShares, payments } from './schema/index.ts';

export type PaymentRow = typeof payments.$inferSelect;
export type ShareRow = typeof paymentShares.$inferSelect;

const payerContext = (connectionId: string, externalId: string) => `payer:${connectionId}:${externalId}`;

export type SeenPayment = Pick<PaymentRow, 'connectionId' | 'externalId' | 'source' | 'state' | 'amount' | 'currency'> &
  Partial<Pick<PaymentRow, 'order' | 'refunded' | 'paidAt' | 'cash' | 'receipt'>> & {
    /** `personId`: whose key seals it. */
    payer?: { text: string; personId: string | null } | null;
  };

/** Keeps a payment as it was just read: one row however often it is seen. A payer that is known stays. */
export async function keepPayment(db: Db, vault: Vault, seen: SeenPayment): Promise<PaymentRow> {
  const { payer, ...row } = seen;
  const key = payer?.personId ? keyNames.person(payer.personId) : keyNames.shared();
  const sealed = payer ? await vault.seal(db, key, payerContext(seen.connectionId, seen.externalId), payer.text) : null;
  const { connectionId: _, externalId: __, source: ___, ...changes } = row;
  const [kept] = await db
    .insert(payments)
    .values({ id: newId('pay'), ...row, payer: sealed })
    .onConflictDoUpdate({
      target: [payments.connectionId, payments.externalId],
      set: { ...changes, updatedAt: sql`now()`, ...(sealed === null ? {} : { payer: sealed }) },
    })
    .returning();
  if (!kept) throw new Error('a payment vanished while it was being kept');
  return kept;
}

export async function findPayment(db: Db, connectionId: string, externalId: string): Promise<PaymentRow | null> {
  const [row] = await db
    .select()
    .from(payments)
    .where(and(eq(payments.connectionId, connectionId), eq(payments.externalId, externalId)));
  return row ?? null;
}

/** Who paid, as the provider or the booking system calls them; null where that is not told. @throws HubError when the person's key is destroyed */
export async function openPayer(db: Db, vault: Vault, row: PaymentRow): Promise<string | null> {
  if (row.payer === null) return null;
  return vault.openJson<string>(db, row.payer, payerContext(row.connectionId, row.externalId));
}

export async function keepReceipts(db: Db, paymentId: string, receipts: readonly ProviderReceipt[]): Promise<void> {
  if (receipts.length === 0) return;
  const rows = receipts.map(({ id, registeredAt, ...rest }) => ({
    paymentId,
    externalId: id,
    registeredAt: registeredAt === null ? null : new Date(registeredAt),
    ...rest,
  }));
  await db
    .insert(paymentReceipts)
    .values(rows)
    .onConflictDoUpdate({
      target: [paymentReceipts.paymentId, paymentReceipts.externalId],
      set: {
        state: sql`excluded.state`,
        url: sql`coalesce(excluded.url, ${paymentReceipts.url})`,
        registeredAt: sql`excluded.registered_at`,
        fiscalDocument: sql`excluded.fiscal_document`,
        fiscalStorage: sql`excluded.fiscal_storage`,
        fiscalAttribute: sql`excluded.fiscal_attribute`,
      },
    });
}

export async function setPaymentFinding(db: Db, id: string, finding: PaymentRow['finding']): Promise<void> {
  await db.update(payments).set({ finding }).where(eq(payments.id, id));
}

/** One at a time decides about the payments of a claim; held to the end of the transaction. */
export async function lockClaim(db: Db, linkId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`payments:${linkId}`}, 0))`);
}

export type NewShare = Pick<ShareRow, 'paymentId' | 'linkId' | 'share' | 'rest' | 'currency'>;

/** Gives a claim its share of a payment. What has been found out about it stays. */
export async function keepShare(db: Db, share: NewShare): Promise<void> {
  await db
    .insert(paymentShares)
    .values({ ...share, revision: 0 })
    .onConflictDoUpdate({
      target: [paymentShares.paymentId, paymentShares.linkId],
      set: { share: share.share, rest: share.rest, currency: share.currency },
    });
}

export interface ClaimShare {
  payment: PaymentRow;
  share: ShareRow;
}

/** Everything that is known to have been paid for a claim, by either system. */
export function sharesOfClaim(db: Db, linkId: string): Promise<ClaimShare[]> {
  return db
    .select({ payment: payments, share: paymentShares })
    .from(paymentShares)
    .innerJoin(payments, eq(payments.id, paymentShares.paymentId))
    .where(eq(paymentShares.linkId, linkId))
    .orderBy(payments.id);
}

export type Judged = Pick<ShareRow, 'counted' | 'countedCurrency' | 'booked' | 'finding'>;

/** Stores what was found out about a share; `revision` is the one of the fact that tells it. */
export async function judgeShare(db: Db, share: ShareRow, judged: Judged, revision: number): Promise<void> {
  await db
    .update(paymentShares)
    .set({ ...judged, revision })
    .where(and(eq(paymentShares.paymentId, share.paymentId), eq(paymentShares.linkId, share.linkId)));
}

export async function setShareReceipt(db: Db, share: ShareRow, receipt: string): Promise<void> {
  await db
    .update(paymentShares)
    .set({ receipt })
    .where(and(eq(paymentShares.paymentId, share.paymentId), eq(paymentShares.linkId, share.linkId)));
}

/** The payment of a provider is this one of the booking system. */
export async function pairPayments(db: Db, id: string, sameAs: string): Promise<void> {
  await db.update(payments).set({ sameAs }).where(eq(payments.id, id));
}

/** Deals by the numbers of their claims, with the pair that they belong to. */
export function dealsByNumber(db: Db, numbers: readonly string[]): Promise<{ link: LinkRow; pair: PairRow }[]> {
  if (numbers.length === 0) return Promise.resolve([]);
  return db
    .select({ link: links, pair: pairs })
    .from(links)
    .innerJoin(pairs, eq(pairs.id, links.pairId))
    .where(and(eq(links.kind, 'deal'), inArray(links.leftNumber, [...numbers]), ne(links.state, 'left_missing')));
}

/** What a claim had been paid when its payments were read. */
export async function noteAccount(db: Db, linkId: string, paid: string): Promise<void> {
  await db
    .insert(claimAccounts)
    .values({ linkId, paid })
    .onConflictDoUpdate({ target: claimAccounts.linkId, set: { paid, readAt: sql`now()` } });
}

/** Whether a claim's payments are to be read: the process is on, and the claim has been paid another sum than when they were last read. */
export async function paymentsMoved(db: Db, linkId: string, connectionId: string, paid: string): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select 1 from modes left join claim_accounts on claim_accounts.link_id = ${linkId}
    where modes.process = 'payments' and modes.connection_id = ${connectionId} and modes.mode <> 'off'
      and coalesce(claim_accounts.paid, 0) <> ${paid}::numeric limit 1`);
  return rows.length > 0;
}

/** Claims of a booking system to which a share of a provider's payment falls that it does not count. */
export async function unbookedClaims(db: Db, connectionId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: paymentShares.linkId })
    .from(paymentShares)
    .innerJoin(payments, eq(payments.id, paymentShares.paymentId))
    .innerJoin(links, eq(links.id, paymentShares.linkId))
    .innerJoin(pairs, eq(pairs.id, links.pairId))
    .where(
      and(
        eq(pairs.leftConnection, connectionId),
        eq(payments.source, 'provider'),
        eq(payments.state, 'paid'),
        eq(paymentShares.booked, false),
      ),
    );
  return rows.map(({ id }) => id);
}
