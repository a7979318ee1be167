import { bigint, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** One comparison of both sides of a pair. */
export const driftRuns = pgTable('drift_runs', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  pairId: text('pair_id').notNull(),
  startedAt: moment('started_at').notNull().defaultNow(),
  finishedAt: moment('finished_at'),
  compared: integer('compared').notNull().default(0),
  /** Records with at least one difference. */
  different: integer('different').notNull().default(0),
  missing: integer('missing').notNull().default(0),
  /** The bulk job that repairs what was found; null until somebody starts it. */
  repairJob: text('repair_job'),
});

/** One difference: a field of a link, or a record that one side lacks. Names and classes only, no values. */
export const driftItems = pgTable(
  'drift_items',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    runId: bigint('run_id', { mode: 'number' })
      .notNull()
      .references(() => driftRuns.id, { onDelete: 'cascade' }),
    linkId: text('link_id').notNull(),
    kind: text('kind', { enum: ['field', 'right_missing', 'left_missing'] }).notNull(),
    field: text('field'),
    cause: text('cause', { enum: ['missed_event', 'manual_edit', 'failed_write', 'schema_change', 'never_synced'] }).notNull(),
    repair: text('repair', { enum: ['merge', 'resend', 'create', 'ask'] }).notNull(),
  },
  (t) => [index('drift_items_run').on(t.runId, t.linkId), index('drift_items_link').on(t.linkId)],
);
