import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ClassPolicy } from '../../domain/delivery/policy.ts';
import type { Passed, Step } from '../../domain/delivery/types.ts';
import { bytes, moment } from './columns.ts';
import type { StoredError } from './inbox.ts';
import { units } from './units.ts';

/** One attempt on one leg of a route. */
export interface SendAttempt extends Step {
  no: number;
  at: string;
  callDeadline: string;
  outcome?: string;
}

const messageClass = () => text('class', { enum: ['alert', 'service', 'document', 'answer', 'advertising'] }).notNull();
const channel = (name: string) => text(name, { enum: ['email', 'sms', 'messenger', 'webhook'] });

/**
 * One message to one person, staff address or endpoint on one channel, from the wish to the proof. A message that goes on by another channel does so as a
 * row of its own. Address and content are sealed under the person's key.
 */
export const deliveriesOut = pgTable(
  'deliveries',
  {
    id: text('id').primaryKey(),
    /** The row by which it set out: all rows of one message have the same. */
    message: text('message').notNull(),
    /** The row that goes on where this one failed for certain. */
    replacedBy: text('replaced_by'),
    /** What makes two wishes the same message. */
    key: text('key').notNull(),
    class: messageClass(),
    /** Of the channel policy that chose its ways; 0 is the one shipped. */
    policyVersion: integer('policy_version').notNull().default(0),
    process: text('process').notNull(),
    /** What the message is about: an alert, a link. */
    subject: text('subject'),
    /** Whose matter it is; null where it is the whole hub's. */
    unitId: text('unit_id').references(() => units.id),
    personId: text('person_id'),
    recipient: bytes('recipient').notNull(),
    template: text('template').notNull(),
    templateVersion: integer('template_version').notNull(),
    content: bytes('content').notNull(),
    /** The way it is on, and those that are left after it. */
    route: jsonb('route').$type<Step[]>().notNull(),
    /** Channels of the policy that are not taken, and why. */
    passed: jsonb('passed').$type<Passed[]>().notNull().default([]),
    /** Null where nothing can carry it. */
    channel: channel('channel'),
    connectionId: text('connection_id'),
    /** Where the clock hangs by which the recipient's quiet hours are judged; null for the hub's own zone. */
    zone: text('zone'),
    state: text('state', {
      enum: ['queued', 'sending', 'sent', 'failed', 'unknown', 'expired', 'cancelled', 'bounced'],
    }).notNull(),
    /** Number of the current attempt; only it may store an outcome. */
    attempt: integer('attempt').notNull().default(0),
    /** Attempts that brought nothing. */
    tries: integer('tries').notNull().default(0),
    /** An earlier attempt may have arrived. */
    open: boolean('open').notNull().default(false),
    callDeadline: moment('call_deadline'),
    attempts: jsonb('attempts').$type<SendAttempt[]>().notNull().default([]),
    /** When to look at it next. */
    dueAt: moment('due_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    /** What the channel calls it. */
    providerId: text('provider_id'),
    error: jsonb('error').$type<StoredError>(),
    createdAt: moment('created_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
    /** When the channel told that it arrived; most channels never do. */
    deliveredAt: moment('delivered_at'),
  },
  (t) => [
    uniqueIndex('deliveries_key').on(t.key),
    index('deliveries_due').on(t.connectionId, t.dueAt).where(sql`state in ('queued', 'sending')`),
    index('deliveries_created').on(t.createdAt, t.id),
    index('deliveries_subject').on(t.process, t.subject),
    index('deliveries_person').on(t.personId),
    index('deliveries_message').on(t.message),
    index('deliveries_provider').on(t.connectionId, t.providerId),
  ],
);

/** A file of a message: a document that the hub keeps, or bytes of its own. Name and bytes are sealed under the person's key. */
export const deliveryAttachments = pgTable(
  'delivery_attachments',
  {
    id: text('id').primaryKey(),
    /** The row by which its message set out. */
    deliveryId: text('delivery_id')
      .notNull()
      .references(() => deliveriesOut.id, { onDelete: 'cascade' }),
    /** Its place among the files of the message. */
    place: integer('place').notNull(),
    documentId: uuid('document_id'),
    content: bytes('content'),
    name: bytes('name').notNull(),
    contentType: text('content_type').notNull(),
    size: integer('size').notNull(),
    /** Hex, of the bytes in clear: what is sent must be what was meant. */
    sha256: text('sha256').notNull(),
  },
  (t) => [
    uniqueIndex('delivery_attachments_place').on(t.deliveryId, t.place),
    index('delivery_attachments_document').on(t.documentId),
    check('delivery_attachments_source', sql`(${t.documentId} is null) <> (${t.content} is null)`),
  ],
);

/** How messages of a class travel, as people have decided it; rows are never changed, and the newest counts. A class without a row travels as shipped. */
export const channelPolicies = pgTable(
  'channel_policies',
  {
    class: messageClass(),
    version: integer('version').notNull(),
    body: jsonb('body').$type<ClassPolicy>().notNull(),
    author: text('author').notNull(),
    reason: text('reason').notNull(),
    savedAt: moment('saved_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.class, t.version] })],
);

/** An address that is not written to any more, by its keyed hash. Rows stay when they are lifted. */
export const addressBlocks = pgTable(
  'address_blocks',
  {
    id: text('id').primaryKey(),
    channel: channel('channel').notNull(),
    address: text('address').notNull(),
    reason: text('reason', { enum: ['bounced', 'opted_out'] }).notNull(),
    /** The channel's word for it, and the message that told. */
    code: text('code').notNull(),
    deliveryId: text('delivery_id').references(() => deliveriesOut.id, { onDelete: 'set null' }),
    blockedAt: moment('blocked_at').notNull(),
    liftedAt: moment('lifted_at'),
    liftedBy: text('lifted_by'),
  },
  (t) => [uniqueIndex('address_blocks_standing').on(t.channel, t.address, t.reason).where(sql`lifted_at is null`)],
);
