import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Json } from '../../domain/json.ts';
import { moment } from './columns.ts';
import { units } from './units.ts';

/** An act too large for one person alone: asked by one, decided by another, carried out once and only as it was approved. */
export const approvals = pgTable(
  'approvals',
  {
    id: text('id').primaryKey(),
    act: text('act').notNull(),
    /** Names the very plan that is approved; the act is refused when its plan is another by then. */
    planHash: text('plan_hash').notNull(),
    /** What the second person is shown: filters, counts and ids. */
    plan: jsonb('plan').$type<Record<string, Json>>().notNull(),
    count: integer('count').notNull(),
    unitId: text('unit_id').references(() => units.id),
    state: text('state', { enum: ['open', 'approved', 'rejected', 'used'] })
      .notNull()
      .default('open'),
    reason: text('reason').notNull(),
    requestedBy: text('requested_by').notNull(),
    requestedAt: moment('requested_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
    decision: text('decision'),
    usedAt: moment('used_at'),
  },
  (t) => [index('approvals_state').on(t.state, t.requestedAt), index('approvals_plan').on(t.act, t.planHash)],
);

/** How many a role may do alone, where it differs from what ships. */
export const approvalLimits = pgTable(
  'approval_limits',
  {
    act: text('act').notNull(),
    role: text('role').notNull(),
    alone: integer('alone').notNull(),
    updatedBy: text('updated_by').notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.act, t.role] })],
);
