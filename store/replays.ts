import { createHash } from 'node:crypto';
import { and, asc, desc, eq, getTableColumns, gte, lt, sql } from 'drizzle-orm';
import type { Sentence } from '../domain/errors.ts';
import type { Db } from './database.ts';
import { inbox, replays, type StoredError } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type ReplayRow = typeof replays.$inferSelect;

/** A replay with what its inbox rows say of it. */
export interface ReplayProgress extends ReplayRow {
  waiting: number;
  dead: number;
}

/** Which events are meant; those that wait already are never among them. */
export interface ReplayFilter {
  state: 'dead' | 'done';
  connectionId?: string | undefined;
  entity?: string | undefined;
  /** Of the error that parked them. */
  code?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  scope: UnitScope;
}

/** An event that a replay would take up: enough to count, to group and to show a few. */
export interface Replayable {
  id: number;
  connectionId: string;
  entity: string;
  externalId: string;
  result: string | null;
  error: StoredError | null;
  receivedAt: Date;
}

/** The events that a filter means, in order; one more than `limit` when there are more. */
export async function replayable(db: Db, filter: ReplayFilter, limit: number): Promise<Replayable[]> {
  return db
    .select({
      id: inbox.id,
      connectionId: inbox.connectionId,
      entity: inbox.entity,
      externalId: inbox.externalId,
      result: inbox.result,
      error: inbox.error,
      receivedAt: inbox.receivedAt,
    })
    .from(inbox)
    .where(
      and(
        eq(inbox.state, filter.state),
        filter.connectionId === undefined ? undefined : eq(inbox.connectionId, filter.connectionId),
        filter.entity === undefined ? undefined : eq(inbox.entity, filter.entity),
        filter.code === undefined ? undefined : sql`${inbox.error} ->> 'code' = ${filter.code}`,
        filter.from === undefined ? undefined : gte(inbox.receivedAt, filter.from),
        filter.to === undefined ? undefined : lt(inbox.receivedAt, filter.to),
        within('connection', inbox.connectionId, filter.scope),
      ),
    )
    .orderBy(asc(inbox.id))
    .limit(limit + 1);
}

/** Names a set of events: another event more or less, and the name is another. */
export const hashOfEvents = (events: readonly { id: number }[]): string =>
  createHash('sha256')
    .update(events.map(({ id }) => id).join(','))
    .digest('hex');

/**
 * Puts events back to work under a replay. Of several hints about one record the newest is taken, since the record is read anew; the others, and hints of
 * records that wait already, are over.
 * @returns how many wait now
 */
export async function reviveRows(db: Db, replayId: string, ids: readonly number[]): Promise<number> {
  const list = sql`any(${`{${ids.join(',')}}`}::bigint[])`;
  const revived = await db.execute(sql`
    with held as (
      select id, kind, connection_id, entity, external_id from inbox where id = ${list} and state <> 'pending' order by id for update
    ), meant as (
      select held.*, case when kind = 'hint'
        then row_number() over (partition by kind, connection_id, entity, external_id order by id desc) else 1 end as nth from held
    ), taken as (
      select id from meant where nth = 1 and (kind = 'fact' or not exists (
        select 1 from inbox other where other.kind = 'hint' and other.state = 'pending'
          and other.connection_id = meant.connection_id and other.entity = meant.entity and other.external_id = meant.external_id))
    )
    update inbox set state = 'pending', job_id = ${replayId}, nudged_at = null, retry_at = null, result = null, finished_at = null
    from taken where inbox.id = taken.id`);
  await db.execute(sql`
    update inbox set state = 'done', result = 'superseded', error = null, finished_at = now()
    where id = ${list} and state = 'dead' and kind = 'hint'`);
  return revived.rowCount ?? 0;
}

/** Closes dead-letter tasks of subjects that have no dead event left. */
export async function closeLettersOf(db: Db, replayId: string, by: string): Promise<void> {
  await db.execute(sql`
    update tasks set state = 'closed', closed_at = now(), closed_by = ${by}
    where state <> 'closed' and dedup_key in (
      select 'dead:' || substring(i.subject from position(':' in i.subject) + 1) from inbox i where i.job_id = ${replayId}
        and not exists (select 1 from inbox d where d.subject = i.subject and d.state = 'dead'))`);
}

const CANCELLED: Sentence = {
  ru: 'Повтор отменён до обработки.',
  en: 'The replay was cancelled before this was worked off.',
};

/** Takes back what has not been worked off yet: it is dead again. @returns how many */
export async function cancelRows(db: Db, replayId: string): Promise<number> {
  const error = { code: 'REPLAY_CANCELLED', kind: 'business_refusal', sentence: CANCELLED };
  const cancelled = await db
    .update(inbox)
    .set({ state: 'dead', error: sql`coalesce(${inbox.error}, ${JSON.stringify(error)}::jsonb)`, finishedAt: sql`now()` })
    .where(and(eq(inbox.jobId, replayId), eq(inbox.state, 'pending')))
    .returning({ id: inbox.id });
  return cancelled.length;
}

export async function saveReplay(
  db: Db,
  row: Pick<ReplayRow, 'id' | 'filter' | 'planHash' | 'total' | 'unitId' | 'approvalId' | 'reason' | 'startedBy'>,
): Promise<void> {
  await db.insert(replays).values(row);
}

/** @returns false when it is not running */
export async function markCancelled(db: Db, id: string, by: string): Promise<boolean> {
  const marked = await db
    .update(replays)
    .set({ state: 'cancelled', cancelledBy: by })
    .where(and(eq(replays.id, id), eq(replays.state, 'running')))
    .returning({ id: replays.id });
  return marked.length > 0;
}

const rowsIn = (state: 'pending' | 'dead') =>
  sql<number>`(select count(*)::int from inbox i where i.job_id = replays.id and i.state = ${state})`;

/** The newest first; one when an id is given. */
export function listReplays(db: Db, filter: { id?: string; limit: number; scope: UnitScope }): Promise<ReplayProgress[]> {
  return db
    .select({ ...getTableColumns(replays), waiting: rowsIn('pending'), dead: rowsIn('dead') })
    .from(replays)
    .where(and(filter.id === undefined ? undefined : eq(replays.id, filter.id), within('replay', replays.id, filter.scope)))
    .orderBy(desc(replays.startedAt), desc(replays.id))
    .limit(filter.limit);
}
