import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Step } from '../../domain/delivery/types.ts';
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

/** One message to one person, staff address or endpoint, from the wish to the proof. Address and content are sealed under the person's key. */
export const deliveriesOut = pgTable(
  'deliveries',
  {
    id: text('id').primaryKey(),
    /** What makes two wishes the same message. */
    key: text('key').notNull(),
    class: text('class', { enum: ['alert', 'service', 'document', 'answer', 'advertising'] }).notNull(),
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
    route: jsonb('route').$type<Step[]>().notNull(),
    /** The leg that the message is on, and its account; null where no account could carry it. */
    step: integer('step').notNull().default(0),
    connectionId: text('connection_id'),
    state: text('state', { enum: ['queued', 'sending', 'sent', 'failed', 'unknown', 'expired', 'cancelled'] }).notNull(),
    /** Number of the current attempt; only it may store an outcome. */
    attempt: integer('attempt').notNull().default(0),
    /** Attempts on this leg that brought nothing. */
    tries: integer('tries').notNull().default(0),
    /** An earlier attempt on this leg may have arrived. */
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
  },
  (t) => [
    uniqueIndex('deliveries_key').on(t.key),
    index('deliveries_due').on(t.connectionId, t.dueAt).where(sql`state in ('queued', 'sending')`),
    index('deliveries_created').on(t.createdAt, t.id),
    index('deliveries_subject').on(t.process, t.subject),
    index('deliveries_person').on(t.personId),
  ],
);

/** A file of a message: a document that the hub keeps, or bytes of its own. Name and bytes are sealed under the person's key. */
export const deliveryAttachments = pgTable(
  'delivery_attachments',
  {
    id: text('id').primaryKey(),
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
