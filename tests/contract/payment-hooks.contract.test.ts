import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tokenOf } from '../../connectors/tbank/token.ts';
import { serve } from '../../server/serve.ts';
import { hubOn } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';

/** What knocks at the door of payments, over HTTP: each stranger is refused and leaves nothing behind. */

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let served: Awaited<ReturnType<typeof serve>>;
let bare: Awaited<ReturnType<typeof serve>>;
const THEIRS = '185.71.76.5';
const STRANGER = '203.0.113.9';
const PASSWORD = 'terminal-password';

beforeAll(async () => {
  database = await startHubDatabase();
  const { app, api } = hubOn(database.db, { proxies: 1 });
  [served, bare] = await Promise.all([
    serve(app, { host: '127.0.0.1', port: 0 }),
    serve(hubOn(database.db).app, { host: '127.0.0.1', port: 0 }),
  ]);
  for (const [id, system, options] of [
    ['shop', 'yookassa', { shopId: '100500', secretKey: 'key' }],
    ['shop-unset', 'yookassa', { shopId: '100500' }],
    ['terminal', 'tbank', { terminalKey: 'Terminal', password: PASSWORD }],
    ['terminal-unset', 'tbank', { terminalKey: 'Terminal' }],
  ] as const) {
    expect(await api.post('/api/connections', { id, system, title: id, options })).toMatchObject({ status: 201 });
  }
}, 60_000);
afterAll(() => Promise.all([served.stop(0), bare.stop(0)]).then(() => database.stop()));
beforeEach(() => database.db.execute('truncate inbox, deliveries_in cascade'));

async function kept(): Promise<{ bodies: number; dead: number; subjects: string[] }> {
  const { rows } = await database.db.execute<{ bodies: number; dead: number; subjects: string[] }>(`
    select (select count(*)::int from deliveries_in) as bodies, (select count(*)::int from deliveries_in where state = 'dead') as dead,
      coalesce((select array_agg(subject || ' ' || external_id) from inbox), '{}') as subjects`);
  return rows[0] ?? { bodies: -1, dead: -1, subjects: [] };
}
const NOTHING = { bodies: 0, dead: 0, subjects: [] };

function knock(connection: string, body: string, forwarded = THEIRS, port = served.port): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': forwarded };
  return fetch(`http://127.0.0.1:${port}/hooks/${connection}`, { method: 'POST', headers, body });
}
const answered = async (response: Promise<Response>) => {
  const { status, headers } = await response;
  return [status, headers.get('content-type')?.split(';')[0]];
};
const REFUSED = [401, 'application/problem+json'];

describe('ЮKassa', () => {
  const paid = (id = 'p-1') => JSON.stringify({ type: 'notification', event: 'payment.succeeded', object: { id } });

  test('is heard from its own networks, and its payment is read by the run of payments', async () => {
    expect((await knock('shop', paid())).status).toBe(200);
    expect(await kept()).toEqual({ bodies: 1, dead: 0, subjects: ['payments:shop p-1'] });
  });

  test.each([
    ['a foreign address', STRANGER],
    ['a foreign address that claims another before it', `${THEIRS}, ${STRANGER}`],
    ['no address', ''],
  ])('%s is refused, and nothing is kept', async (_, forwarded) => {
    expect(await answered(knock('shop', paid(), forwarded))).toEqual(REFUSED);
    expect(await kept()).toEqual(NOTHING);
  });

  test('what a sender says of its address counts for nothing where no proxy is trusted', async () => {
    expect(await answered(knock('shop', paid(), THEIRS, bare.port))).toEqual(REFUSED);
    expect(await kept()).toEqual(NOTHING);
  });

  test('without a secret key nobody is let in', async () => {
    expect(await answered(knock('shop-unset', paid()))).toEqual(REFUSED);
    expect(await kept()).toEqual(NOTHING);
  });

  test('a replayed notification is kept and asks for no second reading', async () => {
    for (const _ of [1, 2, 3]) expect((await knock('shop', paid())).status).toBe(200);
    expect(await kept()).toEqual({ bodies: 3, dead: 0, subjects: ['payments:shop p-1'] });
  });

  test('a body over a mebibyte is refused', async () => {
    expect(await answered(knock('shop', paid('x'.repeat(1_048_577))))).toEqual([413, 'application/problem+json']);
    expect(await kept()).toEqual(NOTHING);
  });

  test('what cannot be read is a dead letter', async () => {
    expect((await knock('shop', '{"type":"notification"')).status).toBe(200);
    expect(await kept()).toEqual({ bodies: 1, dead: 1, subjects: [] });
  });
});

describe('Т-Банк', () => {
  const fields = { TerminalKey: 'Terminal', OrderId: '123456', Success: true, Status: 'CONFIRMED', PaymentId: 77, Amount: 19200 };
  const signed = (changes: object = {}, password = PASSWORD) => {
    const said = { ...fields, ...changes };
    return JSON.stringify({ ...said, Token: tokenOf(said, password) });
  };

  test('is answered with OK, and its payment is read by the run of payments', async () => {
    const answer = await knock('terminal', signed());
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    expect(await kept()).toEqual({ bodies: 1, dead: 0, subjects: ['payments:terminal 77'] });
  });

  test.each([
    ['a wrong token', JSON.stringify({ ...fields, Token: '0'.repeat(64) })],
    ['no token', JSON.stringify(fields)],
    ['a token by another password', signed({}, 'guess')],
    ['an amount changed after it was signed', signed().replace('19200', '19201')],
    ['another terminal', signed({ TerminalKey: 'Other' })],
    ['what is no JSON', 'PaymentId=77'],
  ])('%s is refused, and nothing is kept', async (_, body) => {
    expect(await answered(knock('terminal', body))).toEqual(REFUSED);
    expect(await kept()).toEqual(NOTHING);
  });

  test('without a password nobody is let in, not even by the token of an empty one', async () => {
    expect(await answered(knock('terminal-unset', signed({}, '')))).toEqual(REFUSED);
    expect(await kept()).toEqual(NOTHING);
  });

  test('a replayed notification is kept and asks for no second reading', async () => {
    for (const _ of [1, 2]) expect((await knock('terminal', signed())).status).toBe(200);
    expect(await kept()).toEqual({ bodies: 2, dead: 0, subjects: ['payments:terminal 77'] });
  });

  test('a body over a mebibyte is refused', async () => {
    expect((await knock('terminal', signed({ DATA: 'x'.repeat(1_048_577) }))).status).toBe(413);
    expect(await kept()).toEqual(NOTHING);
  });
});
