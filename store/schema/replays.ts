import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Json } from '../../domain/json.ts';
import { moment } from './columns.ts';
import { units } from './units.ts';

/** Many events put back to work by one order; their inbox rows carry its id, so that its progress is counted from them. */
export const replays = pgTable('replays', {
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
  startedAt: moment('started_at').notNull().defaultNow(),
  cancelledBy: text('cancelled_by'),
});
