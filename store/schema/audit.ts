import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Json } from '../../domain/json.ts';
import { bytes, moment } from './columns.ts';

/** Who did or saw what, from where. Each entry holds the digest of the one before it: none can be changed or taken out unseen. */
export const audit = pgTable(
  'audit',
  {
    /** Without gaps: entries are numbered by the writer that holds the chain. */
    id: bigint('id', { mode: 'number' }).primaryKey(),
    at: moment('at').notNull(),
    /** Stable: `signed_in`, `command`, `refused`, `read`, `revealed` … */
    act: text('act').notNull(),
    actor: text('actor').notNull(),
    permission: text('permission'),
    /** Method and path of the request, with ids. */
    target: text('target').notNull(),
    outcome: text('outcome').notNull(),
    reason: text('reason'),
    ip: text('ip'),
    requestId: text('request_id'),
    data: jsonb('data').$type<Record<string, Json>>().notNull(),
    previous: bytes('previous').notNull(),
    digest: bytes('digest').notNull(),
  },
  (t) => [index('audit_actor').on(t.actor, t.id), index('audit_act').on(t.act, t.id), index('audit_at').on(t.at)],
);
