import { doublePrecision, integer, pgTable, text } from 'drizzle-orm/pg-core';

/** Rate budgets by generic cell rate: theoretical arrival times in epoch milliseconds, shared by all processes. */
export const budgets = pgTable('budgets', {
  scope: text('scope').primaryKey(),
  tat: doublePrecision('tat').notNull().default(0),
  /** The same for bulk traffic alone, at its reduced rate. */
  bulkTat: doublePrecision('bulk_tat').notNull().default(0),
  /** Next slot promised to a caller that was sent away. */
  queueTat: doublePrecision('queue_tat').notNull().default(0),
  /** When somebody other than bulk last had to wait. */
  foregroundAt: doublePrecision('foreground_at').notNull().default(0),
});

/** Circuit breakers: after a run of failures calls are refused until a single probe succeeds. Times in epoch milliseconds. */
export const breakers = pgTable('breakers', {
  scope: text('scope').primaryKey(),
  failures: integer('failures').notNull().default(0),
  openUntil: doublePrecision('open_until').notNull().default(0),
  probeUntil: doublePrecision('probe_until').notNull().default(0),
});

/** What vendors last said of their own limits, such as the running time that a method has spent: the larger figure of the latest window. */
export const pressures = pgTable('pressures', {
  scope: text('scope').primaryKey(),
  value: doublePrecision('value').notNull(),
  /** Epoch milliseconds until which the figure counts. */
  untilMs: doublePrecision('until_ms').notNull(),
});
