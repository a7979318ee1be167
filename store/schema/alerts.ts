import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { RuleKind } from '../../domain/alerts/rules.ts';
import type { Sentence } from '../../domain/errors.ts';
import { bytes, moment } from './columns.ts';

/** Who is told: people by role or id, addresses (in `sealed`), and webhook connections, at once or only where e-mail fails. */
export interface AlertRecipients {
  roles: string[];
  users: string[];
  webhooks: string[];
  webhookWhen: 'always' | 'fallback';
  language: 'ru' | 'en';
}

/** What is watched for, from when on, and who is told. One row per kind, made at start. */
export const alertRules = pgTable('alert_rules', {
  kind: text('kind').$type<RuleKind>().primaryKey(),
  enabled: boolean('enabled').notNull().default(true),
  /** Where the figure begins to matter, in the unit of the kind. */
  threshold: integer('threshold').notNull(),
  /** How long the condition must hold before anybody is told. */
  holdMinutes: integer('hold_minutes').notNull(),
  /** Open and unacknowledged, it is told again after this long; 0 never. */
  remindMinutes: integer('remind_minutes').notNull(),
  recipients: jsonb('recipients').$type<AlertRecipients>().notNull(),
  /** E-mail addresses besides those of users. */
  addresses: bytes('addresses'),
  mutedUntil: moment('muted_until'),
  version: integer('version').notNull().default(1),
  updatedBy: text('updated_by').notNull().default('hub'),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

/** Something is wrong with one subject: one row from the first look until it is over. */
export const alerts = pgTable(
  'alerts',
  {
    id: text('id').primaryKey(),
    kind: text('kind').$type<RuleKind>().notNull(),
    subject: text('subject').notNull(),
    /** Where the subject is, or belongs to, one. */
    connectionId: text('connection_id'),
    /** `pending` holds, but not for long enough to tell anybody. */
    state: text('state', { enum: ['pending', 'open', 'acknowledged', 'resolved'] }).notNull(),
    title: jsonb('title').$type<Sentence>().notNull(),
    /** The figure that was found last: how many, how old. */
    figure: integer('figure').notNull(),
    /** How often it came back shortly after it was over. */
    repeats: integer('repeats').notNull().default(0),
    since: moment('since').notNull(),
    openedAt: moment('opened_at'),
    seenAt: moment('seen_at').notNull(),
    notices: integer('notices').notNull().default(0),
    noticedAt: moment('noticed_at'),
    mutedUntil: moment('muted_until'),
    acknowledgedAt: moment('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    note: text('note'),
    resolvedAt: moment('resolved_at'),
    resolvedBy: text('resolved_by'),
  },
  (t) => [
    uniqueIndex('alerts_current').on(t.kind, t.subject).where(sql`state <> 'resolved'`),
    index('alerts_state').on(t.state, t.seenAt, t.id),
    index('alerts_past').on(t.kind, t.subject, t.resolvedAt),
  ],
);
