import { type AnyPgColumn, index, pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** Brands, their locations, departments of those: what records belong to and roles are held over. A tree. */
export const units = pgTable(
  'units',
  {
    id: text('id').primaryKey(),
    kind: text('kind', { enum: ['brand', 'location', 'department'] }).notNull(),
    name: text('name').notNull(),
    parentId: text('parent_id').references((): AnyPgColumn => units.id),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [index('units_parent').on(t.parentId)],
);
