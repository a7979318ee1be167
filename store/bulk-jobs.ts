import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Anomaly, JobFigures } from '../domain/bulk/anomaly.ts';
import type { JobPlan } from '../domain/bulk/plan.ts';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { bulkJobs, type CanaryRef } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type BulkJobRow = typeof bulkJobs.$inferSelect;
export type JobState = BulkJobRow['state'];

/** A job with what its inbox rows say of it. */
export interface BulkProgress extends BulkJobRow {
  done: number;
  dead: number;
  waiting: number;
  /** Seconds until all is done at the pace of the last minute; null while nothing can be said. */
  etaSeconds: number | null;
}

/** States in which a job has work to do by itself. */
const ACTIVE = ['planning', 'canary', 'running'] as const satisfies readonly JobState[];
/** States in which a job occupies its pair. */
const OPEN = ['planning', 'planned', 'canary', 'running', 'halted'] as const satisfies readonly JobState[];

export const isActive = (job: Pick<BulkJobRow, 'state'>) => ACTIVE.some((state) => state === job.state);

type NewJob = Pick<BulkJobRow, 'id' | 'kind' | 'pairId' | 'reason' | 'startedBy'> &
  Partial<Pick<BulkJobRow, 'state' | 'driftRun' | 'canaryDone'>>;

export async function startJob(db: Db, job: NewJob): Promise<void> {
  await db.insert(bulkJobs).values(job).onConflictDoNothing();
}

export async function getJob(db: Db, id: string): Promise<BulkJobRow | null> {
  const [row] = await db.select().from(bulkJobs).where(eq(bulkJobs.id, id));
  return row ?? null;
}

export function runningJobs(db: Db): Promise<BulkJobRow[]> {
  return db
    .select()
    .from(bulkJobs)
    .where(inArray(bulkJobs.state, [...ACTIVE]));
}

/** Jobs of a pair that are under way, wait for a person, or have halted. */
export function openJobs(db: Db, pairId: string): Promise<BulkJobRow[]> {
  return db
    .select()
    .from(bulkJobs)
    .where(and(eq(bulkJobs.pairId, pairId), inArray(bulkJobs.state, [...OPEN])));
}

/** Moves a job from one state to another; false when it is in no such state. */
export async function moveJob(
  db: Db,
  id: string,
  from: readonly JobState[],
  set: Partial<typeof bulkJobs.$inferInsert>,
): Promise<boolean> {
  const moved = await db
    .update(bulkJobs)
    .set(set)
    .where(and(eq(bulkJobs.id, id), inArray(bulkJobs.state, [...from])))
    .returning({ id: bulkJobs.id });
  return moved.length > 0;
}

export function halt(db: Db, id: string, why: Anomaly | null): Promise<boolean> {
  return moveJob(db, id, ACTIVE, { state: 'halted', halt: why, ...(why === null ? {} : { canaryDone: true }) });
}

/** Stores what a job would do; from then on it waits for a person. */
export function storeJobPlan(db: Db, id: string, plan: JobPlan, hash: string, canary: CanaryRef[]): Promise<boolean> {
  return moveJob(db, id, ['planning'], { state: 'planned', plan, planHash: hash, canary, total: plan.subjects, cursor: null });
}

/** Notes where the planning walk stands. */
export async function notePlanning(db: Db, id: string, cursor: Json): Promise<void> {
  await db
    .update(bulkJobs)
    .set({ cursor })
    .where(and(eq(bulkJobs.id, id), eq(bulkJobs.state, 'planning')));
}

/** Notes a page that was handed out, in the transaction that hands it out. */
export async function notePage(
  db: Db,
  id: string,
  page: { fed: number; total: number; cursor: Json; walked: boolean },
): Promise<void> {
  await db
    .update(bulkJobs)
    .set({ fed: sql`${bulkJobs.fed} + ${page.fed}`, total: page.total, cursor: page.cursor, walked: page.walked })
    .where(eq(bulkJobs.id, id));
}

export async function finishJob(db: Db, id: string): Promise<void> {
  await db
    .update(bulkJobs)
    .set({ state: 'done', finishedAt: sql`now()`, total: bulkJobs.fed })
    .where(and(eq(bulkJobs.id, id), eq(bulkJobs.state, 'running')));
}

/** Rows of a job that nobody has worked off yet. */
export async function outstanding(db: Db, id: string): Promise<number> {
  const result = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from inbox where job_id = ${id} and state = 'pending'`,
  );
  return result.rows[0]?.n ?? 0;
}

/** What a job has brought about so far, but for duplicates, which only a look into the other system shows. */
export async function figuresOf(db: Db, job: Pick<BulkJobRow, 'id' | 'startedAt'>): Promise<Omit<JobFigures, 'duplicates'>> {
  const { rows } = await db.execute<Omit<JobFigures, 'duplicates'>>(sql`
    with subjects as (
      select substr(subject, strpos(subject, ':') + 1) as link_id, state from inbox where job_id = ${job.id} and state <> 'pending'
    ), touched as (
      select link_id as id from subjects
      union
      select buyer.id from subjects join links deal on deal.id = subjects.link_id
        join links buyer on buyer.pair_id = deal.pair_id and buyer.kind <> 'deal' and buyer.person_id = deal.person_id
    ), made as (
      select distinct journal.link_id from journal join touched on touched.id = journal.link_id
      where journal.type = 'record_created' and journal.at >= ${job.startedAt}
    )
    select (select count(*)::int from subjects) as finished,
      (select count(*)::int from subjects where state = 'dead') as dead,
      (select count(*)::int from made) as created,
      (select count(*)::int from tasks join touched on touched.id = tasks.link_id
        where kind = 'buyer_ambiguous' and opened_at >= ${job.startedAt}) as ambiguous,
      (select count(*)::int from tasks join touched on touched.id = tasks.link_id
        where kind = 'conflict' and opened_at >= ${job.startedAt}) as conflicts,
      (select count(distinct journal.link_id)::int from journal join touched on touched.id = journal.link_id
        where journal.type = 'fields_written' and journal.at >= ${job.startedAt}
          and journal.link_id not in (select link_id from made)) as updated`);
  return rows[0] ?? { finished: 0, dead: 0, created: 0, ambiguous: 0, conflicts: 0, updated: 0 };
}

/** Buyers' links whose record a job has made. */
export async function buyersMade(db: Db, job: Pick<BulkJobRow, 'id' | 'startedAt'>): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select distinct buyer.id from inbox
      join links deal on deal.id = substr(inbox.subject, strpos(inbox.subject, ':') + 1)
      join links buyer on buyer.pair_id = deal.pair_id and buyer.kind <> 'deal' and buyer.person_id = deal.person_id
      join journal on journal.link_id = buyer.id and journal.type = 'record_created' and journal.at >= ${job.startedAt}
    where inbox.job_id = ${job.id}`);
  return rows.map(({ id }) => id);
}

const PACE_SECONDS = 60;

export async function progressOf(db: Db, job: BulkJobRow): Promise<BulkProgress> {
  const result = await db.execute<{ done: number; dead: number; waiting: number; recent: number }>(sql`
    select count(*) filter (where state = 'done')::int as done,
      count(*) filter (where state = 'dead')::int as dead,
      count(*) filter (where state = 'pending')::int as waiting,
      count(*) filter (where state <> 'pending' and finished_at > now() - make_interval(secs => ${PACE_SECONDS}))::int as recent
    from inbox where job_id = ${job.id}`);
  const row = result.rows[0] ?? { done: 0, dead: 0, waiting: 0, recent: 0 };
  const left = Math.max(0, job.total - row.done - row.dead);
  const seconds = Math.min(PACE_SECONDS, Math.max(1, (Date.now() - job.startedAt.getTime()) / 1_000));
  const pace = row.recent / seconds;
  const etaSeconds = job.state === 'done' ? 0 : pace === 0 ? null : Math.ceil(left / pace);
  return { ...job, done: row.done, dead: row.dead, waiting: row.waiting, etaSeconds };
}

export async function listJobs(db: Db, limit: number, scope: UnitScope): Promise<BulkProgress[]> {
  const rows = await db
    .select()
    .from(bulkJobs)
    .where(within('job', bulkJobs.id, scope))
    .orderBy(desc(bulkJobs.startedAt))
    .limit(limit);
  return Promise.all(rows.map((row) => progressOf(db, row)));
}
