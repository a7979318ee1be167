import { and, desc, eq, getTableColumns, gte, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { given, type LinkPlace, type Page } from './listing.ts';
import { type PayerQuery, payersMatching } from './payer-search.ts';
import type { PaymentRow, ShareRow } from './payments.ts';
import { effects, links, paymentReceipts, paymentShares, payments, tasks } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';
import type { TaskRow } from './tasks.ts';

export interface PaymentFilter {
  /** Number of a claim that a share of it falls to. */
  claim?: string | undefined;
  linkId?: string | undefined;
  payer?: PayerQuery | undefined;
  /** Decimal strings, both included. */
  from?: string | undefined;
  to?: string | undefined;
  currency?: string | undefined;
  /** When it was paid, or first seen where that is not told; the end is not included. */
  since?: Date | undefined;
  until?: Date | undefined;
  state?: PaymentRow['state'] | undefined;
  connectionId?: string | undefined;
  /** Something about it was found wrong, or a person is asked about it. */
  attention?: boolean | undefined;
}

export interface ListedPayment extends PaymentRow {
  place: string;
  openTasks: number;
}

const paidAt = sql`coalesce(${payments.paidAt}, ${payments.createdAt})`;
const openTasks = sql<number>`(select count(*)::int from tasks t where t.state <> 'closed' and t.data ->> 'payment' = payments.id)`;
/** A payment that is seen at a provider and in the booking system is listed once, as the provider's. */
const listedOnce = sql`not exists (select 1 from payments o where o.same_as = ${payments.id})`;

const shareWhere = (condition: SQL) => sql`exists (
  select 1 from ${paymentShares} join ${links} on ${links.id} = ${paymentShares.linkId}
  where ${paymentShares.paymentId} = ${payments.id} and ${condition})`;

/** The newest first. */
export function listPayments(db: Db, filter: PaymentFilter & Page<LinkPlace>): Promise<ListedPayment[]> {
  const wrong = or(isNotNull(payments.finding), shareWhere(isNotNull(paymentShares.finding)), sql`${openTasks} > 0`);
  return db
    .select({
      ...getTableColumns(payments),
      place: sql<string>`${payments.createdAt}::text`,
      openTasks,
    })
    .from(payments)
    .where(
      and(
        listedOnce,
        given(filter.claim, (number) => shareWhere(eq(links.leftNumber, number))),
        given(filter.linkId, (id) => shareWhere(eq(links.id, id))),
        given(filter.payer, (query) => shareWhere(sql`${links.personId} in (${payersMatching(query)})`)),
        given(filter.from, (sum) => gte(payments.amount, sum)),
        given(filter.to, (sum) => lte(payments.amount, sum)),
        given(filter.currency, (currency) => eq(payments.currency, currency)),
        given(filter.since, (at) => sql`${paidAt} >= ${at.toISOString()}::timestamptz`),
        given(filter.until, (at) => sql`${paidAt} < ${at.toISOString()}::timestamptz`),
        given(filter.state, (state) => eq(payments.state, state)),
        given(filter.connectionId, (id) => eq(payments.connectionId, id)),
        given(filter.attention, (asked) => (asked ? wrong : sql`not (${wrong})`)),
        within('payment', payments.id, filter.scope),
        given(filter.before, ({ at, id }) => sql`(${payments.createdAt}, ${payments.id}) < (${at}::timestamptz, ${id})`),
      ),
    )
    .orderBy(desc(payments.createdAt), desc(payments.id))
    .limit(filter.limit);
}

export interface ClaimOfPayment extends ShareRow {
  number: string | null;
  personId: string | null;
}

/** What falls to which claim, of the claims within the scope. */
export function claimsOf(db: Db, paymentIds: readonly string[], scope: UnitScope): Promise<ClaimOfPayment[]> {
  if (paymentIds.length === 0) return Promise.resolve([]);
  return db
    .select({ ...getTableColumns(paymentShares), number: links.leftNumber, personId: links.personId })
    .from(paymentShares)
    .innerJoin(links, eq(links.id, paymentShares.linkId))
    .where(and(inArray(paymentShares.paymentId, [...paymentIds]), within('link', paymentShares.linkId, scope)))
    .orderBy(paymentShares.paymentId, links.leftNumber);
}

export async function getPayment(db: Db, id: string): Promise<PaymentRow | null> {
  const [row] = await db.select().from(payments).where(eq(payments.id, id));
  return row ?? null;
}

export type ReceiptRow = typeof paymentReceipts.$inferSelect;

export function receiptsOf(db: Db, paymentId: string): Promise<ReceiptRow[]> {
  return db
    .select()
    .from(paymentReceipts)
    .where(eq(paymentReceipts.paymentId, paymentId))
    .orderBy(paymentReceipts.registeredAt, paymentReceipts.externalId);
}

/** What the hub wrote of a payment into the booking system, or would have written. */
export function postingsOf(db: Db, paymentId: string, linkIds: readonly string[]) {
  if (linkIds.length === 0) return Promise.resolve([]);
  const { id, linkId, operation, state, error, createdAt, finishedAt } = effects;
  return db
    .select({ id, linkId, operation, state, error, createdAt, finishedAt })
    .from(effects)
    .where(
      and(
        inArray(effects.linkId, [...linkIds]),
        eq(effects.process, 'payments'),
        sql`right(${effects.key}, ${paymentId.length + 6}) = ${`/part:${paymentId}`}`,
      ),
    )
    .orderBy(effects.id);
}

/** What people are, and were, asked about a payment; the newest first. */
export function tasksOfPayment(db: Db, paymentId: string, scope: UnitScope): Promise<Omit<TaskRow, 'sealed'>[]> {
  const { sealed: _, ...columns } = getTableColumns(tasks);
  return db
    .select(columns)
    .from(tasks)
    .where(and(sql`${tasks.data} ->> 'payment' = ${paymentId}`, within('task', tasks.id, scope)))
    .orderBy(desc(tasks.id));
}
