import { and, count, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Sentence } from '../domain/errors.ts';
import type { Db } from './database.ts';
import { PREPARATION } from './preparations.ts';
import { connections, deliveries, driftRuns, effects, inbox, links, tasks } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

/** Parts of the overview, each over the units in which its reader may read it. Counts of the last day begin at `since`. */

const matching = (condition: SQL | undefined) => sql<number>`count(*) filter (where ${condition ?? sql`true`})::int`;

export async function countLinks(db: Db, scope: UnitScope): Promise<{ total: number; attention: number }> {
  const [row] = await db
    .select({ total: count(), attention: matching(eq(links.attention, true)) })
    .from(links)
    .where(within('link', links.id, scope));
  return row ?? { total: 0, attention: 0 };
}

export interface EventCounts {
  pending: number;
  /** Seconds that the oldest event has waited that could be worked off; null when none waits. */
  lagSeconds: number | null;
  dead: number;
  day: { received: number; echoes: number };
}

export async function countEvents(db: Db, scope: UnitScope, { now, since }: { now: Date; since: Date }): Promise<EventCounts> {
  const seen = within('connection', inbox.connectionId, scope);
  const [waiting, [parked], [day]] = await Promise.all([
    db
      .select({
        state: inbox.state,
        count: count(),
        oldest: sql<
          number | null
        >`extract(epoch from ${now}::timestamptz - min(${inbox.receivedAt}) filter (where ${connections.status} = 'active'))::int`,
      })
      .from(inbox)
      .leftJoin(connections, eq(connections.id, inbox.connectionId))
      .where(and(sql`${inbox.state} in ('pending', 'dead')`, seen))
      .groupBy(inbox.state),
    db
      .select({ count: count() })
      .from(deliveries)
      .where(and(eq(deliveries.state, 'dead'), within('connection', deliveries.connectionId, scope))),
    db
      .select({ received: count(), echoes: matching(eq(inbox.result, 'echo')) })
      .from(inbox)
      .where(and(sql`${inbox.receivedAt} >= ${since}`, seen)),
  ]);
  const pending = waiting.find(({ state }) => state === 'pending');
  const dead = waiting.find(({ state }) => state === 'dead');
  const lag = pending?.oldest ?? null;
  return {
    pending: pending?.count ?? 0,
    lagSeconds: lag === null ? null : Math.max(0, lag),
    dead: (dead?.count ?? 0) + (parked?.count ?? 0),
    day: { received: day?.received ?? 0, echoes: day?.echoes ?? 0 },
  };
}

/** Writes: those whose outcome is not known yet, and what became of the last day's. */
export async function countEffects(
  db: Db,
  scope: UnitScope,
  since: Date,
): Promise<{ open: number; day: { done: number; failed: number } }> {
  const seen = within('effect', effects.id, scope);
  const [[open], [day]] = await Promise.all([
    db
      .select({ count: count() })
      .from(effects)
      .where(and(sql`${effects.state} in ('intended', 'unknown')`, seen)),
    db
      .select({ done: matching(eq(effects.state, 'done')), failed: matching(eq(effects.state, 'failed')) })
      .from(effects)
      .where(and(sql`${effects.createdAt} >= ${since}`, seen)),
  ]);
  return { open: open?.count ?? 0, day: { done: day?.done ?? 0, failed: day?.failed ?? 0 } };
}

export interface TaskCounts {
  open: number;
  oldest: { id: number; kind: string; title: Sentence; openedAt: Date }[];
  day: { conflicts: number };
}

export async function countTasks(db: Db, scope: UnitScope, since: Date, shown: number): Promise<TaskCounts> {
  const seen = within('task', tasks.id, scope);
  const open = and(eq(tasks.state, 'open'), seen);
  const { id, kind, title, openedAt } = tasks;
  const [[all], oldest, [day]] = await Promise.all([
    db.select({ count: count() }).from(tasks).where(open),
    db.select({ id, kind, title, openedAt }).from(tasks).where(open).orderBy(tasks.id).limit(shown),
    db
      .select({ conflicts: count() })
      .from(tasks)
      .where(and(eq(tasks.kind, 'conflict'), sql`${tasks.openedAt} >= ${since}`, seen)),
  ]);
  return { open: all?.count ?? 0, oldest, day: { conflicts: day?.conflicts ?? 0 } };
}

/** Connections, those first that need somebody. */
export function connectionsSeen(db: Db, scope: UnitScope): Promise<(typeof connections.$inferSelect)[]> {
  return db
    .select()
    .from(connections)
    .where(within('connection', connections.id, scope))
    .orderBy(desc(connections.status), connections.id);
}

export interface LastDrift {
  pair: string;
  startedAt: Date;
  finishedAt: Date | null;
  compared: number;
  different: number;
  missing: number;
}

/** The newest comparison of each pair. */
export function lastDrift(db: Db, scope: UnitScope): Promise<LastDrift[]> {
  const { pairId, startedAt, finishedAt, compared, different, missing } = driftRuns;
  return db
    .selectDistinctOn([pairId], { pair: pairId, startedAt, finishedAt, compared, different, missing })
    .from(driftRuns)
    .where(within('pair', pairId, scope))
    .orderBy(pairId, desc(driftRuns.id));
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
