import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { ClockEntry } from '../../domain/sla/history.ts';
import { moment } from './columns.ts';

/** A clock of a subject. Its history is the truth; the rest is what it showed by the calendar and policy versions named here. */
export const slaClocks = pgTable(
  'sla_clocks',
  {
    id: text('id').primaryKey(),
    /** Whose run it wakes, such as `documents:<link>`. */
    subject: text('subject').notNull(),
    name: text('name').notNull(),
    /** Whose calendar and policy count; null for the hub's. */
    unitId: text('unit_id'),
    policy: text('policy').notNull(),
    history: jsonb('history').$type<ClockEntry[]>().notNull(),
    state: text('state', { enum: ['running', 'paused', 'overdue', 'met', 'missed'] }).notNull(),
    due: moment('due'),
    /** The first mark before the due moment. */
    warnAt: moment('warn_at'),
    /** When what it shows changes next, or a mark falls. */
    wakeAt: moment('wake_at'),
    /** The due moment that passed. */
    breachedAt: moment('breached_at'),
    /** Working time used, in milliseconds; for a clock that is open as of its last reading. */
    usedMs: bigint('used_ms', { mode: 'number' }).notNull(),
    /** Marks that somebody has been told of; `breach` is the due moment itself. */
    told: jsonb('told').$type<string[]>().notNull(),
    /** `<owner>/<version>` */
    calendarVersion: text('calendar_version').notNull(),
    policyVersion: text('policy_version').notNull(),
    openedAt: moment('opened_at').notNull(),
    closedAt: moment('closed_at'),
  },
  (t) => [
    uniqueIndex('sla_clocks_name').on(t.subject, t.name),
    index('sla_clocks_wake').on(t.wakeAt).where(sql`closed_at is null`),
    index('sla_clocks_open').on(t.policy).where(sql`closed_at is null`),
  ],
);
