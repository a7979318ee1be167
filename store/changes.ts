import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';

/**
 * A mark per table that changes when its rows do: the newest id of the tables that people watch closest, which shows at once, and PostgreSQL's own
 * count of inserted, updated and deleted rows of every table, which follows within seconds. One cheap query, whatever the size of the tables.
 */
export async function changeMarks(db: Db): Promise<Map<string, string>> {
  const { rows } = await db.execute<{ name: string; mark: string }>(sql`
    select relname as name, (n_tup_ins + n_tup_upd + n_tup_del)::text as mark from pg_stat_user_tables where schemaname = current_schema()
    union all select 'inbox/newest', coalesce(max(id), 0)::text from inbox
    union all select 'effects/newest', coalesce(max(id), 0)::text from effects
    union all select 'tasks/newest', coalesce(max(id), 0)::text from tasks
    union all select 'journal/newest', coalesce(max(id), 0)::text from journal`);
  return new Map(rows.map(({ name, mark }) => [name, mark]));
}
