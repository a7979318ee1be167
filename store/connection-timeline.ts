import { sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';

/** How far back writes are summed up. */
const WRITES_DAYS = 30;

/** One thing that happened to a connection. `place` orders what fell into one moment. */
export interface TimelineLine {
  id: string;
  place: string;
  at: Date;
  source: 'journal' | 'alert' | 'schema' | 'drift' | 'writes';
  type: string;
  actor: string;
  link: string | null;
  data: Record<string, Json>;
}

/**
 * What people and the hub did to a connection, the newest first: its journal, its alerts, changes of what its installation describes, and comparisons of
 * its pairs. Writes of single records are summed up by the hour: each stands in the journal of its record.
 */
export async function timelineOf(
  db: Db,
  connectionId: string,
  page: { before?: { at: string; id: string } | undefined; limit: number },
): Promise<TimelineLine[]> {
  const { before, limit } = page;
  const upTo = before === undefined ? sql`true` : sql`(at, id) < (${before.at}::timestamptz, ${before.id})`;
  const { rows } = await db.execute<Omit<TimelineLine, 'at'>>(sql`
    select id, at::text as place, source, type, actor, link, data from (
      select 'j' || lpad(id::text, 15, '0') as id, at, 'journal' as source, type, actor, link_id as link, data from journal
        where connection_id = ${connectionId} and (link_id is null or type = 'event_replayed') and type not in ('event_parked', 'preparation_planned')
      union all
      select 'a' || id, opened_at, 'alert', 'alert_opened', 'hub', null,
        jsonb_build_object('alert', id, 'kind', kind, 'title', title) from alerts
        where connection_id = ${connectionId} and opened_at is not null
      union all
      select 'r' || id, resolved_at, 'alert', 'alert_resolved', coalesce(resolved_by, 'hub'), null,
        jsonb_build_object('alert', id, 'kind', kind, 'title', title) from alerts
        where connection_id = ${connectionId} and opened_at is not null and resolved_at is not null
      union all
      select 's' || lpad(id::text, 15, '0'), taken_at, 'schema',
        case when lag(id) over (order by id) is null then 'schema_taken' else 'schema_changed' end, 'hub', null, jsonb_build_object('hash', hash) from schema_snapshots
        where connection_id = ${connectionId}
      union all
      select 'd' || lpad(d.id::text, 15, '0'), d.started_at, 'drift', 'compared', 'hub', null,
        jsonb_build_object('pair', d.pair_id, 'compared', d.compared, 'different', d.different, 'missing', d.missing)
        from drift_runs d join pairs p on p.id = d.pair_id
        where ${connectionId} in (p.left_connection, p.right_connection) and d.finished_at is not null
      union all
      select 'w' || extract(epoch from hour)::bigint, last, 'writes', 'writes_made', 'hub', null,
        jsonb_build_object('made', made, 'created', created, 'failed', failed) from (
          select date_trunc('hour', finished_at) as hour, max(finished_at) as last, count(*) filter (where state = 'done') as made,
            count(*) filter (where state = 'done' and creates) as created, count(*) filter (where state = 'failed') as failed
          from effects where connection_id = ${connectionId} and finished_at >= now() - ${WRITES_DAYS} * interval '1 day' group by 1) as hours
    ) as told where ${upTo} order by at desc, id desc limit ${limit}`);
  return rows.map((row) => ({ ...row, at: new Date(row.place) }));
}
