import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core';
import { bytes, moment } from './columns.ts';

/**
 * Data keys, wrapped by a master key: one per day of raw bodies, per person, per connection, per month of payloads. Destroying a row makes its data
 * unreadable. One that could not be unwrapped in a rotation is in quarantine: kept as it is, named, and tried again by the next rotation.
 */
export const dataKeys = pgTable('data_keys', {
  id: text('id').primaryKey(),
  wrapped: bytes('wrapped').notNull(),
  quarantine: text('quarantine', { enum: ['damaged', 'master_unknown'] }),
  quarantinedAt: moment('quarantined_at'),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** A pass over all data keys that wraps them by the present master key; goes on from `cursor` after any interruption. */
export const keyRotations = pgTable('key_rotations', {
  id: serial('id').primaryKey(),
  /** Id of the master key that wraps from now on. */
  master: text('master').notNull(),
  state: text('state', { enum: ['running', 'done', 'superseded'] })
    .notNull()
    .default('running'),
  /** The last data key that was looked at. */
  cursor: text('cursor').notNull().default(''),
  total: integer('total').notNull(),
  examined: integer('examined').notNull().default(0),
  rewrapped: integer('rewrapped').notNull().default(0),
  quarantined: integer('quarantined').notNull().default(0),
  startedBy: text('started_by').notNull(),
  startedAt: moment('started_at').notNull().defaultNow(),
  finishedAt: moment('finished_at'),
});
