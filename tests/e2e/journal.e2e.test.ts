import { expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { until } from '../support/deals.ts';

const cluster = await clusterForFile({ name: 'journal' });

const verify = () => cluster.api.get('/api/journal/verify') as Promise<{ ok: boolean; rows?: number }>;

test('seals over the journal hold, and a changed line is found', async () => {
  await cluster.samo.seed(5, 1);
  await cluster.connect();
  await cluster.quiet();
  const { rows } = await cluster.db.query<{ n: number; last: string }>(
    'select count(*)::int as n, max(id)::text as last from journal',
  );
  expect(rows[0]?.n).toBeGreaterThan(5);
  await until('a seal over every line', async () => (await verify()).rows === rows[0]?.n);
  expect((await verify()).ok).toBe(true);

  await cluster.db.query("update journal set actor = 'somebody else' where id = (select min(id) from journal)");
  expect((await verify()).ok).toBe(false);
  await cluster.db.query("update journal set actor = 'process:deals' where id = (select min(id) from journal)");
});
