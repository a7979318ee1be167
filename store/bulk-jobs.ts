import { and, desc, eq, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { bulkJobs } from './schema/index.ts';

export type BulkJobRow = typeof bulkJobs.$inferSelect;

/** A job with what its inbox rows say of it. */
export interface BulkProgress extends BulkJobRow {
  done: number;
  dead: number;
  waiting: number;
  /** Seconds until all is done at the pace of the last minute; null while nothing can be said. */
  etaSeconds: number | null;
}

export async function startJob(db: Db, job: Pick<BulkJobRow, 'id' | 'kind' | 'pairId' | 'reason' | 'startedBy'>): Promise<void> {
  await db.insert(bulkJobs).values(job).onConflictDoNothing();
}

export async function getJob(db: Db, id: string): Promise<BulkJobRow | null> {
  const [row] = await db.select().from(bulkJobs).where(eq(bulkJobs.id, id));
  return row ?? null;
}

export function runningJobs(db: Db): Promise<BulkJobRow[]> {
  return db.select().from(bulkJobs).where(eq(bulkJobs.state, 'running'));
}

/** Halts a running job, or lets a halted one run on. Returns false when it is in no state for that. */
export async function turnJob(db: Db, id: string, to: 'halted' | 'running'): Promise<boolean> {
  const turned = await db
    .update(bulkJobs)
    .set({ state: to })
    .where(and(eq(bulkJobs.id, id), eq(bulkJobs.state, to === 'halted' ? 'running' : 'halted')))
    .returning({ id: bulkJobs.id });
  return turned.length > 0;
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

export async function listJobs(db: Db, limit: number): Promise<BulkProgress[]> {
  const rows = await db.select().from(bulkJobs).orderBy(desc(bulkJobs.startedAt)).limit(limit);
  return Promise.all(rows.map((row) => progressOf(db, row)));
}
