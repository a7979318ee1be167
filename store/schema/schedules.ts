import { pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** Recurring starts that a person has stopped, by the id of their schedule. */
export const schedulePauses = pgTable('schedule_pauses', {
  id: text('id').primaryKey(),
  reason: text('reason').notNull(),
  pausedBy: text('paused_by').notNull(),
  pausedAt: moment('paused_at').notNull().defaultNow(),
});
