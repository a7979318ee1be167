import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Sentence } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { bytes, moment } from './columns.ts';
import type { StoredError } from './inbox.ts';
import { units } from './units.ts';

export interface PauseReason {
  code: string;
  by: string;
  sentence: Sentence;
}

export interface CapabilityRow {
  name: string;
  available: boolean;
  reason: Sentence;
}

/** A configured instance of a connector. Open options only; secret ones live in `secrets`. */
export const connections = pgTable('connections', {
  id: text('id').primaryKey(),
  system: text('system').notNull(),
  title: text('title').notNull(),
  options: jsonb('options').$type<Record<string, Json>>().notNull(),
  status: text('status', { enum: ['active', 'paused'] })
    .notNull()
    .default('active'),
  pause: jsonb('pause').$type<PauseReason>(),
  capabilities: jsonb('capabilities').$type<CapabilityRow[]>(),
  probedAt: moment('probed_at'),
  /** How often its feeds are read. */
  pullSeconds: integer('pull_seconds').notNull().default(60),
  /** Whose records it brings; null when it serves the whole hub. */
  unitId: text('unit_id').references(() => units.id),
  version: integer('version').notNull().default(1),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

/** One sealed value per secret option, under the connection's key. The value before it proves a sender's origin until `previousUntil`. */
export const secrets = pgTable(
  'secrets',
  {
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    sealed: bytes('sealed').notNull(),
    previous: bytes('previous'),
    previousUntil: moment('previous_until'),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.name] })],
);

/** OAuth token pair; `generation` is the compare-and-swap guard of the refresh. */
export const tokens = pgTable('tokens', {
  connectionId: text('connection_id')
    .primaryKey()
    .references(() => connections.id, { onDelete: 'cascade' }),
  sealed: bytes('sealed').notNull(),
  generation: integer('generation').notNull().default(1),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

/** How far a pull has read; moves only in the transaction that stores what was read. */
export const cursors = pgTable(
  'cursors',
  {
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    value: jsonb('value').$type<Json>().notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.name] })],
);

/** A feed that cannot be read: since when, how often in a row, and why. No row: the last reading went well. */
export const feedFailures = pgTable(
  'feed_failures',
  {
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    error: jsonb('error').$type<StoredError>().notNull(),
    times: integer('times').notNull().default(1),
    since: moment('since').notNull().defaultNow(),
    lastAt: moment('last_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.name] })],
);

/** What a pull last saw of a record, so that an unchanged one makes no hint. */
export const fingerprints = pgTable(
  'fingerprints',
  {
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    entity: text('entity').notNull(),
    externalId: text('external_id').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.entity, t.externalId] })],
);

/** Which left connection is kept in agreement with which right one, by which process. */
export const pairs = pgTable('pairs', {
  id: text('id').primaryKey(),
  process: text('process', { enum: ['deals'] }).notNull(),
  leftConnection: text('left_connection')
    .notNull()
    .references(() => connections.id),
  rightConnection: text('right_connection')
    .notNull()
    .references(() => connections.id),
  /** Constants of the mapping: default responsible, source and the like. */
  constants: jsonb('constants').$type<Record<string, Json>>().notNull().default({}),
  /** Whose its links are, and all that hangs on them. */
  unitId: text('unit_id').references(() => units.id),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export type Mode = 'off' | 'observe' | 'live';

/** Whether a process may write to a connection. A missing row means `off`. */
export const modes = pgTable(
  'modes',
  {
    process: text('process').notNull(),
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    mode: text('mode', { enum: ['off', 'observe', 'live'] }).notNull(),
    updatedBy: text('updated_by').notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.process, t.connectionId] })],
);
