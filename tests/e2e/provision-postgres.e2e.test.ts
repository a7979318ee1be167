import { statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { type Postgres, startPostgres } from '../../runtime/provision/postgres.ts';
import { tempDir } from '../support/temp-dir.ts';

async function started(dataDir: string): Promise<{ postgres: Postgres; said: string[] }> {
  const said: string[] = [];
  const postgres = await startPostgres({ dataDir, port: 0, log: (line) => void said.push(line) });
  onTestFinished(() => postgres.stop());
  return { postgres, said };
}

async function query<Row extends pg.QueryResultRow>({ url }: Postgres, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query<Row>(text).then(
    ({ rows }) => client.end().then(() => rows),
    (error) => client.end().then(() => Promise.reject(error)),
  );
}

test('the database keeps its rows over a stop and a killed server, and commits durably', async () => {
  const dataDir = tempDir();
  const first = await started(dataDir);
  await query(first.postgres, 'create table kept (n int); insert into kept values (1)');
  expect(await query(first.postgres, "select current_setting('fsync') f, current_setting('synchronous_commit') s")).toEqual([
    { f: 'on', s: 'on' },
  ]);
  expect(await query(first.postgres, "select lower('ЁЖ') as lower")).toEqual([{ lower: 'ёж' }]);
  await first.postgres.stop();

  const second = await started(dataDir);
  expect(second.said).toEqual([]);
  expect(second.postgres.url.replace(/:\d+\//, '/')).toBe(first.postgres.url.replace(/:\d+\//, '/'));
  await query(second.postgres, 'insert into kept values (2)');
  process.kill(second.postgres.pid, 'SIGKILL');

  const third = await started(dataDir);
  expect(await query(third.postgres, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a server that an interrupted run left behind gives way to the new one', async () => {
  const dataDir = tempDir();
  const left = await started(dataDir);
  const next = await started(dataDir);
  expect(next.said).toEqual(['stopping the PostgreSQL that an interrupted run left behind']);
  expect(next.postgres.pid).not.toBe(left.postgres.pid);
  expect(await query(next.postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('it listens on this machine alone, with a password that only the owner reads', async () => {
  const dataDir = tempDir();
  const { postgres } = await started(dataDir);
  expect(await query(postgres, "select current_setting('listen_addresses') a")).toEqual([{ a: '127.0.0.1' }]);
  expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
  await expect(query({ ...postgres, url: postgres.url.replace(/:[^:@]+@/, ':wrong@') }, 'select 1')).rejects.toThrow('password');
});
