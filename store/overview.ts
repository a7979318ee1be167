import { eq, sql } from 'drizzle-orm';
import type { Sentence } from '../domain/errors.ts';
import type { Db } from './database.ts';
import { PREPARATION } from './preparations.ts';
import { tasks } from './schema/index.ts';

/** What operations look at first. Counts of today begin at `since`. */
export interface Overview {
  links: number;
  attention: number;
  pending: number;
  /** Seconds that the oldest waiting event has waited, of connections that are not paused; null when none waits. */
  lagSeconds: number | null;
  dead: number;
  openTasks: number;
  openEffects: number;
  failedEffects: number;
  runningJobs: number;
  since: { events: number; echoes: number; writes: number; conflicts: number };
}

interface Row extends Record<string, unknown> {
  links: number;
  attention: number;
  pending: number;
  lag: number | null;
  dead: number;
  open_tasks: number;
  open_effects: number;
  failed_effects: number;
  running_jobs: number;
  events: number;
  echoes: number;
  writes: number;
  conflicts: number;
}

/** The state of the hub in figures. Everything that is counted has an index of its own, or is short. */
export async function readOverview(db: Db, { now, since }: { now: Date; since: Date }): Promise<Overview> {
  const { rows } = await db.execute<Row>(sql`
    select
      (select count(*)::int from links) as links,
      (select count(*)::int from links where attention) as attention,
      (select count(*)::int from inbox where state = 'pending') as pending,
      (select extract(epoch from ${now}::timestamptz - min(i.received_at))::int from inbox i
        join connections c on c.id = i.connection_id where i.state = 'pending' and c.status = 'active') as lag,
      (select count(*)::int from inbox where state = 'dead')
        + (select count(*)::int from deliveries_in where state = 'dead') as dead,
      (select count(*)::int from tasks where state = 'open') as open_tasks,
      (select count(*)::int from effects where state in ('intended', 'unknown')) as open_effects,
      (select count(*)::int from effects where state = 'failed' and created_at >= ${since}) as failed_effects,
      (select count(*)::int from bulk_jobs where state = 'running') as running_jobs,
      (select count(*)::int from inbox where received_at >= ${since}) as events,
      (select count(*)::int from inbox where received_at >= ${since} and result = 'echo') as echoes,
      (select count(*)::int from effects where state = 'done' and finished_at >= ${since}) as writes,
      (select count(*)::int from tasks where kind = 'conflict' and opened_at >= ${since}) as conflicts`);
  const [row] = rows;
  if (!row) throw new Error('counting gave no row');
  return {
    links: row.links,
    attention: row.attention,
    pending: row.pending,
    lagSeconds: row.lag === null ? null : Math.max(0, row.lag),
    dead: row.dead,
    openTasks: row.open_tasks,
    openEffects: row.open_effects,
    failedEffects: row.failed_effects,
    runningJobs: row.running_jobs,
    since: { events: row.events, echoes: row.echoes, writes: row.writes, conflicts: row.conflicts },
  };
}

export interface OldestTask {
  id: number;
  kind: string;
  title: Sentence;
  openedAt: Date;
}

/** Open tasks that have waited longest. */
export function oldestTasks(db: Db, limit: number): Promise<OldestTask[]> {
  const { id, kind, title, openedAt } = tasks;
  return db.select({ id, kind, title, openedAt }).from(tasks).where(eq(tasks.state, 'open')).orderBy(tasks.id).limit(limit);
}

/** How far the way from a first connection to live work has been gone. */
export interface SetUp {
  connected: boolean;
  tested: boolean;
  prepared: boolean;
  paired: boolean;
  observed: boolean;
  live: boolean;
}

/** Read from what was done, not from what somebody ticked. An installation that was made ready by hand counts once its links work. */
export async function readSetUp(db: Db): Promise<SetUp> {
  const { rows } = await db.execute<SetUp & Record<string, unknown>>(sql`
    select
      (select count(distinct system) > 1 from connections) as connected,
      (select count(*) > 0 and bool_and(probed_at is not null) from connections) as tested,
      exists(select 1 from journal where type = ${PREPARATION.made}) or exists(select 1 from links where right_id is not null) as prepared,
      exists(select 1 from pairs) as paired,
      exists(select 1 from modes where mode = 'live') or exists(select 1 from effects where state = 'planned') as observed,
      exists(select 1 from modes where mode = 'live') as live`);
  const [row] = rows;
  if (!row) throw new Error('counting gave no row');
  return row;
}
