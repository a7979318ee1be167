import { sql } from 'drizzle-orm';
import type { RecentWrites } from '../domain/merge/breaker.ts';
import type { Db } from './database.ts';

/** How often the hub wrote each field of a link within the window, on either side, in the names of the merge. */
export async function recentWrites(db: Db, linkId: string, windowMs: number): Promise<RecentWrites> {
  const { rows } = await db.execute<{ field: string | null; writes: number }>(sql`
    with lines as (
      select type, data from journal
      where link_id = ${linkId} and type in ('fields_written', 'values_carried') and at > now() - make_interval(secs => ${windowMs / 1_000})
    )
    select null as field, count(*)::int as writes from lines where type = 'fields_written'
    union all
    select field, count(*)::int from lines, jsonb_array_elements_text(data->'fields') as field
    where type = 'values_carried' or data->>'side' = 'right' group by field`);
  const fields: RecentWrites['fields'] = {};
  let record = 0;
  for (const row of rows) {
    if (row.field === null) record = row.writes;
    else fields[row.field] = row.writes;
  }
  return { record, fields };
}
