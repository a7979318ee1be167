import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRegistry } from '../../connectors/sdk/registry.ts';
import { smsc } from '../../connectors/smsc/index.ts';
import type { ClaimDocument } from '../../domain/booking/ports.ts';
import { saveConnection, savePair } from '../../store/connections.ts';
import { openDelivery } from '../../store/deliveries.ts';
import { keepBytes, keepDocuments } from '../../store/documents.ts';
import { keyNames } from '../../store/keys.ts';
import { type LinkRow, linkByLeft, openLinks, updateLink } from '../../store/links.ts';
import { deliveriesOut } from '../../store/schema/index.ts';
import { hubOn, pick } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';

const PDF = Buffer.from('%PDF-1.7 voucher');
const PHONE = '+79000000031';
const PERSON = 'prs_shared';
const ORIGIN = 'https://uzel.example.com';

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;
let now: Date;
let link: LinkRow;
let documentId: string;

beforeAll(async () => {
  database = await startHubDatabase();
  hub = hubOn(database.db, { now: () => now, registry: createRegistry([smsc]) });
}, 120_000);
afterAll(() => database.stop(), 60_000);

beforeEach(async () => {
  now = new Date('2026-12-05T09:00:00Z');
  const { db } = database;
  const { vault } = hub.deps;
  await db.execute('truncate connections, links, documents, deliveries, shared_links, throttles, data_keys cascade');
  for (const id of ['samo', 'bitrix24', 'smsc'])
    await saveConnection(db, vault, { id, system: id, title: id, open: {}, secret: {} });
  await savePair(db, { id: 'p', process: 'deals', leftConnection: 'samo', rightConnection: 'bitrix24', constants: {} });
  await openLinks(db, 'p', 'deal', [{ leftId: 'claim-1', leftNumber: '100500' }]);
  const found = await linkByLeft(db, 'p', 'deal', 'claim-1');
  if (!found) throw new Error('no link');
  await updateLink(db, found.id, { personId: PERSON });
  link = { ...found, personId: PERSON };
  const voucher: ClaimDocument = {
    ...{ id: 'v-1', version: '1', category: 'voucher', code: 'voucher', name: 'Ваучер', issued: true },
    ...{ holder: { kind: 'claim' }, availability: { state: 'ready' } },
  };
  const [row] = await keepDocuments(db, link.id, [voucher], now);
  documentId = row?.id ?? '';
  await keepBytes(db, vault, link, { documentId, contentType: 'application/pdf', bytes: PDF }, now);
});

async function shared(change: object = {}) {
  const answer = await hub.api.post('/api/shared-links', {
    ...{ link: link.id, documents: [documentId], title: 'Документы к поездке', text: 'Добрый день!\n\n<b>Ваучер</b> внутри.' },
    ...{ codeTo: { phone: PHONE }, reason: 'Почта не доходит', ...change },
  });
  return { answer, id: String(pick(answer, 'share.id')), path: new URL(String(pick(answer, 'url'))).pathname };
}

/** A person's browser: keeps the cookie, sends the origin of its page with forms. */
function visitor(origin: string | null = ORIGIN) {
  let cookie = '';
  return async (path: string, form?: Record<string, string>) => {
    const response = await hub.app.request(path, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(form === undefined || origin === null ? {} : { origin }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) cookie = set.split(';')[0] ?? '';
    return {
      status: response.status,
      headers: response.headers,
      text: await response.clone().text(),
      bytes: await response.arrayBuffer(),
    };
  };
}

/** The code of the message that was posted last. */
async function lastCode(): Promise<string> {
  const rows = await database.db.select().from(deliveriesOut).orderBy(deliveriesOut.createdAt);
  const row = rows.at(-1);
  if (!row) return '';
  expect(row).toMatchObject({ class: 'answer', process: 'links', channel: 'sms' });
  const { content } = await openDelivery(database.db, hub.deps.vault, row);
  return /\d{6}/.exec(content.short ?? '')?.[0] ?? '';
}

test('a link opens by a code that came another way: its documents are shown, downloaded to the last byte, and all of it is recorded', async () => {
  const { id, path } = await shared();
  const visit = visitor();
  const door = await visit(path);
  expect(door.status).toBe(200);
  expect(door.text).toContain('одноразовый код');
  expect(door.text).not.toContain('Документы к поездке');
  expect(await visit(`${path}/files/0`)).toMatchObject({ status: 404 });

  expect((await visit(`${path}/code`, {})).text).toContain('Код отправлен');
  expect((await visit(`${path}/code`, {})).text).toContain('через минуту');
  expect(await visit(`${path}/open`, { code: await lastCode() })).toMatchObject({ status: 303 });
  const inside = await visit(path);
  expect(inside.text).toContain('Документы к поездке');
  expect(inside.text).toContain('&lt;b&gt;Ваучер&lt;/b&gt;');
  const file = await visit(`${path}/files/0`);
  expect(Buffer.from(file.bytes)).toEqual(PDF);
  expect(file.headers.get('content-disposition')).toContain('attachment');
  expect((await hub.api.get(`/api/shared-links?subject=${link.id}`)).body).toMatchObject({
    items: [{ id, state: 'open', code: true, opens: 1, files: 1, downloads: 1, openedAt: now.toISOString() }],
  });
  now = new Date(now.getTime() + 31 * 60_000);
  expect((await visit(path)).text).not.toContain('Документы к поездке');
});

test('a code that nothing can carry is said so, instead of being waited for', async () => {
  const { path } = await shared({ codeTo: { email: 'client@example.com' } });
  expect((await visitor()(`${path}/code`, {})).text).toContain('не удаётся отправить');
});

test('following a link opens nothing and counts nothing, and a form of another page is refused: scanners and strangers learn nothing', async () => {
  const { path } = await shared({ codeTo: null });
  for (let n = 0; n < 3; n += 1) await visitor()(path);
  for (const origin of [null, 'https://evil.example.com'])
    expect(await visitor(origin)(`${path}/open`, {})).toMatchObject({ status: 404 });
  expect((await hub.api.get('/api/shared-links')).body).toMatchObject({ items: [{ opens: 0, openedAt: null }] });
  const visit = visitor();
  await visit(`${path}/open`, {});
  expect((await visit(path)).text).toContain('Документы к поездке');
});

test('a code is six digits that work once, for ten minutes, and for five tries; whoever guesses on waits', async () => {
  const { path } = await shared();
  const visit = visitor();
  await visit(`${path}/code`, {});
  const first = await lastCode();
  now = new Date(now.getTime() + 11 * 60_000);
  expect(await visit(`${path}/open`, { code: first })).toMatchObject({ status: 403 });
  await visit(`${path}/code`, {});
  const code = await lastCode();
  expect(await visit(`${path}/open`, { code })).toMatchObject({ status: 303 });
  expect(await visitor()(`${path}/open`, { code })).toMatchObject({ status: 403 });

  now = new Date(now.getTime() + 2 * 60_000);
  await visit(`${path}/code`, {});
  const right = await lastCode();
  const wrong = right === '000000' ? '111111' : '000000';
  const guesser = visitor();
  const answers = [];
  for (let n = 0; n < 6; n += 1) answers.push((await guesser(`${path}/open`, { code: wrong })).status);
  expect(answers.slice(0, 3)).toEqual([403, 403, 403]);
  expect(answers.at(-1)).toBe(429);
  expect(await guesser(`${path}/open`, { code: right })).toMatchObject({ status: 429 });
});

test('a link that has expired, was taken back, is unknown or whose person is erased says the same, and nothing more', async () => {
  const open = async () => {
    const { id, path } = await shared({ codeTo: null, hours: 1 });
    const visit = visitor();
    await visit(`${path}/open`, {});
    return { id, path, visit };
  };
  const taken = await open();
  expect((await hub.api.post(`/api/shared-links/${taken.id}/revoke`, { reason: 'Не тому' })).body).toMatchObject({
    state: 'revoked',
  });
  expect((await hub.api.post(`/api/shared-links/${taken.id}/revoke`, { reason: 'Не тому' })).status).toBe(409);
  const revoked = await taken.visit(taken.path);
  const erased = await open();
  await database.pool.query('delete from data_keys where id = $1', [keyNames.person(PERSON)]);
  const fresh = hubOn(database.db, { now: () => now });
  const closed = await fresh.app.request(erased.path);
  const unknown = await visitor()('/d/d_nothing');
  expect(revoked.status).toBe(404);
  expect(unknown.status).toBe(404);
  const plain = (text: string) => text.replace(/nonce="[^"]*"/g, '');
  expect(plain(revoked.text)).toBe(plain(unknown.text));
  expect(await closed.text()).not.toContain('Документы к поездке');
  now = new Date(now.getTime() + 2 * 3_600_000);
  const expired = await taken.visit(erased.path);
  expect(plain(expired.text)).toBe(plain(unknown.text));
});

test('pages have no script, load nothing, stay out of search engines and caches; address, phone and content stand nowhere in clear', async () => {
  const { path } = await shared();
  const { headers, text } = await visitor()(path);
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*form-action 'self'/);
  expect(headers.get('content-security-policy')).not.toContain('script-src');
  expect(headers.get('x-robots-tag')).toContain('noindex');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(text).toContain('<html lang="ru">');
  expect(text).toContain('<label for="code">');
  const english = await shared({ language: 'en', title: 'Your documents' });
  expect((await visitor()(english.path)).text).toContain('Send me a code');
  const { rows } = await database.db.execute<{ row: string }>(
    'select row_to_json(s)::text as row from shared_links s union all select row_to_json(f)::text from shared_files f',
  );
  for (const { row } of rows) {
    expect(row).not.toMatch(/Документы|Ваучер|Your documents/);
    expect(row).not.toContain(PHONE);
    expect(row).not.toContain(path.slice(3));
  }
});

test('only documents of that claim that are there can be shared', async () => {
  const other = { documents: ['8f4b9a52-0c9e-4c0c-9a4e-0d6c9d1a7b11'] };
  expect(await shared(other).catch((error: unknown) => String(error))).toContain('Invalid URL');
  expect(
    (
      await hub.api.post('/api/shared-links', {
        ...{ link: link.id, title: 'Т', codeTo: null, reason: 'Проверка', ...other },
      })
    ).status,
  ).toBe(409);
  expect(
    (
      await hub.api.post('/api/shared-links', {
        ...{ link: 'lnk_none', title: 'Т', codeTo: null, reason: 'Проверка', documents: [documentId] },
      })
    ).status,
  ).toBe(404);
});
