import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../config/root.ts';
import { startPostgres } from '../../runtime/provision/postgres.ts';
import { migrateDatabase, type OpenDatabase, openDatabase } from '../../store/database.ts';
import { guard } from './guard.ts';

/** A PostgreSQL of its own with the hub's schema, for the tests of one file. */
export async function startHubDatabase(): Promise<OpenDatabase & { url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'uzel-db-'));
  const postgres = await startPostgres({ dataDir, port: 0, log: () => undefined });
  guard.add(postgres.pid);
  await migrateDatabase(postgres.url, join(projectRoot(), 'store/migrations'));
  const open = openDatabase(postgres.url, { max: 8, onError: () => undefined });
  return {
    ...open,
    url: postgres.url,
    async stop() {
      await open.close();
      await postgres.stop();
      guard.remove(postgres.pid);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A database that nobody listens for: every query fails at once. */
export function absentDatabase(): OpenDatabase {
  return openDatabase('postgresql://uzel:none@127.0.0.1:1/uzel', { max: 1, onError: () => undefined });
}
