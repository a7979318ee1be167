import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../sandbox/core/clock.ts';
import { at, attributes, samoCaller } from '../support/samo-caller.ts';
import { existing, samoDesk } from '../support/samo-desk.ts';

const listAll = '<CLAIMTYPE>1</CLAIMTYPE>';

test('a signed call with the partner login is answered', async () => {
  const { caller } = samoDesk();
  const answer = await caller.call('GET_PARTNER');
  expect(answer.status).toBe(200);
  expect(attributes(at(answer.root, 'dataset', 'i')[0])).toMatchObject({ id: '1001', partpass: 'sandbox-partpass' });
});

test('the id and password that GET_PARTNER hands out open the service too', async () => {
  const { caller } = samoDesk();
  const answer = await caller.call('GET_PARTNER', '<PARTNER>1001</PARTNER><PARTPASS>sandbox-partpass</PARTPASS>', {
    password: 'x',
  });
  expect(answer.fault).toBeNull();
});

test.each([
  ['without a security header', { header: '' }, 'SOAP-ENV:Client', 'Client Authorization Error 2'],
  ['with a wrong secret', { secret: 'other' }, 'SOAP-ENV:Client', 'Client Authorization Error 3'],
  ['with an unknown login', { login: 'other' }, 'SOAP-ENV:Client', 'Client Authorization Error 3'],
  [
    'created an hour ago',
    { created: new Date(Date.now() - 3_600_000).toISOString() },
    'SOAP-ENV:Client',
    'Client Authorization Error 6',
  ],
  ['created at no time', { created: 'yesterday' }, 'SOAP-ENV:Client', 'Client Authorization Error 6'],
  ['with a wrong partner password', { password: 'other' }, '1000', 'Ошибка аутентификации'],
  ['of another protocol version', { version: '2.0' }, '1298', 'Версия протокола не поддерживается'],
  ['in an unknown packing', { encode: 'rar' }, '1299', 'Функция не поддерживается'],
  ['with a payload that is no XML', { data: '<request><proc>' }, '102', 'Ошибка разбора XML'],
])('a call %s is refused', async (_, change, code, text) => {
  const { caller } = samoDesk();
  const answer = await caller.call('GET_PARTNER', '', change);
  expect(answer).toMatchObject({ status: 500, fault: { code, text } });
});

test('what is no SOAP at all is refused as XML that cannot be read', async () => {
  const { twin } = samoDesk();
  const answer = await twin.app.request('/modules/andromeda_3/service.php', { method: 'POST', body: 'hello' });
  expect(await answer.text()).toContain('<faultcode>102</faultcode>');
});

test('a procedure that is not offered is refused', async () => {
  const { caller } = samoDesk();
  expect((await caller.call('constructor')).fault?.code).toBe('1299');
});

test('a nonce works once, and a refused one can still be used', async () => {
  const { caller } = samoDesk();
  const nonce = randomBytes(16);
  expect((await caller.call('GET_PARTNER', '', { nonce, secret: 'other' })).fault?.text).toContain('3');
  expect((await caller.call('GET_PARTNER', '', { nonce })).fault).toBeNull();
  expect((await caller.call('GET_PARTNER', '', { nonce })).fault?.text).toBe('Client Authorization Error 5');
});

test('a replayed call is refused for as long as its time would be accepted', async () => {
  const clock = createVirtualClock(Date.parse('2026-03-01T09:00:00Z'));
  const { caller } = samoDesk(clock);
  const replayed = { nonce: randomBytes(16), created: '2026-03-01T09:04:00Z' };
  expect((await caller.call('GET_PARTNER', '', replayed)).fault).toBeNull();
  for (const expected of ['5', '5', '6']) {
    clock.advance(4 * 60_000 + 20_000);
    const answer = await caller.call('GET_PARTNER', '', replayed);
    expect(answer.fault?.text).toBe(`Client Authorization Error ${expected}`);
  }
});

test.each(['none', 'gzip', 'zlib', 'aes'])('claims come whole through the packing %s', async (encode) => {
  const { twin, caller, claims } = samoDesk();
  await twin.seed({ seed: 3, count: 4 });
  const answer = await caller.call('GET_CLAIM_LIST', listAll, { encode });
  const rows = at(answer.root, 'dataset', 'i').map((row) => attributes(row));
  expect(rows.map(({ guid }) => guid)).toEqual(claims().map(({ guid }) => guid));
  expect(rows[0]?.['tourName']).toMatch(/[а-яё]/);
});

test('aes is what a caller gets who names no packing', async () => {
  const { twin } = samoDesk();
  const silent = samoCaller(async (body) =>
    twin.app.request('/modules/andromeda_3/service.php', { method: 'POST', body: body.replace('<encode>aes</encode>', '') }),
  );
  expect((await silent.call('GET_PARTNER', '', { encode: 'aes' })).fault).toBeNull();
});

test.each(['none', 'aes'])('in the windows-1251 mode both envelope and payload say so and mean it (%s)', async (encode) => {
  const { twin, caller } = samoDesk();
  await twin.acts['configure']?.({ charset: 'windows-1251' });
  await twin.seed({ seed: 3, count: 1 });
  const answer = await caller.call('GET_CLAIM_LIST', listAll, { encode });
  expect(answer.text).toMatch(/stateName="[А-Я][а-я]+|stateName="ОАЭ/);
});

test('in the mislabelled mode windows-1251 bytes travel under the name of UTF-8', async () => {
  const { twin } = samoDesk();
  await twin.acts['configure']?.({ charset: 'windows-1251-mislabelled' });
  const answer = await twin.app.request('/modules/andromeda_3/service.php', { method: 'POST', body: 'hello' });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(answer.headers.get('content-type')).toContain('utf-8');
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
  expect(new TextDecoder('windows-1251').decode(bytes)).toContain('Ошибка разбора XML');
});

test('decimals can come with a comma', async () => {
  const { twin, caller } = samoDesk();
  await twin.acts['configure']?.({ decimalComma: true });
  await twin.seed({ seed: 3, count: 1 });
  const { root } = await caller.call('GET_CLAIM_LIST', listAll);
  expect(existing(attributes(at(root, 'dataset', 'i')[0])['cost'])).toMatch(/^\d+,\d\d$/);
});

test('the description of the service names its one operation and its address', async () => {
  const { twin } = samoDesk();
  const text = await (await twin.app.request('/modules/andromeda_3/service.php?wsdl')).text();
  expect(text).toContain('soapAction="http://www.samo.ru/xml#ANDR_service#WORK"');
  expect(text).toContain('location="http://samo.example.org/samo/modules/andromeda_3/service.php"');
});

test('calls are counted by the second they came in', async () => {
  const clock = createVirtualClock(Date.parse('2026-03-01T09:00:00Z'));
  const { twin, caller } = samoDesk(clock);
  const created = '2026-03-01T09:00:00Z';
  await caller.call('GET_PARTNER', '', { created });
  await caller.call('GET_CLAIM_LIST', listAll, { created });
  clock.advance(1500);
  await caller.call('GET_PARTNER', '', { created });
  expect(twin.state('calls')).toEqual([
    { second: '2026-03-01T09:00:00Z', calls: 2, operations: { GET_PARTNER: 1, GET_CLAIM_LIST: 1 }, together: 1 },
    { second: '2026-03-01T09:00:01Z', calls: 1, operations: { GET_PARTNER: 1 }, together: 1 },
  ]);
});
