import { bigint, boolean, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Anomaly } from '../../domain/bulk/anomaly.ts';
import type { JobPlan } from '../../domain/bulk/plan.ts';
import type { Json } from '../../domain/json.ts';
import { moment } from './columns.ts';
import { pairs } from './connections.ts';

/** A left record of the canary: taken from all over the source, so that it looks like the rest. */
export interface CanaryRef {
  guid: string;
  number: string;
}

/**
 * Many subjects at once, by a person's order: planned, confirmed, tried on a canary, then carried out. Progress is counted from inbox rows, so that it
 * survives whatever runs it.
 */
export const bulkJobs = pgTable('bulk_jobs', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['first_sync', 'drift_repair'] }).notNull(),
  pairId: text('pair_id')
    .notNull()
    .references(() => pairs.id),
  state: text('state', { enum: ['planning', 'planned', 'canary', 'running', 'halted', 'done'] })
    .notNull()
    .default('planning'),
  /** What the job would do; shown to a person, who sends its hash back. */
  plan: jsonb('plan').$type<JobPlan>(),
  planHash: text('plan_hash'),
  canary: jsonb('canary').$type<CanaryRef[]>().notNull().default([]),
  /** The canary was worked off and judged; a resumed job goes on with the rest. */
  canaryDone: boolean('canary_done').notNull().default(false),
  /** Why the job halted itself; null when a person did. */
  halt: jsonb('halt').$type<Anomaly>(),
  /** Codes of anomalies that a person has seen and let pass. */
  acknowledged: jsonb('acknowledged').$type<string[]>().notNull().default([]),
  /** The comparison whose differences are repaired. */
  driftRun: bigint('drift_run', { mode: 'number' }),
  /** Where the walk through the source stands; the next page begins after it. */
  cursor: jsonb('cursor').$type<Json>(),
  /** Subjects that the source speaks of; an estimate until the walk is over. */
  total: integer('total').notNull().default(0),
  /** Subjects handed out so far. */
  fed: integer('fed').notNull().default(0),
  walked: boolean('walked').notNull().default(false),
  reason: text('reason').notNull(),
  startedBy: text('started_by').notNull(),
  startedAt: moment('started_at').notNull().defaultNow(),
  finishedAt: moment('finished_at'),
});
