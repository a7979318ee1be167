import { boolean, index, integer, numeric, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, moment } from './columns.ts';
import { links } from './sync.ts';

const money = (name: string) => numeric(name, { precision: 18, scale: 2 });

/** A payment as one system shows it. One that is seen at a provider and in the booking system is two rows, of which the provider's names the other. */
export const payments = pgTable(
  'payments',
  {
    id: text('id').primaryKey(),
    connectionId: text('connection_id').notNull(),
    externalId: text('external_id').notNull(),
    source: text('source', { enum: ['provider', 'booking'] }).notNull(),
    /** What the shop called the order; null in the booking system. */
    order: text('order_name'),
    state: text('state', { enum: ['pending', 'authorized', 'paid', 'partly_refunded', 'refunded', 'failed'] }).notNull(),
    amount: money('amount').notNull(),
    currency: text('currency').notNull(),
    refunded: money('refunded').notNull().default('0'),
    paidAt: moment('paid_at'),
    cash: boolean('cash').notNull().default(false),
    /** Number of the receipt in the booking system. */
    receipt: text('receipt'),
    /** The same payment as the booking system shows it. */
    sameAs: text('same_as'),
    /** Why no claim could be given its share. */
    finding: text('finding', { enum: ['claim_unknown', 'split'] }),
    /** Who paid; sealed under the person's key. */
    payer: bytes('payer'),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('payments_external').on(t.connectionId, t.externalId),
    index('payments_same').on(t.sameAs),
    index('payments_newest').on(t.createdAt, t.id),
    index('payments_amount').on(t.amount),
  ],
);

/** What of a payment falls to a claim. */
export const paymentShares = pgTable(
  'payment_shares',
  {
    paymentId: text('payment_id')
      .notNull()
      .references(() => payments.id, { onDelete: 'cascade' }),
    linkId: text('link_id')
      .notNull()
      .references(() => links.id, { onDelete: 'cascade' }),
    share: money('share').notNull(),
    /** The share with refunds taken off. */
    rest: money('rest').notNull(),
    currency: text('currency').notNull(),
    /** The rest in the claim's currency, where a rate is stated. */
    counted: money('counted'),
    countedCurrency: text('counted_currency'),
    /** The booking system counts it. */
    booked: boolean('booked').notNull().default(false),
    finding: text('finding', { enum: ['claim_unknown', 'claim_cancelled', 'currency', 'over', 'split'] }),
    /** Under which the hub posted it in the booking system. */
    receipt: text('receipt'),
    revision: integer('revision').notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.paymentId, t.linkId] }), index('payment_shares_link').on(t.linkId)],
);

/** Fiscal receipts of a payment (54-ФЗ). */
export const paymentReceipts = pgTable(
  'payment_receipts',
  {
    paymentId: text('payment_id')
      .notNull()
      .references(() => payments.id, { onDelete: 'cascade' }),
    externalId: text('external_id').notNull(),
    kind: text('kind', { enum: ['payment', 'refund'] }).notNull(),
    state: text('state', { enum: ['pending', 'registered', 'failed'] }).notNull(),
    url: text('url'),
    registeredAt: moment('registered_at'),
    fiscalDocument: text('fiscal_document'),
    fiscalStorage: text('fiscal_storage'),
    fiscalAttribute: text('fiscal_attribute'),
  },
  (t) => [primaryKey({ columns: [t.paymentId, t.externalId] })],
);

/** What a claim had been paid when its list of payments was last read: another sum is news. */
export const claimAccounts = pgTable('claim_accounts', {
  linkId: text('link_id')
    .primaryKey()
    .references(() => links.id, { onDelete: 'cascade' }),
  paid: money('paid').notNull(),
  readAt: moment('read_at').notNull().defaultNow(),
});
