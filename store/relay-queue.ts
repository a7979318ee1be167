import { and, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Db } from './database.ts';
import type { InboxRow } from './inbox.ts';
import type { RouteRow } from './routes.ts';
import { connections, inbox, routes, type StoredError } from './schema/index.ts';

/** A route with what decides whether it may write now. */
export interface LaneContext {
  route: RouteRow;
  targetPaused: boolean;
  targetSystem: string;
  sourceSystem: string;
  /** A task says that the target does not answer. */
  targetDown: boolean;
}

export const downTask = (connectionId: string) => `target_down:${connectionId}`;

export async function laneContext(db: Db, routeId: string): Promise<LaneContext | null> {
  const source = alias(connections, 'source');
  const [row] = await db
    .select({
      route: routes,
      status: connections.status,
      targetSystem: connections.system,
      sourceSystem: source.system,
      targetDown: sql<boolean>`exists (select 1 from tasks where dedup_key = 'target_down:' || ${routes.targetConnection} and state <> 'closed')`,
    })
    .from(routes)
    .innerJoin(connections, eq(connections.id, routes.targetConnection))
    .innerJoin(source, eq(source.id, routes.sourceConnection))
    .where(eq(routes.id, routeId));
  if (!row) return null;
  const { status, ...rest } = row;
  return { ...rest, targetPaused: status === 'paused' };
}

/**
 * What a lane may work on now, oldest first: waiting rows, but none that is behind a row of its order key which is to be tried later.
 * Parked keys are told by `parkedKeys`.
 */
export function takeLane(db: Db, subject: string, limit: number): Promise<InboxRow[]> {
  return db
    .select()
    .from(inbox)
    .where(
      and(
        eq(inbox.subject, subject),
        eq(inbox.state, 'pending'),
        sql`not exists (select 1 from inbox later where later.subject = ${subject} and later.state = 'pending'
          and later.retry_at > now() and later.order_key = ${inbox.orderKey} and later.id <= ${inbox.id})`,
      ),
    )
    .orderBy(inbox.id)
    .limit(limit);
}

/** When the next row of a lane that is to be tried later is due, in milliseconds from now; null where there is none. */
export async function nextRetryMs(db: Db, subject: string): Promise<number | null> {
  const { rows } = await db.execute<{ ms: number | null }>(sql`
    select (extract(epoch from min(retry_at) - now()) * 1000)::float8 as ms
    from inbox where subject = ${subject} and state = 'pending' and retry_at is not null`);
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(0, Math.ceil(ms));
}

/** Of these order keys, those with a parked row, and its number. */
export async function parkedKeys(db: Db, routeId: string, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .select({ key: inbox.orderKey, id: sql<number>`min(${inbox.id})::float8` })
    .from(inbox)
    .where(and(eq(inbox.routeId, routeId), eq(inbox.state, 'dead'), inArray(inbox.orderKey, [...keys])))
    .groupBy(inbox.orderKey);
  return new Map(rows.flatMap(({ key, id }) => (key === null ? [] : [[key, id] as const])));
}

/** Parks one row and everything that waits behind it under its order key. */
export async function parkKey(
  db: Db,
  row: Pick<InboxRow, 'id' | 'routeId' | 'orderKey'>,
  error: StoredError,
  behind: StoredError,
): Promise<number> {
  await db
    .update(inbox)
    .set({ state: 'dead', error, finishedAt: sql`now()`, retryAt: null })
    .where(and(eq(inbox.id, row.id), eq(inbox.state, 'pending')));
  if (row.routeId === null || row.orderKey === null) return 0;
  const parked = await db
    .update(inbox)
    .set({ state: 'dead', error: behind, finishedAt: sql`now()`, retryAt: null })
    .where(
      and(
        eq(inbox.routeId, row.routeId),
        eq(inbox.orderKey, row.orderKey),
        eq(inbox.state, 'pending'),
        sql`${inbox.id} > ${row.id}`,
      ),
    );
  return parked.rowCount ?? 0;
}

/**
 * Puts the parked rows of an order key back to work, in their order. `skip` gives the first of them up.
 * @returns how many wait again
 */
export async function releaseKey(db: Db, routeId: string, orderKey: string, skip: boolean): Promise<number> {
  const parked = and(eq(inbox.routeId, routeId), eq(inbox.orderKey, orderKey), eq(inbox.state, 'dead'));
  if (skip) {
    await db
      .update(inbox)
      .set({ state: 'done', result: 'skipped', finishedAt: sql`now()` })
      .where(
        and(
          parked,
          sql`${inbox.id} = (select min(id) from inbox i where i.route_id = ${routeId} and i.order_key = ${orderKey} and i.state = 'dead')`,
        ),
      );
  }
  const released = await db
    .update(inbox)
    .set({ state: 'pending', error: null, finishedAt: null, nudgedAt: null, retryAt: null, result: null })
    .where(parked);
  return released.rowCount ?? 0;
}

/** Has rows tried again later, each at its own moment. */
export async function postpone(db: Db, rows: readonly { id: number; waitMs: number }[]): Promise<void> {
  if (rows.length === 0) return;
  const values = sql.join(
    rows.map(({ id, waitMs }) => sql`(${id}::bigint, ${waitMs}::float8)`),
    sql`, `,
  );
  await db.execute(sql`
    update inbox set retry_at = clock_timestamp() + make_interval(secs => later.wait / 1000)
    from (values ${values}) as later(id, wait) where inbox.id = later.id and inbox.state = 'pending'`);
}

/** Ends rows without a write, each under its result. */
export async function endRows(db: Db, rows: readonly { id: number; result: string }[]): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    update inbox set state = 'done', finished_at = now(), result = ended.result, error = null, retry_at = null
    from unnest(${sql.param(rows.map(({ id }) => id))}::bigint[], ${sql.param(rows.map(({ result }) => result))}::text[]) as ended(id, result)
    where inbox.id = ended.id and inbox.state = 'pending'`);
}
