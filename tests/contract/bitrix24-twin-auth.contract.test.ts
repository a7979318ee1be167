import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Portal, type PortalAnswer, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(() => portal.stop());

const refusal = ({ status, body }: PortalAnswer) => [status, body['error']];

describe('requests', () => {
  test('method names are case-insensitive and may end in .json or a slash', async () => {
    for (const path of ['PROFILE', 'profile.json', 'Profile/'])
      expect((await portal.send(`${portal.hook}/${path}`)).status).toBe(200);
  });

  test('a form body and a query are read in bracket notation, a JSON body of a GET is not read', async () => {
    const added = await portal.callForm('crm.item.add', 'entityTypeId=2&fields[title]=Тур&fields[opportunity]=12.5');
    expect(added.body['result']).toMatchObject({ item: { title: 'Тур', opportunity: 12.5 } });
    const query = new URLSearchParams({ entityTypeId: '2', 'filter[>=opportunity]': '12', 'select[]': 'title' });
    const listed = await portal.send(`${portal.hook}/crm.item.list?${query}`);
    expect(listed.body['result']).toEqual({ items: [{ id: 1, title: 'Тур' }] });
  });

  test('an answer carries its timing and the running total of its method', async () => {
    const { body } = await portal.call('crm.status.list', {});
    expect(body['time']).toMatchObject({
      date_start: '2026-03-05T12:00:00+03:00',
      operating_reset_at: Date.parse('2026-03-05T09:10:00Z') / 1000,
    });
    await portal.act('switch', { noOperating: true });
    expect((await portal.call('crm.status.list', {})).body['time']).not.toHaveProperty('operating');
  });
});

describe('incoming webhook', () => {
  test('a wrong secret, an unknown method and a missing scope have their measured statuses', async () => {
    const wrong = await portal.send(`${portal.url}/bitrix24/rest/1/wrong/profile`);
    expect(refusal(wrong)).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(refusal(await portal.call('crm.deal.fly'))).toEqual([404, 'ERROR_METHOD_NOT_FOUND']);
    await portal.act('scopes', { webhook: ['task'] });
    expect(refusal(await portal.call('crm.item.list', { entityTypeId: 2 }))).toEqual([401, 'insufficient_scope']);
    expect((await portal.call('method.get', { name: 'crm.item.list' })).body['result']).toEqual({
      isExisting: true,
      isAvailable: false,
    });
  });

  test('methods of application context are refused', async () => {
    expect(refusal(await portal.call('event.bind', { event: 'ONCRMDEALADD' }))).toEqual([403, 'WRONG_AUTH_TYPE']);
    expect(refusal(await portal.call('event.offline.get'))).toEqual([403, 'WRONG_AUTH_TYPE']);
    expect(refusal(await portal.call('app.info'))).toEqual([403, 'ACCESS_DENIED']);
  });
});

describe('application', () => {
  test('the browser comes back with a code that lives 30 seconds and works once', async () => {
    const app = await portal.act('register_app', { redirectUri: `${portal.url}/installed` });
    const authorize = `${portal.url}/bitrix24/oauth/authorize/?client_id=${app['client_id']}&state=s1`;
    const sent = new URL((await portal.send(authorize)).headers.get('location') ?? '');
    expect(sent.pathname).toBe('/installed');
    expect([...sent.searchParams.keys()]).toEqual(['code', 'state', 'domain', 'member_id', 'scope', 'server_domain']);
    const trade = { grant_type: 'authorization_code', code: sent.searchParams.get('code') ?? '' };
    expect((await portal.token(trade)).body).toMatchObject({
      expires_in: 3600,
      user_id: 1,
      client_endpoint: `${portal.url}/bitrix24/rest/`,
    });
    expect(refusal(await portal.token(trade))).toEqual([400, 'invalid_grant']);
    const late = String((await portal.act('authorize'))['code']);
    portal.clock.advance(30_001);
    expect(refusal(await portal.token({ ...trade, code: late }))).toEqual([400, 'invalid_grant']);
  });

  test('a refresh token works once and brings a new pair', async () => {
    const first = await portal.authorise();
    const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const second = (await portal.token(refresh)).body;
    expect(second['access_token']).not.toBe(first.access_token);
    expect(refusal(await portal.token(refresh))).toEqual([400, 'invalid_grant']);
    expect((await portal.callAs(String(second['access_token']), 'app.info')).status).toBe(200);
  });

  test('a token ends after an hour, or when a person ends it', async () => {
    const { access_token: token } = await portal.authorise();
    expect((await portal.send(`${portal.url}/bitrix24/rest/profile?auth=${token}`)).status).toBe(200);
    portal.clock.advance(3_600_000);
    expect(refusal(await portal.callAs(token, 'profile'))).toEqual([401, 'expired_token']);
    const next = await portal.authorise();
    await portal.act('expire_tokens', { expiresInSeconds: 60 });
    expect(refusal(await portal.callAs(next.access_token, 'profile'))).toEqual([401, 'expired_token']);
    expect(await portal.authorise()).toMatchObject({ expires_in: 60 });
  });

  test('no token, a strange token, a strange client and a wrong secret', async () => {
    expect(refusal(await portal.send(`${portal.url}/bitrix24/rest/profile`))).toEqual([401, 'NO_AUTH_FOUND']);
    expect(refusal(await portal.callAs('strange', 'profile'))).toEqual([401, 'invalid_token']);
    expect(refusal(await portal.token({ client_id: 'strange', grant_type: 'refresh_token' }))).toEqual([400, 'invalid_client']);
    expect(refusal(await portal.token({ client_secret: 'wrong', grant_type: 'refresh_token' }))).toEqual([200, 'wrong_client']);
  });
});

test('a renamed portal answers its old host with a redirect to the new one', async () => {
  const { portal: renamed } = await portal.act('rename');
  const old = await portal.call('profile');
  expect(old.status).toBe(302);
  expect(old.text).toContain('<html>');
  expect(old.headers.get('location')).toBe(`${portal.hook}/profile`.replace('127.0.0.1', 'localhost'));
  expect(String(renamed)).toContain('localhost');
});
