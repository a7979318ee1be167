import { describe, expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import type { TokenPair } from '../../connectors/sdk/contract.ts';
import { bitrix24Options, connected, tokenStore } from '../support/bitrix24.ts';
import { ok, type Params, refusal, type ScriptAnswer, scriptedPortal } from '../support/bitrix24-script.ts';

const first: TokenPair = { accessToken: 'old', refreshToken: 'r1', expiresAt: 0 };
const DAY_MS = 86_400_000;

const tokens = (more: object = {}): ScriptAnswer => ({
  body: {
    access_token: 'new',
    refresh_token: 'r2',
    expires_in: 3600,
    server_endpoint: 'https://oauth.bitrix.info/rest/',
    ...more,
  },
});
const rows = (params: Params): ScriptAnswer =>
  params['auth'] === 'new' ? ok({ productRows: [] }) : refusal(401, 'expired_token');

function application(
  url: string,
  store = tokenStore(first),
  more: Parameters<typeof connected>[3] & { now?: () => number } = {},
) {
  const { now, ...lent } = more;
  const options = bitrix24Options({
    auth: 'oauth',
    portal: url,
    oauthServer: url,
    clientId: 'local.1',
    clientSecret: 'client-secret',
    privateNetworks: ['127.0.0.0/8'],
  });
  return bitrix24.connect(connected(options, now ? { clock: { now } } : {}, store, lent));
}

describe('an expired token', () => {
  test('is refreshed once for fifty calls at once, and each call repeated', async () => {
    const portal = await scriptedPortal({ 'crm.item.productrow.list': rows, token: () => tokens() });
    const store = tokenStore(first);
    const clients = Array.from({ length: 50 }, () => application(portal.url, store));
    await Promise.all(clients.map((client, id) => client.getProductRows(String(id + 1))));
    expect(portal.calls.filter((call) => call === 'token')).toHaveLength(1);
    expect(await store.read()).toMatchObject({ accessToken: 'new', refreshToken: 'r2' });
  });

  test('that is refused again after its refresh is final: no loop', async () => {
    const portal = await scriptedPortal({
      'crm.item.productrow.list': () => refusal(401, 'expired_token'),
      token: () => tokens(),
    });
    await expect(application(portal.url).getProductRows('1')).rejects.toMatchObject({ kind: 'auth' });
    expect(portal.calls).toEqual(['crm.item.productrow.list', 'token', 'crm.item.productrow.list']);
  });

  test.each([
    ['a void refresh token', refusal(400, 'invalid_grant')],
    ['an unknown application, told with 200', refusal(200, 'wrong_client')],
    ['a token of a strange authorisation server', tokens({ server_endpoint: 'https://evil.example.com/rest/' })],
  ])('that meets %s stops the connection and keeps the stored pair', async (_name, answer) => {
    const portal = await scriptedPortal({ 'crm.item.productrow.list': rows, token: () => answer });
    const store = tokenStore(first);
    await expect(application(portal.url, store).getProductRows('1')).rejects.toMatchObject({ kind: 'auth' });
    expect(await store.read()).toEqual(first);
  });

  test('whose refresh was won elsewhere meanwhile is taken from the store', async () => {
    const portal = await scriptedPortal({ 'crm.item.productrow.list': rows });
    let reads = 0;
    const store = {
      refreshes: 0,
      read: async () => (reads++ === 0 ? first : { ...first, accessToken: 'new', refreshToken: 'r2' }),
      refresh: async (_stale: TokenPair, refresh: (pair: TokenPair) => Promise<TokenPair>) => refresh(first),
    };
    const lost = await scriptedPortal({ 'crm.item.productrow.list': rows, token: () => refusal(400, 'invalid_grant') });
    await expect(application(lost.url, store).getProductRows('1')).resolves.toEqual([]);
    expect(portal.calls).toEqual([]);
  });

  test('whose new pair got lost on its way ends in one sign-in, not in a loop', async () => {
    const portal = await scriptedPortal({
      'crm.item.productrow.list': rows,
      token: (_params, call) => (call === 1 ? 'hang up' : refusal(400, 'invalid_grant')),
    });
    const client = application(portal.url);
    await expect(client.getProductRows('1')).rejects.toMatchObject({ kind: 'transient' });
    await expect(client.getProductRows('1')).rejects.toMatchObject({ kind: 'auth' });
    expect(portal.calls.filter((call) => call === 'token')).toHaveLength(2);
  });
});

test('without a stored pair a person is asked to authorise', async () => {
  const store = { refreshes: 0, read: async () => null, refresh: async (stale: TokenPair) => stale };
  const client = application('http://127.0.0.1:9', store as never);
  await expect(client.getProductRows('1')).rejects.toMatchObject({ code: 'B24_NOT_AUTHORISED', kind: 'auth' });
});

describe('a pair that nobody uses', () => {
  const fresh = (ageDays: number, now: number) => tokenStore({ ...first, expiresAt: now - ageDays * DAY_MS });

  test.each([
    [30, 0],
    [61, 1],
  ])('of %i days is refreshed %i times by the upkeep', async (ageDays, refreshes) => {
    const now = Date.parse('2026-05-01T00:00:00Z');
    const portal = await scriptedPortal({ token: () => tokens() });
    const store = fresh(ageDays, now);
    await application(portal.url, store, { now: () => now }).keepAlive();
    expect(store.refreshes).toBe(refreshes);
  });

  test('of a webhook needs no upkeep', async () => {
    const client = bitrix24.connect(connected(bitrix24Options()));
    expect(await client.keepAlive()).toBe(false);
    await expect(bitrix24.maintain?.(client, { hookUrl: '', installUrl: '' })).resolves.toBeUndefined();
  });
});

describe('a renamed portal', () => {
  const redirect = (to: string): ScriptAnswer => ({
    status: 302,
    body: '<html></html>',
    headers: { location: `${to}/rest/1/x/y` },
  });
  const webhook = (url: string, remember = async (_changes: object): Promise<void> => undefined) =>
    bitrix24.connect(connected(bitrix24Options({ portal: url, privateNetworks: ['127.0.0.0/8'] }), {}, undefined, { remember }));

  test('is followed once, with a POST, and its new address is kept', async () => {
    const moved = await scriptedPortal({ 'crm.item.productrow.list': () => ok({ productRows: [] }) });
    const old = await scriptedPortal({ 'crm.item.productrow.list': () => redirect(moved.url) });
    const kept: object[] = [];
    const client = webhook(old.url, async (changes) => void kept.push(changes));
    expect(await client.getProductRows('1')).toEqual([]);
    expect(await client.getProductRows('2')).toEqual([]);
    expect(kept).toEqual([{ portal: moved.url }]);
    expect([old.calls.length, moved.calls.length]).toEqual([1, 2]);
    expect(moved.paramsOf('crm.item.productrow.list')[0]).toMatchObject({ filter: { '=ownerId': 1 } });
  });

  test.each([
    ['a foreign host', 'https://evil.example.com'],
    ['a host that only looks like the vendor', 'https://bitrix24.ru.evil.example.com'],
  ])('that points to %s is reported and gets nothing', async (_name, target) => {
    const old = await scriptedPortal({ 'crm.item.productrow.list': () => redirect(target) });
    const call = webhook(old.url).getProductRows('1');
    await expect(call).rejects.toMatchObject({ code: 'B24_PORTAL_MOVED', kind: 'config', host: new URL(target).host });
  });

  test('that redirects in a circle is reported', async () => {
    const there = { url: '' };
    const back = await scriptedPortal({ 'crm.item.productrow.list': () => redirect(there.url) });
    const old = await scriptedPortal({ 'crm.item.productrow.list': () => redirect(back.url) });
    there.url = old.url;
    await expect(webhook(old.url).getProductRows('1')).rejects.toMatchObject({ code: 'B24_PORTAL_MOVED' });
    expect([old.calls.length, back.calls.length]).toEqual([1, 1]);
  });

  test('of an application is believed when the authorisation server names the same address', async () => {
    const moved = await scriptedPortal({ 'crm.item.productrow.list': rows });
    const old = await scriptedPortal({
      'crm.item.productrow.list': () => redirect(moved.url),
      token: () => tokens({ client_endpoint: `${moved.url}/rest/` }),
    });
    const kept: object[] = [];
    const store = tokenStore(first);
    const client = application(old.url, store, { remember: async (changes) => void kept.push(changes) });
    expect(await client.getProductRows('1')).toEqual([]);
    expect(kept).toEqual([{ portal: moved.url }]);
    expect(await store.read()).toMatchObject({ endpoint: `${moved.url}/rest/` });
  });

  test('of an application is reported when nobody vouches for the address', async () => {
    const moved = await scriptedPortal({ 'crm.item.productrow.list': rows });
    const old = await scriptedPortal({
      'crm.item.productrow.list': () => redirect(moved.url),
      token: () => tokens({ client_endpoint: 'https://tour.bitrix24.example/rest/' }),
    });
    await expect(application(old.url).getProductRows('1')).rejects.toMatchObject({ code: 'B24_PORTAL_MOVED' });
    expect(moved.calls).toEqual([]);
  });
});
