import { expect, test } from 'vitest';
import { existing, samoDesk } from '../support/samo-desk.ts';
import { decoded, exportCaller, exportPath } from '../support/samo-export.ts';

function onlineDesk() {
  const { twin } = samoDesk();
  const caller = exportCaller(twin);
  const act = async (name: string, input: Record<string, unknown>) => existing(twin.acts[name])(input);
  async function ask(action: string, parameters: Record<string, string | null> = {}, init: RequestInit = {}) {
    const answer = await caller.online(action, parameters, init);
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await decoded(answer)) as Record<string, unknown> };
  }
  return { twin, act, ask, ...caller };
}

const route = { TOWNFROMINC: '1', STATEINC: '9' };
const wide = { ...route, CHECKIN_BEG: '20000101', CHECKIN_END: '20991231' };
interface Prices {
  prices: { id: string; price: unknown; convertedPrice: string; checkIn: unknown; nights: number; hotelKey: number }[];
}

test('an answer of version 1.0 stands under the name of its action', async () => {
  const { ask } = onlineDesk();
  const { body } = await ask('SearchTour_TOWNFROMS');
  expect(body['SearchTour_TOWNFROMS']).toMatchObject([
    { id: 1, name: 'Москва', nameAlt: 'Moskva', stateFromKey: 3, stateFromName: 'Россия', selected: 1 },
    { id: 2 },
    { id: 7 },
    { id: 11 },
  ]);
});

test.each([
  ...[
    'STATES',
    'TOURS',
    'PROGRAMS',
    'CHECKIN',
    'NIGHTS',
    'ADULT',
    'CHILD',
    'CURRENCIES',
    'TOWNS',
    'STARS',
    'HOTELS',
    'MEALS',
  ].map((method) => `SearchTour_${method}`),
  'Currency_CURRENCIES',
  'Currency_RATES',
])('%s tells something for a town and a state that are on sale', async (action) => {
  const { ask } = onlineDesk();
  const { body } = await ask(action, route);
  expect((body[action] as unknown[]).length).toBeGreaterThan(0);
});

test('prices are search prices: opaque ids, dates as YYYYMMDD, money as a number or as text, twenty to a page', async () => {
  const { ask } = onlineDesk();
  const page = async (n: number) =>
    ((await ask('SearchTour_PRICES', { ...wide, PRICEPAGE: String(n) })).body['SearchTour_PRICES'] as Prices).prices;
  const [first, second] = [await page(1), await page(2)];
  expect(first).toHaveLength(20);
  expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(40);
  expect(existing(first[0])).toMatchObject({
    id: expect.stringMatching(/^0x[0-9A-F]{40}$/),
    checkIn: expect.stringMatching(/^\d{8}$/),
  });
  expect(existing(first[0]).convertedPrice).toMatch(/^\d+ RUB$/);
  expect(new Set([...first, ...second].map(({ price }) => typeof price))).toEqual(new Set(['string', 'number']));
});

test('prices can be narrowed by nights and hotels', async () => {
  const { ask } = onlineDesk();
  const { body } = await ask('SearchTour_PRICES', { ...wide, NIGHTS_FROM: '7', NIGHTS_TILL: '7', HOTELS: '5930,5931' });
  const { prices } = body['SearchTour_PRICES'] as Prices;
  expect(new Set(prices.map(({ nights, hotelKey }) => `${nights}:${hotelKey}`))).toEqual(new Set(['7:5930', '7:5931']));
});

test('a hotel that the office renames or closes is renamed or gone in the search too', async () => {
  const { ask, act } = onlineDesk();
  await act('edit_reference', { type: 'hotel', inc: 5930, patch: { name: 'Учебный Прибой' } });
  await act('delete_reference', { type: 'hotel', inc: 5931 });
  const { body } = await ask('SearchTour_HOTELS', route);
  const hotels = body['SearchTour_HOTELS'] as { id: number; name: string }[];
  expect(hotels.find(({ id }) => id === 5930)?.name).toBe('Учебный Прибой');
  expect(hotels.some(({ id }) => id === 5931)).toBe(false);
});

test('tickets are priced, and calculated by their id', async () => {
  const { ask } = onlineDesk();
  const { prices } = (await ask('Tickets_PRICES', route)).body['Tickets_PRICES'] as { prices: { id: string; price: string }[] };
  const [offer] = prices;
  const { body } = await ask('Tickets_CALC', { ...route, CATCLAIM: existing(offer).id });
  expect(body['Tickets_CALC']).toMatchObject({ price: existing(offer).price, currency: 'EUR' });
});

test('in version 2.0 numeric text becomes numbers, dates too, and names in other languages are dropped', async () => {
  const { ask } = onlineDesk();
  const { body } = await ask('SearchTour_PRICES', { ...wide, version: '2.0' });
  const offer = existing((body['SearchTour_PRICES'] as Prices).prices[0]);
  expect([typeof offer.checkIn, typeof offer.price, typeof offer.id]).toEqual(['number', 'number', 'string']);
  const towns = (await ask('SearchTour_TOWNFROMS', { version: '2.0' })).body['SearchTour_TOWNFROMS'] as object[];
  expect(towns[0]).not.toHaveProperty('nameAlt');
});

test.each([
  ['array', []],
  ['object', {}],
  ['null', null],
  ['false', false],
  ['text', ''],
])('nothing found can look like %s', async (emptyPayload, expected) => {
  const { ask, act } = onlineDesk();
  await act('configure', { emptyPayload });
  expect((await ask('SearchTour_PRICES', { ...wide, STATEINC: '404' })).body).toEqual({ SearchTour_PRICES: expected });
  expect((await ask('SearchTour_HOTELS', { ...route, STATEINC: '404' })).body).toEqual({ SearchTour_HOTELS: expected });
});

test.each([
  ['searchtour_states', route, 'Method does not exists: searchtour_states'],
  ['SearchTour_states', route, 'Method does not exists: SearchTour_states'],
  ['Booking_GetBookings', {}, 'Method does not exists: Booking_GetBookings'],
  ['constructor', {}, 'Incorrect action'],
  ['SearchTour_STATES', { townfrominc: '1' }, 'Required parameter is missing: TOWNFROMINC'],
])('names are case-sensitive and nothing is invented: %s with %j', async (action, parameters, message) => {
  const { ask } = onlineDesk();
  const { status, body } = await ask(action, parameters);
  expect(status).toBe(200);
  expect(body).toEqual({ [action]: { error: expect.any(Number), action, message } });
});

const envelopes = {
  coded: (message: string) => ({ SearchTour_STATES: { error: expect.any(Number), action: 'SearchTour_STATES', message } }),
  plain: (message: string) => ({ error: message }),
  field: (message: string) => ({ Error: message }),
};

test.each(Object.keys(envelopes) as (keyof typeof envelopes)[])(
  'errors, wrong tokens and foreign addresses come in the envelope "%s"',
  async (onlineErrors) => {
    const { ask, act } = onlineDesk();
    await act('configure', { onlineErrors });
    const told = async (parameters: Record<string, string | null> = {}) => (await ask('SearchTour_STATES', parameters)).body;
    const expected = envelopes[onlineErrors];
    expect(await told()).toEqual(expected('Required parameter is missing: TOWNFROMINC'));
    expect(await told({ oauth_token: 'stolen' })).toEqual(expected('apiKey provided, but invalid'));
    await act('access', { token: 'revoked' });
    expect(await told()).toEqual(expected('apiKey provided, but invalid'));
    await act('access', { token: 'valid', addresses: ['192.0.2.7'] });
    expect(await told()).toEqual(expected('apiKey blacklisted'));
    await act('access', { addresses: ['127.0.0.1'] });
    expect(await told(route)).toHaveProperty('SearchTour_STATES');
  },
);

test('in the envelope "tag" an error is XML although JSON was asked for', async () => {
  const { online, act } = onlineDesk();
  await act('configure', { onlineErrors: 'tag' });
  const answer = await online('SearchTour_STATES', { oauth_token: 'stolen' });
  expect(answer.headers.get('content-type')).toContain('text/xml');
  expect(await answer.text()).toContain('<Error>apiKey provided, but invalid</Error>');
});

test('in version 2.0 an error is a text without a number', async () => {
  const { ask } = onlineDesk();
  expect((await ask('SearchTour_NOTHING', { version: '2.0' })).body).toEqual({
    error: 'Method does not exists: SearchTour_NOTHING',
  });
});

test.each([
  ['no token', { oauth_token: null }, {}, 400, 'invalid_request'],
  ['a token in query and header', {}, { headers: { authorization: 'OAuth sandbox-oauth-token' } }, 400, 'invalid_request'],
  ['a wrong token', { oauth_token: 'stolen' }, {}, 401, 'invalid_token'],
])('with refusals of the older build %s has a status and a challenge', async (_, parameters, init, status, error) => {
  const { ask, act } = onlineDesk();
  await act('configure', { onlineAccessErrors: 'oauth' });
  const answer = await ask('SearchTour_STATES', { ...route, ...parameters }, init);
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([status, `OAuth realm='SAMO-Soft', error='${error}'`]);
});

test('a token whose scope does not reach is 403 in the older build', async () => {
  const { ask, act } = onlineDesk();
  await act('configure', { onlineAccessErrors: 'oauth' });
  await act('access', { scopes: ['export-dictionary'] });
  expect((await ask('SearchTour_STATES', route)).status).toBe(403);
});

test('the newer build refuses with 403 and names the address', async () => {
  const { ask, act } = onlineDesk();
  await act('configure', { onlineAccessErrors: 'forbidden' });
  await act('access', { addresses: [] });
  expect(await ask('SearchTour_STATES', route)).toMatchObject({
    status: 403,
    body: { error: 'apiKey provided, but invalid, blacklisted address 127.0.0.1' },
  });
});

test('a token in the header alone opens the door', async () => {
  const { ask } = onlineDesk();
  const headers = { authorization: 'OAuth sandbox-oauth-token' };
  expect((await ask('SearchTour_STATES', { ...route, oauth_token: null }, { headers })).body).toHaveProperty('SearchTour_STATES');
});

test('of a parameter in several places the uploaded file wins, then the form, then a raw body, then the query', async () => {
  const { ask } = onlineDesk();
  const states = async (init: RequestInit) => {
    const { body } = await ask('SearchTour_HOTELS', { ...route, STATEINC: '14' }, { method: 'POST', ...init });
    return existing((body['SearchTour_HOTELS'] as { name: string }[])[0]).name;
  };
  expect(await states({})).toContain('Хургада');
  expect(await states({ body: JSON.stringify({ STATEINC: 9 }) })).toContain('Кемер');
  expect(await states({ body: '<Request><STATEINC>21</STATEINC></Request>' })).toContain('Дубай');
  expect(await states({ body: new URLSearchParams({ STATEINC: '34' }) })).toContain('Патонг');
  const form = new FormData();
  form.set('STATEINC', '34');
  form.set('request', new File([JSON.stringify({ STATEINC: 52 })], 'request.json'));
  expect(await states({ body: form })).toContain('Варадеро');
});

test('where POST does not work it is HTTP 500, while GET goes on', async () => {
  const { online, ask, act } = onlineDesk();
  await act('configure', { onlinePost: 'error500' });
  expect((await online('SearchTour_STATES', route, { method: 'POST' })).status).toBe(500);
  expect((await ask('SearchTour_STATES', route)).status).toBe(200);
});

test('XML tells the same as JSON, and a callback gets a script', async () => {
  const { online } = onlineDesk();
  const xml = await (await online('SearchTour_STATES', { ...route, type: 'xml' })).text();
  expect(xml).toContain('<Response><SearchTour_STATES><item><id>3</id><name>Россия</name>');
  expect(await (await online('SearchTour_ADULT', { callback: 'show' })).text()).toBe('show({"SearchTour_ADULT":[1,2,3,4]})');
});

test('JSON in windows-1251 says so, or says UTF-8 and is not', async () => {
  const { online, ask, act } = onlineDesk();
  await act('configure', { charset: 'windows-1251' });
  expect((await ask('SearchTour_STATES', route)).body['SearchTour_STATES']).toContainEqual(
    expect.objectContaining({ name: 'Турция' }),
  );
  await act('configure', { charset: 'windows-1251-mislabelled' });
  const answer = await online('SearchTour_STATES', route);
  expect(answer.headers.get('content-type')).toContain('utf-8');
  expect(new TextDecoder('windows-1251').decode(await answer.arrayBuffer())).toContain('Турция');
});

test('injected errors are those of the Online API', async () => {
  const { twin, ask } = onlineDesk();
  const rule = { operation: 'SearchTour_STATES', kind: 'error', share: 1 } as const;
  twin.faults.set(1, [rule]);
  expect((await ask('SearchTour_STATES', route)).body).toMatchObject({ SearchTour_STATES: { message: 'Internal server error' } });
  twin.faults.set(1, [{ ...rule, code: 'address' }]);
  expect((await ask('SearchTour_STATES', route)).body).toMatchObject({ SearchTour_STATES: { message: 'apiKey blacklisted' } });
});

test('calls are counted by action', async () => {
  const { twin, ask } = onlineDesk();
  await ask('SearchTour_STATES', route);
  await twin.app.request(exportPath);
  const operations = (twin.state('calls') as { operations: Record<string, number> }[]).map((second) => second.operations);
  expect(Object.assign({}, ...operations)).toEqual({ SearchTour_STATES: 1, unknown: 1 });
});
