import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Sentence } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { bytes, moment, xid8 } from './columns.ts';
import { pairs } from './connections.ts';
import type { StoredError } from './inbox.ts';

/**
 * Two records that are the same thing. `leftId` is the booking system's id (claims) or our person id (contacts, companies);
 * `rightId` is the CRM's, null until its create is stored.
 */
export const links = pgTable(
  'links',
  {
    id: text('id').primaryKey(),
    pairId: text('pair_id')
      .notNull()
      .references(() => pairs.id),
    kind: text('kind', { enum: ['deal', 'contact', 'company'] }).notNull(),
    leftId: text('left_id').notNull(),
    /** For people and search: the claim number. Never a key. */
    leftNumber: text('left_number'),
    rightId: text('right_id'),
    personId: text('person_id'),
    /** Counts re-creations after a deletion on the right. */
    incarnation: integer('incarnation').notNull().default(1),
    state: text('state', { enum: ['open', 'left_missing', 'right_deleted', 'merged'] })
      .notNull()
      .default('open'),
    /** The link whose record took this one's in: the CRM merged the two. */
    mergedInto: text('merged_into'),
    /** Counts stored outcomes; part of the key of the next effect. */
    rev: integer('rev').notNull().default(0),
    stage: text('stage'),
    attention: boolean('attention').notNull().default(false),
    mappingHash: text('mapping_hash'),
    syncedAt: moment('synced_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('links_left').on(t.pairId, t.kind, t.leftId),
    uniqueIndex('links_right').on(t.pairId, t.kind, t.rightId).where(sql`right_id is not null`),
    index('links_number').on(t.leftNumber),
    index('links_person').on(t.personId),
    index('links_newest').on(t.createdAt, t.id),
    index('links_attention').on(t.createdAt, t.id).where(sql`attention`),
  ],
);

/** What one side read back as when both were last brought together, seen in the right side's fields; sealed under the person's key. */
export const bases = pgTable(
  'bases',
  {
    linkId: text('link_id')
      .notNull()
      .references(() => links.id, { onDelete: 'cascade' }),
    side: text('side', { enum: ['left', 'right'] }).notNull(),
    fields: bytes('fields').notNull(),
    /** The record's own revision at that read; an older read is stale. */
    revision: text('revision'),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.linkId, t.side] })],
);

export interface AttemptLine {
  no: number;
  at: string;
  callDeadline: string;
  outcome?: string;
}

/** One outbound write, from intention to proof. */
export const effects = pgTable(
  'effects',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    key: text('key').notNull(),
    process: text('process', { enum: ['deals', 'relay', 'payments', 'documents'] }).notNull(),
    /** The link, or the route, whose write it is. */
    linkId: text('link_id').notNull(),
    side: text('side', { enum: ['left', 'right'] }).notNull(),
    connectionId: text('connection_id').notNull(),
    creates: boolean('creates').notNull(),
    entity: text('entity').notNull(),
    externalId: text('external_id'),
    operation: text('operation').notNull(),
    state: text('state', { enum: ['planned', 'intended', 'done', 'failed', 'unknown'] }).notNull(),
    /** Fields to write, references unresolved; sealed under the person's key. */
    plan: bytes('plan').notNull(),
    planHash: text('plan_hash').notNull(),
    fieldNames: text('field_names').array().notNull(),
    mappingHash: text('mapping_hash').notNull(),
    /** Number of the current attempt; only it may store an outcome. */
    attempt: integer('attempt').notNull().default(0),
    /** When the current attempt's call is over at the latest; null when no call was made. */
    callDeadline: moment('call_deadline'),
    attempts: jsonb('attempts').$type<AttemptLine[]>().notNull().default([]),
    error: jsonb('error').$type<StoredError>(),
    createdAt: moment('created_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
  },
  (t) => [
    uniqueIndex('effects_key').on(t.key),
    index('effects_link').on(t.linkId, t.id),
    index('effects_open').on(t.linkId).where(sql`state in ('intended', 'unknown')`),
    index('effects_state').on(t.state, t.id),
    index('effects_connection').on(t.connectionId, t.id),
  ],
);

/** Asks a person to decide. One open task per `dedupKey`. */
export const tasks = pgTable(
  'tasks',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').notNull(),
    dedupKey: text('dedup_key').notNull(),
    linkId: text('link_id'),
    connectionId: text('connection_id'),
    state: text('state', { enum: ['open', 'decided', 'closed'] })
      .notNull()
      .default('open'),
    title: jsonb('title').$type<Sentence>().notNull(),
    /** Codes, names and ids only. */
    data: jsonb('data').$type<Record<string, Json>>().notNull().default({}),
    /** Values to choose between; sealed under the person's key. */
    sealed: bytes('sealed'),
    choice: text('choice'),
    openedAt: moment('opened_at').notNull().defaultNow(),
    closedAt: moment('closed_at'),
    closedBy: text('closed_by'),
  },
  (t) => [
    uniqueIndex('tasks_open').on(t.dedupKey).where(sql`state <> 'closed'`),
    index('tasks_state').on(t.state, t.id),
    index('tasks_link').on(t.linkId),
    index('tasks_payment').on(sql`(data ->> 'payment')`).where(sql`data ->> 'payment' is not null`),
  ],
);

/** What happened to a subject, append-only. Values are sealed under the person's key; names and codes are clear. */
export const journal = pgTable(
  'journal',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    xact: xid8('xact').notNull().default(sql`pg_current_xact_id()`),
    at: moment('at').notNull().defaultNow(),
    linkId: text('link_id'),
    connectionId: text('connection_id'),
    type: text('type').notNull(),
    actor: text('actor').notNull(),
    data: jsonb('data').$type<Record<string, Json>>().notNull().default({}),
    sealed: bytes('sealed'),
    mappingHash: text('mapping_hash'),
    effectId: bigint('effect_id', { mode: 'number' }),
  },
  (t) => [
    index('journal_link').on(t.linkId, t.id),
    index('journal_xact').on(t.xact),
    // Lines about records are found by their link; what is left is what people and the hub did to the connection itself.
    index('journal_connection')
      .on(t.connectionId, t.at)
      .where(sql`connection_id is not null and (link_id is null or type = 'event_replayed')`),
  ],
);

/** Digest over a range of journal rows (by transaction id), chained: a changed or missing row breaks every later seal. */
export const seals = pgTable('seals', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  fromXact: xid8('from_xact').notNull(),
  toXact: xid8('to_xact').notNull(),
  rows: integer('rows').notNull(),
  root: bytes('root').notNull(),
  previous: bytes('previous').notNull(),
  seal: bytes('seal').notNull(),
  at: moment('at').notNull().defaultNow(),
});

/** The mapping that made a value, kept for as long as something refers to its hash. */
export const mappingVersions = pgTable('mapping_versions', {
  hash: text('hash').primaryKey(),
  name: text('name').notNull(),
  version: integer('version').notNull(),
  spec: jsonb('spec').$type<Json>().notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});
