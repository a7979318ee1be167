import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { Temporal } from '../../runtime/provision/temporal.ts';
import { judge } from '../chaos/soak/verdict.ts';
import { setReachable } from '../support/cluster-database.ts';
import { startOwnTemporal } from '../support/cluster-servers.ts';
import { clusterForFile, sharedServers, temporaryFolder } from '../support/cluster-test.ts';
import { until } from '../support/deals.ts';

/** Larger figures by hand: a night of it needs no other test. */
const AWAY_MS = Number(process.env['UZEL_TEST_AWAY_SECONDS'] ?? 10) * 1_000;
const RUNS = Number(process.env['UZEL_TEST_RUNS'] ?? 20);
const UNDER_WAY_WITHIN_MS = 120_000;

const folder = temporaryFolder();
let temporal: Temporal = await startOwnTemporal(folder);
const port = Number(temporal.address.split(':')[1]);
afterAll(() => temporal.stop());
const servers = { ...(await sharedServers()), temporalAddress: temporal.address };
const cluster = await clusterForFile({ name: 'live', namespace: 'default' }, servers);
await cluster.samo.seed(RUNS, 5);
await cluster.connect();
await cluster.quiet();

interface EventLine {
  outcome: string;
  status: number | null;
}

/** Deals whose events wait. */
const pending = async (): Promise<number> => {
  const { rows } = await cluster.db.query<{ n: number }>(
    "select count(*)::int as n from inbox where state = 'pending' and entity = 'deal'",
  );
  return rows[0]?.n ?? -1;
};

async function editDeals(title: string): Promise<void> {
  for (const deal of await cluster.bitrix24.state<{ id: number }>('deals'))
    await cluster.bitrix24.act('edit', { deal: deal.id, fields: { title } });
}

async function expectAgreement(): Promise<void> {
  expect((await judge(cluster, new Map())).violations.filter((line) => !line.includes('comments'))).toEqual([]);
}

test('while Temporal is away every event is acknowledged, and all of them are worked off afterwards', async () => {
  await temporal.stop();
  const before = (await cluster.bitrix24.state<EventLine>('events')).length;
  await editDeals('Пока Temporal нет');
  await sleep(AWAY_MS);
  const told = (await cluster.bitrix24.state<EventLine>('events')).slice(before);
  expect(told.map(({ outcome, status }) => `${outcome} ${status}`)).toEqual(told.map(() => 'delivered 200'));
  expect(await pending()).toBe(RUNS);
  temporal = await startOwnTemporal(folder, port);
  await cluster.quiet({ withinMs: UNDER_WAY_WITHIN_MS });
  await expectAgreement();
});

test('while the database is away no process ends, and work goes on afterwards', async () => {
  await editDeals('Пока базы нет');
  await setReachable(servers.postgresUrl, cluster.databaseUrl, false);
  await sleep(3_000);
  await setReachable(servers.postgresUrl, cluster.databaseUrl, true);
  await cluster.quiet({ withinMs: UNDER_WAY_WITHIN_MS });
  expect([cluster.hub, ...cluster.workers()].map((one) => one.alive())).toEqual([true, true]);
  await expectAgreement();
});

test('terminated runs and a lost Temporal database delay work and lose nothing', { timeout: 240_000 }, async () => {
  await cluster.samo.faults({ operation: '*', kind: 'html', share: 1 });
  await cluster.samo.seed(RUNS, 6);
  await editDeals('Пока прогоны прерваны');
  const open = await until('open runs of every deal', async () => {
    const runs: string[] = [];
    const query = 'ExecutionStatus = "Running" AND WorkflowType = "dealSync"';
    for await (const run of cluster.temporal.workflow.list({ query })) runs.push(run.workflowId);
    return runs.length === RUNS ? runs : null;
  });
  for (const workflowId of open) await cluster.temporal.workflow.getHandle(workflowId).terminate('by hand');
  await temporal.stop();
  for (const name of ['temporal.db', 'temporal.db-wal', 'temporal.db-shm']) rmSync(join(folder, name), { force: true });
  await cluster.samo.faults();
  temporal = await startOwnTemporal(folder, port);
  const lostAt = Date.now();
  await cluster.quiet({ withinMs: UNDER_WAY_WITHIN_MS });
  expect(Date.now() - lostAt).toBeLessThan(UNDER_WAY_WITHIN_MS);
  await expectAgreement();
});
