import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';
import { links } from './sync.ts';

/** A record, or one field of it, that the hub leaves alone for now. `field` is `*` for the whole record. */
export const pauses = pgTable(
  'pauses',
  {
    linkId: text('link_id')
      .notNull()
      .references(() => links.id, { onDelete: 'cascade' }),
    field: text('field').notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.linkId, t.field] })],
);
