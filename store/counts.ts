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
