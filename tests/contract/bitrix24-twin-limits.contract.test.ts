import { afterEach, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
afterEach(() => portal.stop());

async function burst(count: number): Promise<{ [status: number]: number }> {
  const statuses: { [status: number]: number } = {};
  for (let sent = 0; sent < count; sent += 1) {
    const { status } = await portal.call('scope');
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

test('50 requests fill the bucket, it drains two a second, and every refusal is counted', async () => {
  portal = await startPortal({ limitScale: 1 });
  expect(await burst(53)).toEqual({ 200: 50, 503: 3 });
  portal.clock.advance(1_000);
  expect(await burst(3)).toEqual({ 200: 2, 503: 1 });
  const refused = await portal.call('scope');
  expect(refused.body).toEqual({ error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' });
  expect(portal.twin.state('violations')).toHaveLength(5);
  expect(portal.twin.state('requests')).toMatchObject([{ requests: 57, refused: 5 }]);
});

test('the scale speeds the drain up, not the burst', async () => {
  portal = await startPortal({ limitScale: 50 });
  expect(await burst(51)).toEqual({ 200: 50, 503: 1 });
  portal.clock.advance(100);
  expect(await burst(11)).toEqual({ 200: 10, 503: 1 });
});

test('a batch of fifty commands is one request', async () => {
  portal = await startPortal({ limitScale: 1 });
  const cmd = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`c${index}`, 'scope']));
  await portal.call('batch', { cmd });
  expect(portal.twin.state('requests')).toMatchObject([{ requests: 1, refused: 0 }]);
});

/** Adds in batches until the method is blocked; two minutes pass so that the drained bucket lets the batches in. */
async function addUntilBlocked(): Promise<{ added: number; error: unknown }> {
  const cmd = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`c${index}`, 'crm.item.add?entityTypeId=2&fields[title]=x']),
  );
  for (let added = 0; ; ) {
    const { body } = await portal.call('batch', { cmd });
    const { result, result_error } = body['result'] as { result: object; result_error: { [key: string]: { error: string } } };
    added += Object.keys(result).length;
    const [error] = Object.values(result_error);
    if (error !== undefined) return { added, error: error.error };
    portal.clock.advance(500);
  }
}

test('about a thousand adds within ten minutes block the method, inside a batch too, until the oldest minute drops', async () => {
  portal = await startPortal({ limitScale: 1 });
  const { added, error } = await addUntilBlocked();
  expect(error).toBe('OPERATION_TIME_LIMIT');
  expect(added).toBeGreaterThan(1_000);
  expect(added).toBeLessThan(1_200);
  portal.clock.advance(60_000);
  const blocked = await portal.call('crm.item.add', { entityTypeId: 2, fields: {} });
  expect([blocked.status, blocked.body['error']]).toEqual([429, 'OPERATION_TIME_LIMIT']);
  expect((await portal.call('crm.item.list', { entityTypeId: 2 })).status).toBe(200);
  portal.clock.advance(10 * 60_000);
  expect((await portal.call('crm.item.add', { entityTypeId: 2, fields: {} })).status).toBe(200);
});

test('on some portals the batch pays for its commands', async () => {
  portal = await startPortal({ limitScale: 1 });
  await portal.act('switch', { batchPaysForAll: true });
  expect(await addUntilBlocked()).toMatchObject({ error: 'OPERATION_TIME_LIMIT' });
  expect((await portal.call('crm.item.add', { entityTypeId: 2, fields: {} })).status).toBe(200);
});

test('the operating budget of one credential leaves another alone', async () => {
  portal = await startPortal({ limitScale: 1 });
  const { access_token: token } = await portal.authorise();
  expect(await addUntilBlocked()).toMatchObject({ error: 'OPERATION_TIME_LIMIT' });
  expect((await portal.callAs(token, 'crm.item.add', { entityTypeId: 2, fields: {} })).status).toBe(200);
});
