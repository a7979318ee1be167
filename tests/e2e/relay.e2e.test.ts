import { beforeEach, expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { relayRoute } from '../support/relay.ts';
import { twinControl } from '../support/twin-control.ts';

const cluster = await clusterForFile({ name: 'relay-ways', workers: 1, limitScale: 50 });
const sink = twinControl(cluster.urls.sandbox, 'http');
const WAIT = { timeout: 30_000, interval: 100 };

interface Item {
  body: { reference: string; number: number };
}

let made: Awaited<ReturnType<typeof relayRoute>>;
let turn = 0;

beforeEach(async () => {
  for (const { id } of ((await cluster.api.get('/api/routes')) as { items: { id: string }[] }).items)
    await cluster.api.post(`/api/routes/${id}/turn`, { state: 'off' });
  await sink.reset();
  turn += 1;
});

const order = (n: number, key = `k-${n}`) => ({ id: `t${turn}-${n}`, key, number: n, status: 'paid', currency: 'RUB' });
const post = async (n: number, key?: string) => expect(await made.send(made.hook, order(n, key))).toBe(200);
const arrived = async () => (await sink.state<Item>('items')).map(({ body }) => body.number);
const outcomes = async () => {
  const { rows } = await cluster.db.query<{ state: string; result: string | null; code: string | null; n: number }>(
    "select state, result, error->>'code' as code, count(*)::int as n from inbox where route_id = $1 group by 1, 2, 3 order by 1, 2, 3",
    [made.id],
  );
  return rows.map(({ state, result, code, n }) => `${n} ${result ?? code ?? state}`);
};
const tasks = async (kind: string) => {
  const { items } = (await cluster.api.get(`/api/tasks?state=open&kind=${kind}`)) as {
    items: { id: number; data: { route?: string; behind?: number } }[];
  };
  return items;
};

test('an event reaches every route that takes it, and what no condition lets through says so', async () => {
  made = await relayRoute(cluster);
  const other = await relayRoute(cluster, { route: { title: 'Только новые', conditions: [{ path: 'status', is: 'new' }] } });
  await post(1);
  await expect.poll(arrived, WAIT).toEqual([1]);
  await expect.poll(outcomes, WAIT).toEqual(['1 written']);
  const events = (await cluster.api.get(`/api/routes/${other.id}/events`)) as { items: { result: string }[] };
  expect(events.items.map(({ result }) => result)).toEqual(['no_match']);
});

test('one event sent twice is written once', async () => {
  made = await relayRoute(cluster);
  await post(1);
  await post(1);
  await post(2);
  await expect.poll(arrived, WAIT).toHaveLength(2);
  expect(await outcomes()).toEqual(['2 written']);
});

test('a failing key is parked with what comes behind it and one task, others go on; released, it catches up in order', async () => {
  made = await relayRoute(cluster);
  await sink.faults({ operation: 'items.create', kind: 'error', share: 1, code: '422' });
  await post(1, 'bad');
  await expect.poll(async () => (await tasks('relay_parked')).length, WAIT).toBe(1);
  await sink.faults();
  await post(2, 'bad');
  await post(3, 'bad');
  await post(4, 'good');
  await expect.poll(arrived, WAIT).toEqual([4]);
  await expect.poll(outcomes, WAIT).toEqual(['2 BEHIND_PARKED', '1 HTTP_422', '1 written']);
  const [task] = await tasks('relay_parked');
  await cluster.api.post(`/api/tasks/${task?.id}/decide`, { choice: 'retry' });
  await expect.poll(arrived, WAIT).toEqual([4, 1, 2, 3]);
  expect(await tasks('relay_parked')).toEqual([]);
});

test('a target that is down holds its events with one task, and is caught up with when it answers', async () => {
  made = await relayRoute(cluster);
  await sink.faults({ operation: 'items.create', kind: 'error', share: 1, code: '503' });
  for (let n = 1; n <= 30; n += 1) await post(n);
  await expect.poll(async () => (await tasks('target_down')).length, WAIT).toBe(1);
  await sink.faults();
  await expect.poll(async () => (await arrived()).length, WAIT).toBe(30);
  await expect.poll(async () => (await tasks('target_down')).length, WAIT).toBe(0);
  expect(await outcomes()).toEqual(['30 written']);
});

test('a write without a key is looked for after a break, not repeated blindly', async () => {
  const find = { path: '/items?mark={reference}', pointer: '/items', idPointer: '/id' };
  const rules = [
    { from: 'id', to: 'reference' },
    { from: 'id', to: 'mark' },
    { from: 'number', to: 'number' },
  ];
  made = await relayRoute(cluster, {
    sinkOptions: { requests: { 'item.create': { path: '/items', idPointer: '/id', find, settleMs: 1_000 } } },
    route: { rules },
  });
  await sink.faults({ operation: 'items.create', kind: 'commit_then_drop', share: 0.5 });
  for (let n = 1; n <= 10; n += 1) await post(n);
  await expect.poll(outcomes, WAIT).toEqual(['10 written']);
  expect((await arrived()).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('where an outcome cannot be proved a person is asked, and the answer decides', async () => {
  made = await relayRoute(cluster, { sinkOptions: { requests: { 'item.create': { path: '/items' } } } });
  await sink.faults({ operation: 'items.create', kind: 'commit_then_drop', share: 1 });
  await post(1);
  await expect.poll(async () => (await tasks('unknown_outcome')).length, WAIT).toBe(1);
  await sink.faults();
  const [task] = await tasks('unknown_outcome');
  await cluster.api.post(`/api/tasks/${task?.id}/decide`, { choice: 'landed' });
  await expect.poll(outcomes, WAIT).toEqual(['1 written']);
  expect(await arrived()).toEqual([1]);
});

test('a paused route lets events wait; observing, it stores the writes it would make and makes none', async () => {
  made = await relayRoute(cluster, { route: { mode: 'observe' } });
  await cluster.api.post(`/api/routes/${made.id}/turn`, { state: 'paused', reason: 'проверка' });
  await post(1);
  await expect.poll(outcomes, WAIT).toEqual(['1 pending']);
  await cluster.api.post(`/api/routes/${made.id}/turn`, { state: 'on' });
  await expect.poll(outcomes, WAIT).toEqual(['1 observed']);
  expect(await arrived()).toEqual([]);
  const planned = await cluster.db.query("select 1 from effects where link_id = $1 and state = 'planned'", [made.id]);
  expect(planned.rows).toHaveLength(1);
});

test('a wrong setting stops the route once, with a task; its events wait for the person', async () => {
  made = await relayRoute(cluster);
  await sink.faults({ operation: 'items.create', kind: 'error', share: 1, code: '403' });
  for (let n = 1; n <= 5; n += 1) await post(n);
  await expect.poll(async () => (await tasks('route_stopped')).length, WAIT).toBe(1);
  await sink.faults();
  expect(await arrived()).toEqual([]);
  await cluster.api.post(`/api/routes/${made.id}/turn`, { state: 'on' });
  await expect.poll(async () => (await arrived()).length, WAIT).toBe(5);
});
