import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';

/** What waits, for gauges and the overview. */
export interface Backlog {
  inbox: { process: string; pending: number; oldestSeconds: number }[];
  tasks: { kind: string; open: number }[];
  effectsOpen: number;
}

export async function backlog(db: Db): Promise<Backlog> {
  const inbox = await db.execute<{ process: string; pending: number; oldest: number }>(sql`
    select split_part(subject, ':', 1) as process, count(*)::int as pending,
      extract(epoch from now() - min(received_at))::float8 as oldest
    from inbox where state = 'pending' group by 1`);
  const tasks = await db.execute<{ kind: string; open: number }>(
    sql`select kind, count(*)::int as open from tasks where state <> 'closed' group by 1`,
  );
  const effects = await db.execute<{ open: number }>(sql`select count(*)::int as open from effects where state = 'intended'`);
  return {
    inbox: inbox.rows.map(({ process, pending, oldest }) => ({ process, pending, oldestSeconds: oldest })),
    tasks: tasks.rows,
    effectsOpen: effects.rows[0]?.open ?? 0,
  };
}
