import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { judge } from '../chaos/soak/verdict.ts';
import { CONNECTIONS } from '../support/cluster.ts';
import { clusterForFile } from '../support/cluster-test.ts';
import { hubWrites, until } from '../support/deals.ts';

const CLAIMS = 40;
/** What an orchestrator gives a process before it insists. */
const GRACE_MS = 30_000;
const cluster = await clusterForFile({ name: 'shutdown' });

test('a worker that is asked to stop under load ends in time, and another one finishes its work', {
  timeout: 180_000,
}, async () => {
  await cluster.samo.seed(CLAIMS, 9);
  const claims = await cluster.samo.state<{ guid: string; note: string | null }>('claims');
  await cluster.connect();
  await until('the first deals', async () => (await hubWrites(cluster, { operation: 'crm.item.add' })).length >= CLAIMS / 4);
  const [worker] = cluster.workers();
  const askedAt = Date.now();
  const exit = await worker?.stop(GRACE_MS * 2);
  expect(exit).toEqual({ code: 0, signal: null });
  expect(Date.now() - askedAt).toBeLessThan(GRACE_MS);
  expect((await hubWrites(cluster, { operation: 'crm.item.add' })).length).toBeLessThan(CLAIMS * 2);

  await cluster.startWorker();
  await cluster.quiet({ withinMs: 90_000 });
  expect((await judge(cluster, new Map(claims.map(({ guid, note }) => [guid, note ?? ''])))).violations).toEqual([]);
});

test('an api process that is asked to stop under load has committed everything that it acknowledged', async () => {
  const { options } = (await cluster.bitrix24.connection()) as { options: { applicationToken: string } };
  let stopped = false;
  let acknowledged = 0;
  const before = await deliveries();
  const sender = async (id: number) => {
    for (let n = 0; !stopped; n += 1) {
      const body = new URLSearchParams({
        event: 'ONCRMDEALUPDATE',
        'data[FIELDS][ID]': String(id * 10_000 + n),
        'auth[application_token]': options.applicationToken,
      });
      const answer = await fetch(`${cluster.urls.hub}/hooks/${CONNECTIONS.bitrix24}`, { method: 'POST', body }).catch(() => null);
      if (answer?.ok) acknowledged += 1;
      else await sleep(20);
    }
  };
  const senders = [1, 2, 3, 4, 5, 6, 7, 8].map(sender);
  await until('a stream of acknowledged events', async () => acknowledged >= 50);
  expect(await cluster.hub.stop(GRACE_MS)).toEqual({ code: 0, signal: null });
  stopped = true;
  await Promise.all(senders);
  expect((await deliveries()) - before).toBeGreaterThanOrEqual(acknowledged);
  await cluster.restartHub();
  await cluster.quiet();
});

async function deliveries(): Promise<number> {
  const { rows } = await cluster.db.query<{ n: number }>('select count(*)::int as n from deliveries_in');
  return rows[0]?.n ?? -1;
}
