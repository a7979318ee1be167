import { sql } from 'drizzle-orm';
import type { Sentence } from '../domain/errors.ts';
import type { Db } from './database.ts';

/** What waits at a connection, what was parked and why, and what became of its writes of the last day. */
export interface ConnectionLoad {
  pending: number;
  /** When the oldest event that waits came; null when none does. */
  oldestAt: Date | null;
  causes: { code: string; sentence: Sentence; count: number }[];
  hook: { lastAt: Date | null; day: number; dead: number };
  writes: { done: number; failed: number; open: number; unknown: number; planned: number };
}

/** @param since  where the last day begins */
export async function loadOf(db: Db, connectionId: string, since: Date): Promise<ConnectionLoad> {
  const [waiting, causes, hook, writes] = await Promise.all([
    db.execute<{ pending: number; oldest: string | null }>(sql`
      select count(*)::int as pending, min(received_at)::text as oldest from inbox
      where state = 'pending' and connection_id = ${connectionId}`),
    db.execute<{ code: string; sentence: Sentence; count: number }>(sql`
      select error ->> 'code' as code, (array_agg(error -> 'sentence' order by id desc))[1] as sentence, count(*)::int as count
      from inbox where state = 'dead' and connection_id = ${connectionId} and error is not null
      group by 1 order by 3 desc limit 10`),
    db.execute<{ last: string | null; day: number; dead: number }>(sql`
      select max(received_at)::text as last, count(*) filter (where received_at >= ${since})::int as day,
        count(*) filter (where state = 'dead')::int as dead
      from deliveries_in where connection_id = ${connectionId}`),
    db.execute<ConnectionLoad['writes']>(sql`
      select count(*) filter (where state = 'done' and created_at >= ${since})::int as done,
        count(*) filter (where state = 'failed' and created_at >= ${since})::int as failed,
        count(*) filter (where state = 'intended')::int as open,
        count(*) filter (where state = 'unknown')::int as unknown,
        count(*) filter (where state = 'planned')::int as planned
      from effects where connection_id = ${connectionId}
        and (created_at >= ${since} or state in ('intended', 'unknown', 'planned'))`),
  ]);
  const [queue] = waiting.rows;
  const [door] = hook.rows;
  return {
    pending: queue?.pending ?? 0,
    oldestAt: moment(queue?.oldest),
    causes: causes.rows,
    hook: { lastAt: moment(door?.last), day: door?.day ?? 0, dead: door?.dead ?? 0 },
    writes: writes.rows[0] ?? { done: 0, failed: 0, open: 0, unknown: 0, planned: 0 },
  };
}

/** How long a call would wait now for each of these budgets, in milliseconds. */
export async function waitsOf(db: Db, scopes: readonly string[]): Promise<{ scope: string; waitMs: number }[]> {
  if (scopes.length === 0) return [];
  const list = sql`${`{${scopes.map((scope) => JSON.stringify(scope)).join(',')}}`}::text[]`;
  const { rows } = await db.execute<{ scope: string; wait: number }>(sql`
    select s.scope, coalesce(greatest(b.tat, b.queue_tat) - extract(epoch from clock_timestamp()) * 1000, 0)::float8 as wait
    from unnest(${list}) as s(scope) left join budgets b on b.scope = s.scope`);
  return rows.map(({ scope, wait }) => ({ scope, waitMs: Math.max(0, Math.round(wait)) }));
}

/** Failures in a row, and until when calls are refused; null when the system answers. */
export async function breakerOf(db: Db, connectionId: string): Promise<{ failures: number; openUntil: Date | null } | null> {
  const { rows } = await db.execute<{ failures: number; until: number }>(
    sql`select failures, open_until as until from breakers where scope = ${connectionId} and failures > 0`,
  );
  const [row] = rows;
  return row ? { failures: row.failures, openUntil: row.until > 0 ? new Date(row.until) : null } : null;
}

/** Writes that `observe` has stored and not made, by what they would do; `mark` changes with any of them. @param process  all when left out */
export async function plannedOf(
  db: Db,
  connectionId: string,
  process?: string,
): Promise<{ mark: string; groups: { entity: string; operation: string; creates: boolean; count: number; fields: string[] }[] }> {
  const planned = sql`state = 'planned' and connection_id = ${connectionId}${process === undefined ? sql`` : sql` and process = ${process}`}`;
  const [groups, marks] = await Promise.all([
    db.execute<{ entity: string; operation: string; creates: boolean; count: number; fields: string[] | null }>(sql`
      select entity, operation, creates, count(distinct id)::int as count, array_agg(distinct field) filter (where field is not null) as fields
      from effects left join lateral unnest(field_names) as field on true
      where ${planned} group by 1, 2, 3 order by 4 desc`),
    db.execute<{ mark: string }>(sql`
      select encode(sha256(coalesce(string_agg(id || ':' || plan_hash, ',' order by id), '')::bytea), 'hex') as mark
      from effects where ${planned}`),
  ]);
  return {
    mark: marks.rows[0]?.mark ?? '',
    groups: groups.rows.map(({ fields, ...group }) => ({ ...group, fields: fields ?? [] })),
  };
}

/** Of an aggregate, which the driver gives as text. */
const moment = (text: string | null | undefined): Date | null => (text === null || text === undefined ? null : new Date(text));
