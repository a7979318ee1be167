import { bigint, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** A record that one side was seen to have deleted. Held ones wait for a person: too many went at once. */
export const tombstones = pgTable(
  'tombstones',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    connectionId: text('connection_id').notNull(),
    linkId: text('link_id').notNull(),
    entity: text('entity').notNull(),
    externalId: text('external_id').notNull(),
    state: text('state', { enum: ['held', 'accepted', 'dismissed'] }).notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('tombstones_record').on(t.connectionId, t.linkId, t.externalId),
    index('tombstones_recent').on(t.connectionId, t.at),
  ],
);
