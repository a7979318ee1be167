import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';

/** What became of the events of a route. */
export interface RouteFigures {
  waiting: number;
  parked: number;
  /** Of the last 24 hours, by result: written, no_match, observed … */
  lastDay: { [result: string]: number };
  lastEventAt: Date | null;
}

const NONE = (): RouteFigures => ({ waiting: 0, parked: 0, lastDay: {}, lastEventAt: null });

export async function routeFigures(db: Db, ids: readonly string[]): Promise<Map<string, RouteFigures>> {
  const figures = new Map(ids.map((id) => [id, NONE()]));
  if (ids.length === 0) return figures;
  const { rows } = await db.execute<{ route_id: string; state: string; result: string | null; n: number; last: Date | null }>(sql`
    select route_id, state, case when state = 'done' then result end as result, count(*)::int as n, max(received_at) as last
    from inbox where route_id = any(${sql.param([...ids])}::text[]) and (state <> 'done' or finished_at > now() - interval '24 hours')
    group by 1, 2, 3`);
  for (const { route_id, state, result, n, last } of rows) {
    const one = figures.get(route_id);
    if (!one) continue;
    if (state === 'pending') one.waiting += n;
    else if (state === 'dead') one.parked += n;
    else one.lastDay[result ?? 'done'] = n;
    const at = last === null ? null : new Date(last);
    if (at !== null && (one.lastEventAt === null || at > one.lastEventAt)) one.lastEventAt = at;
  }
  return figures;
}
