import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../sandbox/core/clock.ts';
import { existing, samoDesk } from '../support/samo-desk.ts';
import { exportCaller, exportPath } from '../support/samo-export.ts';

const zero = '0x0000000000000000';

function gateDesk(...given: Parameters<typeof samoDesk>) {
  const { twin } = samoDesk(...given);
  const act = async (name: string, input: Record<string, unknown>) => existing(twin.acts[name])(input);
  return { twin, act, ...exportCaller(twin) };
}

const largest = (rows: { stamp?: string }[]) =>
  rows.map(({ stamp }) => existing(stamp)).reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b), zero);

/** Reads a reference to its end, always on from the largest stamp seen. */
async function readAll(gate: ReturnType<typeof gateDesk>['gate'], type: string, from = zero, delstamp = from) {
  const rows: Record<string, string>[] = [];
  let laststamp = from;
  let pages = 0;
  for (;;) {
    const page = await gate(type, { laststamp, delstamp });
    if (page.rows.length === 0) return { rows, laststamp, pages };
    rows.push(...page.rows);
    laststamp = largest([{ stamp: laststamp }, ...page.rows]);
    pages += 1;
  }
}

test('items are elements with attributes, a number of their own, both names and a stamp of 16 hexadecimal digits', async () => {
  const { gate } = gateDesk();
  const { text, rows } = await gate('state', { laststamp: zero, delstamp: zero });
  expect(text).toContain('<Response generator="SAMO-Soft" version="1.0"><Data><state ');
  expect(rows.find(({ inc }) => inc === '9')).toMatchObject({
    name: 'Турция',
    lname: 'Turtsiia',
    status: '',
    stamp: expect.stringMatching(/^0x[0-9A-F]{16}$/),
  });
});

test('a large reference comes in pages that no row escapes when the largest stamp is kept, not that of the last item', async () => {
  const { twin, gate } = gateDesk();
  const { rows, pages } = await readAll(gate, 'room');
  const held = (twin.state('references') as { type: string; inc: number }[]).filter(({ type }) => type === 'room');
  expect(pages).toBeGreaterThan(1);
  expect(new Set(rows.map(({ inc }) => Number(inc)))).toEqual(new Set(held.map(({ inc }) => inc)));
  const [first] = [(await gate('room', { laststamp: zero })).rows];
  expect(existing(first.at(-1))['stamp']).not.toBe(largest(first));
});

test('stamps do not fit a double, belong to the whole database, and the current one is the largest of all', async () => {
  const { gate, act } = gateDesk();
  const current = async () => existing((await gate('currentstamp')).rows[0]?.['stamp']);
  const before = await current();
  expect(BigInt(before)).toBeGreaterThan(2n ** 53n);
  const { stamp } = (await act('edit_reference', { type: 'hotel', inc: 5930, patch: { name: 'Новое имя' } })) as {
    stamp: string;
  };
  expect(BigInt(stamp)).toBe(BigInt(before) + 1n);
  await act('edit_reference', { type: 'meal', inc: 1, patch: { name: 'RO' } });
  expect(BigInt(await current())).toBe(BigInt(stamp) + 1n);
});

test('after the first load only what has changed comes again', async () => {
  const { gate, act } = gateDesk();
  const { laststamp } = await readAll(gate, 'hotel');
  expect((await gate('hotel', { laststamp, delstamp: laststamp })).rows).toEqual([]);
  await act('edit_reference', { type: 'hotel', inc: 5930, patch: { name: 'Учебный Прибой' } });
  const { rows } = await gate('hotel', { laststamp, delstamp: laststamp });
  expect(rows).toMatchObject([{ inc: '5930', name: 'Учебный Прибой' }]);
});

test('a row that is changed in the middle of a load comes a second time, under its new stamp', async () => {
  const { gate, act } = gateDesk();
  const first = await gate('room', { laststamp: zero, delstamp: zero });
  const inc = Number(existing(first.rows[0])['inc']);
  await act('edit_reference', { type: 'room', inc, patch: { name: 'Обновлённый номер' } });
  const { rows } = await readAll(gate, 'room', largest(first.rows));
  expect(rows.filter((row) => row['inc'] === String(inc))).toMatchObject([{ name: 'Обновлённый номер' }]);
});

test('deletions come as status D, but not those from before delstamp', async () => {
  const { gate, act } = gateDesk();
  const all = await readAll(gate, 'hotel', zero, zero);
  expect(all.rows.filter(({ status }) => status === 'D').map(({ inc }) => inc)).toEqual(['9001']);

  const delstamp = existing((await gate('currentstamp')).rows[0]?.['stamp']);
  const fresh = await readAll(gate, 'hotel', zero, delstamp);
  expect(fresh.rows.filter(({ status }) => status === 'D')).toEqual([]);
  await act('delete_reference', { type: 'hotel', inc: 5931 });
  const { rows } = await gate('hotel', { laststamp: fresh.laststamp, delstamp });
  expect(rows).toMatchObject([{ inc: '5931', status: 'D' }]);
});

test('without stamps the answer is that of the stamp 1', async () => {
  const { gate } = gateDesk();
  expect((await gate('meal', { laststamp: null, delstamp: null })).rows).toEqual(
    (await gate('meal', { laststamp: '0x0000000000000001', delstamp: '0x0000000000000001' })).rows,
  );
});

test('an integer reference to nothing is -2147483647, and dates have a time', async () => {
  const { gate } = gateDesk();
  const { rows: towns } = await gate('town', { laststamp: zero });
  expect(towns.find(({ inc }) => inc === '1')).toMatchObject({ name: 'Москва', region: '-2147483647' });
  const { rows: stops } = await gate('stopsale', { laststamp: zero });
  expect(existing(stops[0])['datebeg']).toMatch(/^\d{4}-\d\d-\d\dT00:00:00$/);
});

test('the catalogue is that of the claims: what follows the server in a 20-digit key is the number of the row', async () => {
  const { twin, gate } = gateDesk();
  await twin.seed({ seed: 1, count: 5 });
  const claims = twin.state('claims') as { services: { kind: string; key: string; name: string }[] }[];
  const hotels = (await readAll(gate, 'hotel')).rows;
  for (const { services } of claims) {
    const booked = existing(services.find(({ kind }) => kind === 'hotel'));
    expect(hotels.find(({ inc }) => Number(inc) === Number(booked.key.slice(-11)))?.['name']).toBe(booked.name);
  }
});

test('a reference without rows is empty, and that is no error', async () => {
  const { gate } = gateDesk();
  expect(await gate('fithotel', { laststamp: zero })).toMatchObject({ status: 200, error: null, rows: [] });
});

test.each([
  ['an unknown reference', 'planets', {}, 'Incorrect reference: planets'],
  ['no reference', '', {}, 'Required parameter is missing: type'],
  ['a stamp that is none', 'state', { laststamp: '42' }, 'Incorrect parameter: laststamp'],
  ['a wrong token', 'state', { oauth_token: 'stolen' }, 'apiKey provided, but invalid'],
  ['no token', 'state', { oauth_token: null }, 'Login failed'],
  ['a partner token that nobody issued', 'state', { partner_token: 'x' }, 'Login failed'],
  ['another action', 'state', { samo_action: 'explode' }, 'Incorrect action'],
])('%s is an Error without an HTTP status', async (_, type, parameters, text) => {
  const { gate } = gateDesk();
  expect(await gate(type, parameters)).toMatchObject({ status: 200, error: text, rows: [] });
});

test.each(['getclaim', 'claimlist', 'bookfit', 'book_external'])('%s answers an Error: its shape is not known', async (type) => {
  const { gate } = gateDesk();
  expect(await gate(type, { claim: '410001' })).toMatchObject({ status: 200, error: 'Internal server error' });
});

test('deposits answer an Error too', async () => {
  const { gate } = gateDesk();
  expect((await gate('DEPOSIT_LIST', { samo_action: 'deposit' })).error).toBe('Internal server error');
});

test('a page that is repeated brings rows that were there before, and harms nobody who goes by stamps', async () => {
  const { twin, gate } = gateDesk();
  const { rows, laststamp } = await readAll(gate, 'hotel');
  twin.faults.set(1, [{ operation: 'reference:hotel', kind: 'duplicate_event', share: 1 }]);
  const again = await gate('hotel', { laststamp, delstamp: zero });
  expect(again.rows.length).toBeGreaterThan(0);
  expect(again.rows.every(({ inc }) => rows.some((row) => row['inc'] === inc))).toBe(true);
});

test('stamps do not go back when the sandbox is reset', async () => {
  const { twin, gate } = gateDesk();
  const { laststamp } = await readAll(gate, 'meal');
  twin.reset();
  const { rows } = await gate('meal', { laststamp, delstamp: laststamp });
  expect(rows.filter(({ status }) => status === '')).toHaveLength(6);
});

test('a partner token is had for an encrypted password, opens the gate, and ends after 45 minutes', async () => {
  const clock = createVirtualClock(Date.parse('2026-03-02T09:00:00Z'));
  const { twin, gate, query } = gateDesk(clock);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update('sandbox-digest-key').digest(), iv);
  const salted = `sandbox-password${randomBytes(16).toString('hex')}`;
  const passwordDigest = Buffer.concat([iv, cipher.update(salted), cipher.final()]).toString('base64');
  const ask = async (digest: string) => {
    const body = new URLSearchParams({ login: 'uzel', passwordDigest: digest });
    return (await twin.app.request(query({ samo_action: 'auth' }), { method: 'POST', body })).text();
  };
  expect(await ask('bm90IGEgZGlnZXN0')).toContain('<Error>Login failed</Error>');
  const token = existing(/partner_token="([^"]+)"/.exec(await ask(passwordDigest))?.[1]);
  expect((await gate('meal', { partner_token: token })).error).toBeNull();
  clock.advance(45 * 60_000);
  expect((await gate('meal', { partner_token: token })).error).toBe('Login failed');
});

test.each(['windows-1251', 'windows-1251-mislabelled'])('the gate writes %s when the installation does', async (charset) => {
  const { twin, act, query } = gateDesk();
  await act('configure', { charset });
  const answer = await twin.app.request(query({ samo_action: 'reference', type: 'state' }));
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(new TextDecoder('windows-1251').decode(bytes)).toContain('name="Турция"');
  expect(new TextDecoder().decode(bytes.slice(0, 60))).toContain(charset === 'windows-1251' ? 'windows-1251' : 'UTF-8');
});

test('what the office does to the catalogue is in the ledger; rows that are not there are turned down', async () => {
  const { twin, act } = gateDesk();
  await act('edit_reference', { type: 'meal', inc: 2, patch: { name: 'Завтраки' } });
  await act('edit_reference', { type: 'meal', inc: 2, patch: { name: 'Завтраки' } });
  await act('edit_reference', { type: 'meal', patch: { name: 'Полдник' } });
  await act('delete_reference', { type: 'meal', inc: 91 });
  expect(twin.ledger.after(0).writes.map(({ operation, id, changed }) => [operation, id, changed])).toEqual([
    ['edit_reference', '2', true],
    ['edit_reference', '2', false],
    ['edit_reference', '91', true],
    ['delete_reference', '91', true],
  ]);
  await expect(act('delete_reference', { type: 'meal', inc: 91 })).rejects.toMatchObject({ kind: 'not_found' });
  await expect(act('edit_reference', { type: 'planets', inc: 1, patch: {} })).rejects.toMatchObject({ kind: 'not_found' });
});

test('the gate answers POST as it answers GET', async () => {
  const { twin } = gateDesk();
  const body = new URLSearchParams({
    samo_action: 'reference',
    oauth_token: 'sandbox-oauth-token',
    type: 'star',
    laststamp: zero,
  });
  expect(await (await twin.app.request(exportPath, { method: 'POST', body })).text()).toContain('<star inc="3"');
});
