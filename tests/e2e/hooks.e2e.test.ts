import { expect, test } from 'vitest';
import { CONNECTIONS } from '../support/cluster.ts';
import { setReachable } from '../support/cluster-database.ts';
import { clusterForFile } from '../support/cluster-test.ts';
import { until } from '../support/deals.ts';

const cluster = await clusterForFile({ name: 'hooks', workers: 0 });
await cluster.connect();
const { options } = (await cluster.bitrix24.connection()) as { options: { applicationToken: string } };

function event(fields: { [name: string]: string } = {}): string {
  const body = {
    event: 'ONCRMDEALUPDATE',
    'data[FIELDS][ID]': '7',
    'auth[application_token]': options.applicationToken,
    ...fields,
  };
  return new URLSearchParams(body).toString();
}

function deliver(body: string, connection: string = CONNECTIONS.bitrix24): Promise<Response> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(`${cluster.urls.hub}/hooks/${connection}`, { method: 'POST', headers, body });
}

async function stored(): Promise<{ deliveries: number; dead: number; rows: number }> {
  const { rows } = await cluster.db.query<{ deliveries: number; dead: number; rows: number }>(`
    select (select count(*)::int from deliveries_in) as deliveries,
      (select count(*)::int from deliveries_in where state = 'dead') as dead,
      (select count(*)::int from inbox where connection_id = '${CONNECTIONS.bitrix24}') as rows`);
  return rows[0] ?? { deliveries: -1, dead: -1, rows: -1 };
}

test('an accepted event is committed with its body before it is acknowledged', async () => {
  const before = await stored();
  expect((await deliver(event())).status).toBe(200);
  expect(await stored()).toEqual({ ...before, deliveries: before.deliveries + 1, rows: before.rows + 1 });
});

test('a wrong or missing token is refused, and nothing of it is stored', async () => {
  const before = await stored();
  expect((await deliver(event({ 'auth[application_token]': 'wrong' }))).status).toBe(401);
  expect((await deliver('event=ONCRMDEALUPDATE')).status).toBe(401);
  expect(await stored()).toEqual(before);
});

test('a hook of an unknown connection, or of one without a hook, is not there', async () => {
  expect((await deliver(event(), 'nobody')).status).toBe(404);
  expect((await deliver(event(), CONNECTIONS.samo)).status).toBe(404);
});

test('a body longer than a mebibyte is refused, a long one below that is read', async () => {
  const before = await stored();
  const padded = (bytes: number) => `${event()}&pad=`.padEnd(bytes, 'x');
  expect((await deliver(padded(900_000))).status).toBe(200);
  expect((await deliver(padded(1_048_577))).status).toBe(413);
  expect((await stored()).deliveries).toBe(before.deliveries + 1);
});

test('an event that proved its origin and cannot be read is kept as a dead letter', async () => {
  const before = await stored();
  expect((await deliver(event({ 'data[FIELDS][ID]': 'undefined' }))).status).toBe(200);
  expect(await stored()).toEqual({ ...before, deliveries: before.deliveries + 1, dead: before.dead + 1 });
});

test('while the database is away events are refused, so that their sender keeps them', async () => {
  await setReachable(cluster.servers.postgresUrl, cluster.databaseUrl, false);
  expect((await deliver(event())).status).toBe(503);
  expect((await fetch(`${cluster.urls.hub}/readyz`)).status).toBe(503);
  await setReachable(cluster.servers.postgresUrl, cluster.databaseUrl, true);
  await until('the hub accepts again', async () => (await deliver(event())).status === 200);
});
