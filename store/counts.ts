import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { cursors, secrets } from './schema/index.ts';

/** `dead` counts parked events, and deliveries whose body could not be read. */
export type Backlog = { pending: number; dead: number };

/** What waits and what is parked, by connection; connections without either are absent. */
export async function backlogs(db: Db): Promise<Map<string, Backlog>> {
  const { rows } = await db.execute<{ id: string } & Backlog>(sql`
    select connection_id as id, sum(pending)::int as pending, sum(dead)::int as dead from (
      select connection_id, count(*) filter (where state = 'pending') as pending, count(*) filter (where state = 'dead') as dead
        from inbox where state in ('pending', 'dead') group by connection_id
      union all
      select connection_id, 0, count(*) from deliveries_in where state = 'dead' group by connection_id
    ) as counted group by connection_id`);
  return new Map(rows.map(({ id, pending, dead }) => [id, { pending, dead }]));
}

/** How far each feed has been read, and when that last moved. */
export async function listCursors(db: Db): Promise<{ connectionId: string; name: string; updatedAt: Date }[]> {
  return db
    .select({ connectionId: cursors.connectionId, name: cursors.name, updatedAt: cursors.updatedAt })
    .from(cursors)
    .orderBy(cursors.connectionId, cursors.name);
}

/** Names of the secrets that are set, never their values. */
export async function listSecretNames(db: Db): Promise<{ connectionId: string; name: string }[]> {
  return db
    .select({ connectionId: secrets.connectionId, name: secrets.name })
    .from(secrets)
    .orderBy(secrets.connectionId, secrets.name);
}

export interface Overview {
  links: number;
  pending: number;
  dead: number;
  openTasks: number;
  echoes: number;
}

/** The hub in five figures. */
export async function overview(db: Db): Promise<Overview> {
  const { rows } = await db.execute<{ links: number; pending: number; dead: number; open_tasks: number; echoes: number }>(sql`
    select (select count(*)::int from links) as links,
      (select count(*)::int from inbox where state = 'pending') as pending,
      (select count(*)::int from inbox where state = 'dead')
        + (select count(*)::int from deliveries_in where state = 'dead') as dead,
      (select count(*)::int from tasks where state = 'open') as open_tasks,
      (select count(*)::int from inbox where state = 'done' and result = 'echo') as echoes`);
  const [row] = rows;
  if (!row) throw new Error('counting gave no row');
  return { links: row.links, pending: row.pending, dead: row.dead, openTasks: row.open_tasks, echoes: row.echoes };
}
