import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import * as schema from './schema/index.ts';

export type Database = NodePgDatabase<typeof schema>;
/** A database or an open transaction: what store functions take. */
export type Db = Database | Parameters<Parameters<Database['transaction']>[0]>[0];

export interface OpenDatabase {
  db: Database;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** Any constant will do, as long as every process uses the same. */
const MIGRATION_LOCK = 4_815_162_342;

/**
 * @param options `durable: false` for a pool whose commits may be lost in a crash of the server: rate budgets, breakers and turns, nothing else;
 *   `withinMs` bounds every statement and every wait for a connection, so that a connection that died unseen keeps no call waiting
 */
export function openDatabase(
  url: string,
  options: { max: number; onError: (error: Error) => void; durable?: boolean; withinMs?: number },
): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: 'uzel',
    keepAlive: true,
    ...(options.durable === false ? { options: '-c synchronous_commit=off' } : {}),
    ...(options.withinMs === undefined ? {} : { query_timeout: options.withinMs, connectionTimeoutMillis: options.withinMs }),
  });
  // A connection may be lost while it is idle, in a transaction between two queries, or while it is handed out: unheard, its error ends the process.
  pool.on('connect', (client) => client.on('error', options.onError));
  pool.on('error', () => {});
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() };
}

/** Brings the schema forward; processes that start together wait for each other. Idempotent. */
export async function migrateDatabase(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'uzel-migrate' });
  // The query in flight rejects; the event says nothing more.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end();
  }
}

/** Holds a lock for the length of the transaction if nobody else does. */
export async function tryLock(db: Db, name: string): Promise<boolean> {
  const result = await db.execute<{ locked: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as locked`,
  );
  return result.rows[0]?.locked === true;
}

/** Connection exceptions, server shutting down, serialisation failure, deadlock, out of connections. */
const PASSING = /^(08...|57P0.|40001|40P01|53300|55P03)$/;
const NETWORK = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'];
const POOL =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Cannot use a pool after calling end|Client has encountered a connection error/;

/** Whether the same statement may succeed later: the server is away, or two transactions met. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (PASSING.test(code) || POOL.test(error.message)) return true;
  if (NETWORK.includes(code) && 'syscall' in error) return true;
  return isDatabaseTrouble(error.cause);
}
