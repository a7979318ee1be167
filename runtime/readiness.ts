import type { Connection } from '@temporalio/client';
import { sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { databaseState } from './database-state.ts';

export interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

const LIMIT_MS = 2_000;

/** What must work before requests are sent to this process: database, Temporal, migrations. */
export function readiness(db: Database, temporal: Connection, databaseUrl: string): Promise<Check[]> {
  return Promise.all([
    check('database', async () => {
      await db.execute(sql`select 1`);
      return 'answers';
    }),
    check('temporal', async () => {
      await temporal.withDeadline(Date.now() + LIMIT_MS, () => temporal.workflowService.getSystemInfo({}));
      return 'answers';
    }),
    check('migrations', async () => {
      const { migrationsPending } = await databaseState(databaseUrl);
      if (migrationsPending > 0) throw new Error(`${migrationsPending} pending`);
      return 'up to date';
    }),
  ]);
}

async function check(name: string, ask: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await ask() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
