import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { projectRoot } from '../config/root.ts';

export interface DatabaseState {
  /** PostgreSQL's own version number. */
  version: string;
  migrationsPending: number;
}

/** Asks a database what it is and how many of our migrations it lacks. Reads only. */
export async function databaseState(url: string): Promise<DatabaseState> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, application_name: 'uzel-doctor' });
  // The query in flight rejects; the event says nothing more.
  client.on('error', () => {});
  await client.connect();
  try {
    const version = await client.query<{ server_version: string }>('show server_version');
    const table = await client.query<{ found: boolean }>(
      "select to_regclass('drizzle.__drizzle_migrations') is not null as found",
    );
    const applied = table.rows[0]?.found ? (await client.query('select 1 from drizzle.__drizzle_migrations')).rowCount : 0;
    return { version: version.rows[0]?.server_version ?? 'unknown', migrationsPending: Math.max(0, shipped() - (applied ?? 0)) };
  } finally {
    await client.end();
  }
}

function shipped(): number {
  const journal = readFileSync(join(projectRoot(), 'store/migrations/meta/_journal.json'), 'utf8');
  return (JSON.parse(journal) as { entries: unknown[] }).entries.length;
}
