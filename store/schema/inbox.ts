import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Sentence } from '../../domain/errors.ts';
import { bytes, moment } from './columns.ts';

export interface StoredError {
  code: string;
  kind: string;
  sentence: Sentence;
  detail?: string;
}

/** One raw body received, sealed under the key of its day. */
export const deliveries = pgTable(
  'deliveries_in',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    connectionId: text('connection_id').notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
    contentType: text('content_type').notNull(),
    body: bytes('body').notNull(),
    state: text('state', { enum: ['accepted', 'dead'] }).notNull(),
    error: jsonb('error').$type<StoredError>(),
  },
  (t) => [
    index('deliveries_connection_at').on(t.connectionId, t.receivedAt),
    index('deliveries_dead').on(t.connectionId).where(sql`state = 'dead'`),
  ],
);

/**
 * Events accepted and not yet done: the queue of the hub. A hint is one pending row per record with a generation that counts repeats;
 * a fact is unique by its vendor key and kept.
 */
export const inbox = pgTable(
  'inbox',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    connectionId: text('connection_id').notNull(),
    deliveryId: bigint('delivery_id', { mode: 'number' }),
    kind: text('kind', { enum: ['hint', 'fact'] }).notNull(),
    entity: text('entity').notNull(),
    externalId: text('external_id').notNull(),
    change: text('change', { enum: ['deleted'] }),
    vendorKey: text('vendor_key'),
    body: bytes('body'),
    /** The bulk job that asked; such rows are worked off in the bulk lane. */
    jobId: text('job_id'),
    /** `<process>:<our id>`: which run drains it. */
    subject: text('subject').notNull(),
    /** The route that made this row of an event. */
    routeId: text('route_id'),
    /** Keyed hash of what orders events of a route among each other; its first digits choose the lane. */
    orderKey: text('order_key'),
    /** Not to be tried before, and nothing behind it under the same order key. */
    retryAt: moment('retry_at'),
    generation: integer('generation').notNull().default(1),
    state: text('state', { enum: ['pending', 'done', 'dead'] })
      .notNull()
      .default('pending'),
    receivedAt: moment('received_at').notNull().defaultNow(),
    nudgedAt: moment('nudged_at'),
    finishedAt: moment('finished_at'),
    /** In one word, what became of it: echo, written, unchanged, unlinked … */
    result: text('result'),
    error: jsonb('error').$type<StoredError>(),
  },
  (t) => [
    uniqueIndex('inbox_pending_hint').on(t.connectionId, t.entity, t.externalId).where(sql`kind = 'hint' and state = 'pending'`),
    uniqueIndex('inbox_fact').on(t.connectionId, t.entity, t.vendorKey).where(sql`kind = 'fact'`),
    index('inbox_pending_subject').on(t.subject).where(sql`state = 'pending'`),
    index('inbox_pending_nudge').on(t.nudgedAt).where(sql`state = 'pending'`),
    index('inbox_state_id').on(t.state, t.id),
    index('inbox_job').on(t.jobId, t.state).where(sql`job_id is not null`),
    index('inbox_route').on(t.routeId, t.id).where(sql`route_id is not null`),
    index('inbox_parked_key').on(t.routeId, t.orderKey).where(sql`state = 'dead' and order_key is not null`),
    index('inbox_retry').on(t.subject, t.orderKey).where(sql`state = 'pending' and retry_at is not null`),
    index('inbox_record').on(t.connectionId, t.entity, t.externalId),
  ],
);
