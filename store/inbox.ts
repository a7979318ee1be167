import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { keyNames, type Vault } from './keys.ts';
import { fingerprints, inbox, type StoredError } from './schema/index.ts';

export type InboxRow = typeof inbox.$inferSelect;

export interface NewEvent {
  connectionId: string;
  deliveryId: number | null;
  kind: 'hint' | 'fact';
  entity: string;
  externalId: string;
  subject: string;
  change?: 'deleted';
  vendorKey?: string;
  body?: Json;
  /** Asked for by a bulk job. */
  jobId?: string;
  /** The route that takes it, and what orders it among the events of that route. */
  routeId?: string;
  orderKey?: string;
  /** Cannot be worked with: a dead letter from the start. */
  error?: StoredError;
  /** Nobody is to work it off: what became of it is known. */
  result?: string;
}

const factContext = (connectionId: string, entity: string, key: string) => `fact:${connectionId}:${entity}:${key}`;

export interface NewDelivery {
  connectionId: string;
  at: Date;
  contentType: string;
  body: Uint8Array;
  error?: StoredError;
}

/** Stores raw bodies, each sealed under the key of its day. Returns their ids in the same order. */
export async function insertDeliveries(db: Db, vault: Vault, list: readonly NewDelivery[]): Promise<number[]> {
  const rows = await Promise.all(
    list.map(async ({ connectionId, at, contentType, body, error }) => ({
      connectionId,
      contentType,
      receivedAt: at,
      body: await vault.seal(db, keyNames.day(at), `delivery:${connectionId}`, body),
      state: error ? ('dead' as const) : ('accepted' as const),
      error: error ?? null,
    })),
  );
  const { rows: stored } = await db.execute<{ id: string }>(sql`
    insert into deliveries_in (connection_id, received_at, content_type, body, state, error)
    select connection_id, received_at, content_type, body, state, error from unnest(
      ${columnOf(rows, (row) => row.connectionId)}::text[], ${columnOf(rows, (row) => row.receivedAt)}::timestamptz[],
      ${columnOf(rows, (row) => row.contentType)}::text[], ${columnOf(rows, (row) => row.body)}::bytea[],
      ${columnOf(rows, (row) => row.state)}::text[], ${columnOf(rows, (row) => row.error && JSON.stringify(row.error))}::jsonb[]
    ) with ordinality as given(connection_id, received_at, content_type, body, state, error, n) order by n
    returning id::text`);
  return stored.map(({ id }) => Number(id));
}

/** One column of many rows as one parameter: a statement of one shape, however many rows it takes. */
function columnOf<Row>(rows: readonly Row[], value: (row: Row) => unknown) {
  return sql.param(rows.map(value));
}

/** The content of a fact. @throws Error when the key of its day is destroyed */
export function openFact(
  db: Db,
  vault: Vault,
  row: Pick<InboxRow, 'connectionId' | 'entity' | 'vendorKey' | 'body'>,
): Promise<Json> {
  if (row.body === null || row.vendorKey === null) throw new Error('a hint has no content');
  return vault.openJson<Json>(db, row.body, factContext(row.connectionId, row.entity, row.vendorKey));
}

/**
 * Queues events. A hint for a record that already has a pending one raises its generation; a fact whose vendor key is known is dropped.
 * Hints are taken in a fixed order, so that two deliveries about the same records cannot deadlock; facts in theirs, which their numbers then keep.
 */
export async function insertEvents(db: Db, vault: Vault, events: readonly NewEvent[]): Promise<void> {
  const merged = new Map<string, NewEvent>();
  for (const event of events) {
    const key = `${event.kind}\u0000${event.connectionId}\u0000${event.entity}\u0000${event.vendorKey ?? event.externalId}`;
    const before = merged.get(key);
    merged.set(key, before?.change === 'deleted' ? { ...event, change: 'deleted' } : event);
  }
  const rows = [];
  for (const event of inOrder(merged)) {
    const { body, vendorKey, error, result, ...rest } = event;
    const sealed =
      body === undefined || vendorKey === undefined
        ? null
        : await vault.seal(db, keyNames.day(new Date()), factContext(event.connectionId, event.entity, vendorKey), body);
    const ended = error ? ('dead' as const) : result === undefined ? undefined : ('done' as const);
    rows.push({
      ...rest,
      vendorKey: vendorKey ?? null,
      body: sealed,
      ...(ended === undefined ? {} : { state: ended, error: error ?? null, result: result ?? null }),
    });
  }
  const hints = rows.filter((row) => row.kind === 'hint');
  const facts = rows.filter((row) => row.kind === 'fact');
  if (hints.length > 0) {
    await db
      .insert(inbox)
      .values(hints)
      .onConflictDoUpdate({
        target: [inbox.connectionId, inbox.entity, inbox.externalId],
        targetWhere: sql`kind = 'hint' and state = 'pending'`,
        set: {
          generation: sql`${inbox.generation} + 1`,
          change: sql`coalesce(excluded.change, ${inbox.change})`,
          deliveryId: sql`excluded.delivery_id`,
          jobId: sql`coalesce(${inbox.jobId}, excluded.job_id)`,
          nudgedAt: null,
        },
      });
  }
  if (facts.length > 0) await insertFacts(db, facts);
}

type FactRow = Omit<typeof inbox.$inferInsert, 'finishedAt'>;

/** Numbered in their order. */
async function insertFacts(db: Db, facts: readonly FactRow[]): Promise<void> {
  await db.execute(sql`
    insert into inbox (kind, connection_id, delivery_id, entity, external_id, vendor_key, body, job_id, subject, route_id, order_key,
      state, finished_at, result, error)
    select 'fact', connection_id, delivery_id, entity, external_id, vendor_key, body, job_id, subject, route_id, order_key,
      state, case when state = 'pending' then null else now() end, result, error
    from unnest(
      ${columnOf(facts, (row) => row.connectionId)}::text[], ${columnOf(facts, (row) => row.deliveryId ?? null)}::bigint[],
      ${columnOf(facts, (row) => row.entity)}::text[], ${columnOf(facts, (row) => row.externalId)}::text[],
      ${columnOf(facts, (row) => row.vendorKey ?? null)}::text[], ${columnOf(facts, (row) => row.body ?? null)}::bytea[],
      ${columnOf(facts, (row) => row.jobId ?? null)}::text[], ${columnOf(facts, (row) => row.subject)}::text[],
      ${columnOf(facts, (row) => row.routeId ?? null)}::text[], ${columnOf(facts, (row) => row.orderKey ?? null)}::text[],
      ${columnOf(facts, (row) => row.state ?? 'pending')}::text[], ${columnOf(facts, (row) => row.result ?? null)}::text[],
      ${columnOf(facts, (row) => (row.error ? JSON.stringify(row.error) : null))}::jsonb[]
    ) with ordinality as given(connection_id, delivery_id, entity, external_id, vendor_key, body, job_id, subject, route_id, order_key,
      state, result, error, n)
    order by n on conflict do nothing`);
}

function inOrder(events: ReadonlyMap<string, NewEvent>): NewEvent[] {
  const all = [...events].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
  return [...all.filter(({ kind }) => kind === 'hint'), ...[...events.values()].filter(({ kind }) => kind === 'fact')];
}

/** What is waiting for one subject, oldest first. */
export function pendingOf(db: Db, subject: string, limit: number): Promise<InboxRow[]> {
  return db
    .select()
    .from(inbox)
    .where(and(eq(inbox.subject, subject), eq(inbox.state, 'pending')))
    .orderBy(inbox.id)
    .limit(limit);
}

/** Those of these subjects that have something waiting. */
export async function waitingOf(db: Db, subjects: readonly string[]): Promise<Set<string>> {
  if (subjects.length === 0) return new Set();
  const rows = await db
    .selectDistinct({ subject: inbox.subject })
    .from(inbox)
    .where(and(inArray(inbox.subject, [...subjects]), eq(inbox.state, 'pending')));
  return new Set(rows.map((row) => row.subject));
}

/**
 * Marks rows done, each only if no newer hint came since it was read (generation unchanged).
 * Returns how many stay pending because they moved.
 */
export async function finishRows(db: Db, rows: readonly Pick<InboxRow, 'id' | 'generation'>[], result: string): Promise<number> {
  if (rows.length === 0) return 0;
  const pairs = sql.join(
    rows.map((row) => sql`(${row.id}::bigint, ${row.generation}::int)`),
    sql`, `,
  );
  const done = await db.execute(sql`
    update inbox set state = 'done', finished_at = now(), result = ${result}, error = null
    from (values ${pairs}) as seen(id, generation)
    where inbox.id = seen.id and inbox.generation = seen.generation and inbox.state = 'pending'`);
  return rows.length - (done.rowCount ?? 0);
}

/** Parks rows for a person. */
export async function killRows(db: Db, rows: readonly Pick<InboxRow, 'id'>[], error: StoredError): Promise<void> {
  if (rows.length === 0) return;
  await db
    .update(inbox)
    .set({ state: 'dead', error, finishedAt: sql`now()` })
    .where(
      and(
        inArray(
          inbox.id,
          rows.map((row) => row.id),
        ),
        eq(inbox.state, 'pending'),
      ),
    );
}

/** Hands pending rows over to another subject; it is nudged at the next sweep. */
export async function forwardRow(db: Db, row: Pick<InboxRow, 'id'>, subject: string): Promise<void> {
  await db
    .update(inbox)
    .set({ subject, nudgedAt: null })
    .where(and(eq(inbox.id, row.id), eq(inbox.state, 'pending')));
}

/**
 * Takes subjects whose pending rows nobody has been nudged about lately, and stamps them.
 * Rows of paused connections wait. Several dispatchers share the work: locked rows are skipped.
 */
export async function takeNudges(db: Db, limit: number, repeatAfterMs: number): Promise<string[]> {
  const taken = await db.execute<{ subject: string }>(sql`
    with due as (
      select inbox.id from inbox
      join connections on connections.id = inbox.connection_id and connections.status = 'active'
      where inbox.state = 'pending'
        and (inbox.nudged_at is null or inbox.nudged_at < now() - make_interval(secs => ${repeatAfterMs / 1000}))
      order by inbox.id limit ${limit}
      for update of inbox skip locked
    )
    update inbox set nudged_at = now() from due where inbox.id = due.id returning inbox.subject`);
  return [...new Set(taken.rows.map((row) => row.subject))];
}

/** Takes the stamp back after a nudge that did not get through. */
export async function forgetNudges(db: Db, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  await db
    .update(inbox)
    .set({ nudgedAt: null })
    .where(and(inArray(inbox.subject, [...subjects]), eq(inbox.state, 'pending')));
}

/** Puts finished or dead rows back into the queue, unless a newer hint about the same record is waiting already. */
export async function replayRow(db: Db, id: number): Promise<boolean> {
  const revived = await db.execute(sql`
    update inbox set state = 'pending', nudged_at = null, error = null, result = null, finished_at = null
    where id = ${id} and state <> 'pending'
      and not exists (
        select 1 from inbox other where other.connection_id = inbox.connection_id and other.entity = inbox.entity
          and other.external_id = inbox.external_id and other.kind = 'hint' and other.state = 'pending')`);
  return (revived.rowCount ?? 0) > 0;
}

/**
 * Keeps only the hints whose record looks different from what was last seen, and remembers the new look.
 * Runs in the transaction that queues them, so that a lost commit loses neither.
 */
export async function dropSeen<T extends { kind: string; entity: string; id: string }>(
  db: Db,
  connectionId: string,
  events: readonly T[],
): Promise<T[]> {
  const looks = new Map<string, typeof fingerprints.$inferInsert>();
  for (const event of events) {
    const hash = fingerprintOf(event);
    if (hash !== undefined) looks.set(keyOf(event), { connectionId, entity: event.entity, externalId: event.id, hash });
  }
  if (looks.size === 0) return [...events];
  const rows = [...looks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const changed = await db
    .insert(fingerprints)
    .values(rows)
    .onConflictDoUpdate({
      target: [fingerprints.connectionId, fingerprints.entity, fingerprints.externalId],
      set: { hash: sql`excluded.hash` },
      setWhere: sql`${fingerprints.hash} <> excluded.hash`,
    })
    .returning({ entity: fingerprints.entity, id: fingerprints.externalId });
  const moved = new Set(changed.map(keyOf));
  return events.filter((event) => fingerprintOf(event) === undefined || moved.has(keyOf(event)));
}

const keyOf = (record: { entity: string; id: string }) => `${record.entity}\u0000${record.id}`;

function fingerprintOf(event: object): string | undefined {
  return 'fingerprint' in event && typeof event.fingerprint === 'string' ? event.fingerprint : undefined;
}
