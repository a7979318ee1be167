import { sql } from 'drizzle-orm';
import { boolean, date, index, integer, jsonb, numeric, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DocumentCategory } from '../../domain/booking/ports.ts';
import type { Reason } from '../../domain/documents/reasons.ts';
import type { DeadlineLevel, PackPolicy, PartState } from '../../domain/documents/types.ts';
import type { Sentence } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { bytes, moment } from './columns.ts';
import type { StoredError } from './inbox.ts';
import { links } from './sync.ts';
import { units } from './units.ts';

const linkId = () =>
  text('link_id')
    .notNull()
    .references(() => links.id, { onDelete: 'cascade' });

/** One version of one document of a claim, from the list of the booking system to its bytes. Holds no name: what it says is sealed. */
export const documents = pgTable(
  'documents',
  {
    id: uuid('id').primaryKey(),
    linkId: linkId(),
    /** `template`: made by the hub itself. */
    origin: text('origin', { enum: ['booking', 'template'] })
      .notNull()
      .default('booking'),
    externalId: text('external_id').notNull(),
    /** As the booking system tells it; `no` counts them from 1. */
    version: text('version').notNull(),
    no: integer('no').notNull(),
    category: text('category').$type<DocumentCategory>().notNull(),
    holder: text('holder', { enum: ['claim', 'tourist', 'service'] }).notNull(),
    /** Keys of the booking system; empty where it is for the whole claim. */
    touristKeys: text('tourist_keys').array().notNull(),
    availability: text('availability', { enum: ['ready', 'waits', 'failure', 'final'] }).notNull(),
    reasonCode: text('reason_code'),
    reason: jsonb('reason').$type<Sentence>(),
    daysBefore: integer('days_before'),
    /** The booking system counts it as handed out. */
    issued: boolean('issued').notNull(),
    /** It stood in the list when that was last read. */
    listed: boolean('listed').notNull().default(true),
    /** `lost`: handed out by the booking system in an attempt that broke off, so that only a person may ask for it again. */
    state: text('state', { enum: ['listed', 'fetched', 'lost', 'refused'] })
      .notNull()
      .default('listed'),
    /** How often a person has let it be fetched; part of the key of that write. */
    fetches: integer('fetches').notNull().default(1),
    error: jsonb('error').$type<StoredError>(),
    contentType: text('content_type'),
    sizeBytes: integer('size_bytes'),
    sha256: text('sha256'),
    seenAt: moment('seen_at').notNull(),
    fetchedAt: moment('fetched_at'),
  },
  (t) => [uniqueIndex('documents_version').on(t.linkId, t.externalId, t.version)],
);

/** The bytes of a document in pieces, each sealed under the person's key. */
export const documentChunks = pgTable(
  'document_chunks',
  {
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    no: integer('no').notNull(),
    sealed: bytes('sealed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.documentId, t.no] })],
);

/** What is known of the documents of one claim as a whole; others hold the row while they decide about it. */
export const documentPacks = pgTable(
  'document_packs',
  {
    linkId: text('link_id')
      .primaryKey()
      .references(() => links.id, { onDelete: 'cascade' }),
    state: text('state', { enum: ['open', 'complete', 'stopped'] })
      .notNull()
      .default('open'),
    attention: boolean('attention').notNull().default(false),
    policy: text('policy'),
    policyVersion: integer('policy_version'),
    payment: text('payment', { enum: ['none', 'partly', 'fully', 'unknown'] }).notNull(),
    price: numeric('price').notNull(),
    paid: numeric('paid').notNull(),
    currency: text('currency').notNull(),
    startsOn: date('starts_on', { mode: 'string' }),
    endsOn: date('ends_on', { mode: 'string' }),
    /** Names and addresses of payer and tourists as last read, sealed under the person's key. */
    contacts: bytes('contacts').notNull(),
    /** Names the look of the claim when it was last read: the same look again is no news. */
    look: text('look').notNull(),
    /** When the run looks again by itself, and what for. Null: only news wakes it. */
    wakeAt: moment('wake_at'),
    wakeFor: jsonb('wake_for').$type<Sentence>(),
    openedAt: moment('opened_at').notNull(),
    lookedAt: moment('looked_at').notNull(),
  },
  (t) => [
    index('document_packs_opened').on(t.openedAt, t.linkId),
    index('document_packs_wake').on(t.wakeAt).where(sql`wake_at is not null`),
  ],
);

/** How a part of a pack stands for one recipient, and why; rewritten by every look. */
export const documentParts = pgTable(
  'document_parts',
  {
    linkId: linkId(),
    part: text('part').notNull(),
    /** `payer`, or `tourist:<key of the booking system>`. */
    recipient: text('recipient').notNull(),
    place: integer('place').notNull(),
    title: jsonb('title').$type<Sentence>().notNull(),
    state: text('state').$type<PartState>().notNull(),
    reasons: jsonb('reasons').$type<Reason[]>().notNull(),
    documentIds: text('document_ids').array().notNull(),
    /** Since when everything that it waits for is there. */
    readyAt: moment('ready_at'),
    dueAt: moment('due_at'),
    level: text('level').$type<DeadlineLevel>().notNull().default('none'),
    changedAt: moment('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.linkId, t.part, t.recipient] }), index('document_parts_state').on(t.state)],
);

/** One wish to send a part in one set of versions to one recipient. Its message is a delivery under the key made of exactly that. */
export const documentSends = pgTable(
  'document_sends',
  {
    id: text('id').primaryKey(),
    linkId: linkId(),
    part: text('part').notNull(),
    recipient: text('recipient').notNull(),
    kind: text('kind', { enum: ['first', 'update', 'resend'] }).notNull(),
    /** Digest of the versions in it. */
    versionSet: text('version_set').notNull(),
    /** Tells wishes of the same versions apart; 0 for the first. */
    resend: integer('resend').notNull(),
    /** The whole part, in the versions that the recipient has then. */
    documentIds: text('document_ids').array().notNull(),
    /** What of it goes with the message. */
    enclosedIds: text('enclosed_ids').array().notNull(),
    /** Who travelled when it was sent. */
    touristKeys: text('tourist_keys').array().notNull(),
    state: text('state', { enum: ['ordered', 'posted', 'refused', 'cancelled'] }).notNull(),
    deliveryId: text('delivery_id'),
    /** How the delivery stood when the run last looked. */
    deliveryState: text('delivery_state'),
    /** Where a person wants it, sealed; null: where the recipient is reached. */
    address: bytes('address'),
    language: text('language', { enum: ['ru', 'en'] }).notNull(),
    orderedBy: text('ordered_by').notNull(),
    reason: text('reason'),
    planHash: text('plan_hash'),
    bulkId: text('bulk_id'),
    error: jsonb('error').$type<StoredError>(),
    orderedAt: moment('ordered_at').notNull(),
    provenAt: moment('proven_at'),
    /** What went where stands on the deal. */
    notedAt: moment('noted_at'),
  },
  (t) => [
    uniqueIndex('document_sends_once').on(t.linkId, t.part, t.recipient, t.versionSet, t.resend),
    index('document_sends_delivery').on(t.deliveryId),
    index('document_sends_open').on(t.linkId).where(sql`state = 'ordered' or (state = 'posted' and noted_at is null)`),
    index('document_sends_bulk').on(t.bulkId, t.state).where(sql`bulk_id is not null`),
    index('document_sends_plan').on(t.planHash).where(sql`plan_hash is not null`),
  ],
);

/** Many parts sent again by one order; the sends carry its id, so that its progress is counted from them. */
export const documentResends = pgTable('document_resends', {
  id: text('id').primaryKey(),
  filter: jsonb('filter').$type<Record<string, Json>>().notNull(),
  planHash: text('plan_hash').notNull(),
  total: integer('total').notNull(),
  state: text('state', { enum: ['running', 'cancelled'] })
    .notNull()
    .default('running'),
  unitId: text('unit_id').references(() => units.id),
  approvalId: text('approval_id'),
  reason: text('reason').notNull(),
  startedBy: text('started_by').notNull(),
  startedAt: moment('started_at').notNull(),
  cancelledBy: text('cancelled_by'),
});

/** What goes to whom and when; rows are never changed, the newest version of a name is in force. */
export const packPolicies = pgTable(
  'pack_policies',
  {
    name: text('name').notNull(),
    version: integer('version').notNull(),
    body: jsonb('body').$type<PackPolicy>().notNull(),
    bodyHash: text('body_hash').notNull(),
    /** `shipped` came with the product. */
    origin: text('origin', { enum: ['shipped', 'saved'] }).notNull(),
    author: text('author').notNull(),
    reason: text('reason').notNull(),
    publishedAt: moment('published_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.name, t.version] })],
);
