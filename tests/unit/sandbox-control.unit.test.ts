import { expect, test } from 'vitest';
import { systemClock } from '../../sandbox/core/clock.ts';
import { createControl } from '../../sandbox/core/control.ts';
import { createSamoTwin } from '../../sandbox/samo/index.ts';
import { createScenario } from '../../sandbox/scenario/scenario.ts';

/** What the tests look at in an answer. */
interface Body {
  items: unknown[];
  next: number;
  claim: number;
  guid: string;
}

function control() {
  const twins = [createSamoTwin({ clock: systemClock, publicUrl: () => 'http://127.0.0.1:1' })];
  const app = createControl(twins, createScenario({ twins, seed: 1 }));
  async function get(path: string) {
    const answer = await app.request(path);
    return { status: answer.status, body: (await answer.json()) as Body };
  }
  async function post(path: string, body: unknown) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await app.request(path, { method: 'POST', body: text });
    return { status: answer.status, body: (await answer.json()) as Body, type: answer.headers.get('content-type') };
  }
  return { get, post };
}

test('seeding, state, acts, ledger and reset of a twin', async () => {
  const { get, post } = control();
  expect(await post('/samo/seed', { seed: 7, count: 3 })).toMatchObject({ status: 200 });
  expect((await get('/samo/state/claims')).body.items).toHaveLength(3);
  expect((await get('/samo/ledger')).body).toEqual({ writes: [], next: 0 });

  const { body } = await post('/samo/acts/book', {});
  expect(body).toMatchObject({ claim: expect.any(Number), guid: expect.stringMatching(/^[0-9A-F-]{36}$/) });
  await post('/samo/acts/edit', { claim: body.claim, patch: { note: 'Ранний заезд' } });
  expect((await get('/samo/ledger?after=1')).body).toMatchObject({
    writes: [{ n: 2, operation: 'edit', entity: 'claim', id: body.guid, changed: true, fields: { note: 'Ранний заезд' } }],
    next: 2,
  });

  await post('/samo/reset', {});
  expect((await get('/samo/state/claims')).body.items).toEqual([]);
  expect((await get('/samo/ledger')).body.next).toBe(0);
});

test.each(['/nobody/ledger', '/nobody/connection', '/samo/state/toString', '/samo/nothing', '/x/y/z/w'])(
  '%s is a 404 problem',
  async (path) => {
    const { get } = control();
    expect(await get(path)).toMatchObject({
      status: 404,
      body: { type: 'about:blank', status: 404, detail: expect.any(String) },
    });
  },
);

test.each([
  ['/samo/acts/constructor', {}, 404],
  ['/samo/acts/pay', { claim: 'NOBODY', amount: 1 }, 404],
  ['/samo/acts/pay', { claim: 'NOBODY' }, 400],
  ['/samo/acts/edit', { claim: 1, patch: { colour: 'red' } }, 400],
  ['/samo/acts/edit', { claim: 1, patch: { dateBeg: '01.02.2026' } }, 400],
  ['/samo/acts/book', '{', 400],
  ['/samo/acts/book', '[]', 400],
  ['/samo/seed', { seed: 'x', count: 1 }, 400],
  ['/samo/faults', { seed: 1, rules: [{ operation: '*', kind: 'explode', share: 1 }] }, 400],
  ['/samo/faults', { seed: 1, rules: [{ operation: '*', kind: 'drop', share: 2 }] }, 400],
  ['/samo/faults', { rules: [] }, 400],
  ['/scenario', { running: 'yes' }, 400],
  ['/nobody/seed', { seed: 1, count: 1 }, 404],
])('POST %s with %j is a problem %i', async (path, body, status) => {
  const { post } = control();
  expect(await post(path, body)).toMatchObject({ status, type: 'application/problem+json', body: { status } });
});

test('a connection names the address and the logins of the sandbox', async () => {
  const { get } = control();
  expect((await get('/samo/connection')).body).toMatchObject({
    system: 'samo',
    options: {
      url: 'http://127.0.0.1:1/samo/modules/andromeda_3/service.php',
      login: 'uzel',
      clientSecret: 'sandbox-client-secret',
    },
  });
});

test('the other interfaces of a system stand beside its connection', async () => {
  const { get } = control();
  expect((await get('/samo/connection')).body).toMatchObject({
    transports: {
      gate: { url: 'http://127.0.0.1:1/samo/export/default.php', oauthToken: 'sandbox-oauth-token' },
      online: { url: 'http://127.0.0.1:1/samo/export/default.php', method: 'GET' },
      wspay: { url: 'http://127.0.0.1:1/samo/modules/wspay/service.php', login: 'uzel-bank' },
      documents: { oauthToken: 'sandbox-oauth-token' },
    },
  });
});

test('the last records of a long list can be had alone, with their total', async () => {
  const { get, post } = control();
  await post('/samo/seed', { seed: 7, count: 5 });
  const all = (await get('/samo/state/claims')).body.items;
  expect((await get('/samo/state/claims?last=2')).body).toEqual({ items: all.slice(-2), total: 5 });
  expect((await get('/samo/state/claims?last=x')).status).toBe(400);
});

test('the twins tell what they hold and what people can do there', async () => {
  const { get } = control();
  expect((await get('/twins')).body.items).toMatchObject([
    {
      name: 'samo',
      entities: expect.arrayContaining(['claims', 'references', 'payments', 'invoices', 'documents']),
      acts: expect.arrayContaining(['book', 'pay', 'cancel', 'confirm', 'edit']),
    },
  ]);
});

test('the scenario is started and stopped', async () => {
  const { get, post } = control();
  expect((await post('/scenario', { running: true, speed: 5 })).body).toEqual({ running: true, speed: 5 });
  expect((await post('/scenario', { running: false })).body).toEqual({ running: false, speed: 1 });
  expect((await get('/scenario')).body).toEqual({ running: false, speed: 1 });
});
