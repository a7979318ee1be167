import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ClaimDocument } from '../../domain/booking/ports.ts';
import { saveConnection, savePair } from '../../store/connections.ts';
import {
  documentsMoved,
  getPack,
  openContacts,
  overduePacks,
  packsAmong,
  partsOf,
  savePack,
  saveParts,
  waitingPacks,
} from '../../store/document-packs.ts';
import {
  deliveryKey,
  movedSends,
  openAddress,
  orderSend,
  refuseSend,
  sendsOf,
  sendsOfPlan,
  stateOfSend,
  updateSend,
  versionSetOf,
} from '../../store/document-sends.ts';
import {
  asListed,
  documentsOf,
  failDocument,
  fetchAgain,
  getDocuments,
  keepBytes,
  keepDocuments,
  openDocument,
} from '../../store/documents.ts';
import { createVault, keyNames } from '../../store/keys.ts';
import { type LinkRow, linkByLeft, openLinks } from '../../store/links.ts';
import { holdPolicies, policiesInForce, policyVersions, publishPolicy } from '../../store/pack-policies.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { PACK } from '../support/documents.ts';
import { startHubDatabase } from '../support/hub-database.ts';

const vault = createVault(createKeyring(randomBytes(32)));
const NOW = new Date('2026-12-05T12:00:00Z');
const PERSON = 'prs_test';
let database: Awaited<ReturnType<typeof startHubDatabase>>;
let link: LinkRow;

beforeAll(async () => {
  database = await startHubDatabase();
}, 120_000);
afterAll(() => database.stop());

beforeEach(async () => {
  const { db } = database;
  await db.execute('truncate connections, links, documents, document_packs, deliveries, pack_policies, modes, data_keys cascade');
  for (const id of ['samo', 'bitrix24']) await saveConnection(db, vault, { id, system: id, title: id, open: {}, secret: {} });
  await savePair(db, { id: 'p', process: 'deals', leftConnection: 'samo', rightConnection: 'bitrix24', constants: {} });
  await openLinks(db, 'p', 'deal', [{ leftId: 'guid', leftNumber: '123456', personId: PERSON }]);
  const found = await linkByLeft(db, 'p', 'deal', 'guid');
  if (!found) throw new Error('no link');
  link = found;
});

const listed = (patch: Partial<ClaimDocument> = {}): ClaimDocument => ({
  id: '9001',
  code: '4',
  category: 'voucher',
  name: 'Ваучер ИВАНОВ',
  holder: { kind: 'claim' },
  availability: { state: 'ready' },
  version: 'a',
  issued: false,
  ...patch,
});

test('each version of a document is one row, counted from 1; what is not listed any more says so', async () => {
  const { db } = database;
  await keepDocuments(db, link.id, [listed()], NOW);
  const [kept] = await keepDocuments(
    db,
    link.id,
    [listed({ version: 'b', holder: { kind: 'tourist', touristKey: '501' } })],
    NOW,
  );
  expect(kept).toMatchObject({ version: 'b', no: 2, holder: 'tourist', touristKeys: ['501'] });
  expect((await documentsOf(db, link.id)).map(({ no, listed: stands }) => [no, stands])).toEqual([
    [1, false],
    [2, true],
  ]);
  expect(await keepDocuments(db, link.id, [], NOW)).toEqual([]);
  const { rows } = await database.pool.query('select documents::text as text from documents');
  expect(JSON.stringify(rows)).not.toContain('ИВАНОВ');
});

test('why a document is withheld is kept as it was told', async () => {
  const availability = { state: 'waits', code: '1000045', message: { ru: 'Рано', en: 'Early' }, daysBefore: 3 } as const;
  const [row] = await keepDocuments(database.db, link.id, [listed({ availability })], NOW);
  expect(row && asListed(row).availability).toEqual(availability);
});

test('bytes are kept in sealed pieces and come back whole; with the key of the person they go', async () => {
  const { db } = database;
  const [row] = await keepDocuments(db, link.id, [listed()], NOW);
  const id = row?.id ?? '';
  const bytes = Buffer.concat([Buffer.from('%PDF passport 4509 123456'), randomBytes(1_200_000)]);
  expect(await openDocument(db, vault, id)).toBeNull();
  await db.transaction((tx) => keepBytes(tx, vault, link, { documentId: id, contentType: 'application/pdf', bytes }, NOW));
  const [fetched] = await getDocuments(db, [id]);
  expect(fetched).toMatchObject({
    state: 'fetched',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  expect((await openDocument(db, vault, id))?.equals(bytes)).toBe(true);
  const chunks = await database.pool.query<{ sealed: Buffer }>('select sealed from document_chunks');
  expect(chunks.rows).toHaveLength(3);
  for (const { sealed } of chunks.rows) expect(sealed.includes('passport')).toBe(false);

  await database.pool.query('delete from data_keys where id = $1', [keyNames.person(PERSON)]);
  await expect(openDocument(db, createVault(createKeyring(randomBytes(32))), id)).rejects.toThrow('destroyed');
});

test('a document that was lost is fetched again by order only, as a fetch of its own', async () => {
  const { db } = database;
  const [row] = await keepDocuments(db, link.id, [listed()], NOW);
  const id = row?.id ?? '';
  expect(await fetchAgain(db, id)).toBe(false);
  await failDocument(db, id, 'lost', null);
  expect(await fetchAgain(db, id)).toBe(true);
  expect(await getDocuments(db, [id])).toMatchObject([{ state: 'listed', fetches: 2 }]);
});

async function ordered(patch: { resend?: number; planHash?: string; address?: string | null } = {}) {
  return orderSend(database.db, vault, link, {
    linkId: link.id,
    part: 'now',
    recipient: 'payer',
    kind: 'first',
    versionSet: versionSetOf(['9001@b', '9001@a']),
    resend: 0,
    documentIds: [],
    enclosedIds: [],
    touristKeys: [],
    state: 'ordered',
    address: null,
    language: 'ru',
    orderedBy: 'hub',
    orderedAt: NOW,
    ...patch,
  });
}

test('one part in one set of versions to one recipient is one wish, however often it is wished', async () => {
  const first = await ordered();
  expect(await ordered()).toBeNull();
  expect(first && deliveryKey(first)).toBe(`documents/${link.id}/now/payer/${versionSetOf(['9001@a', '9001@b'])}/0`);
  const again = await ordered({ resend: 1, planHash: 'h', address: 'new@example.com' });
  expect(await openAddress(database.db, vault, again ?? { id: '', address: null })).toBe('new@example.com');
  expect(await sendsOfPlan(database.db, link.id, 'h')).toMatchObject([{ id: again?.id }]);
  await refuseSend(database.db, again?.id ?? '', { code: 'X', kind: 'conflict', sentence: { ru: 'Нет', en: 'No' } });
  expect((await sendsOf(database.db, link.id)).map(stateOfSend).sort()).toEqual(['cancelled', 'waiting']);
});

test('news of a message is told to its claim once', async () => {
  const send = await ordered();
  await database.pool.query(`
    insert into deliveries (id, message, key, class, process, recipient, template, template_version, content, route, state, due_at, expires_at, created_at)
    values ('dlv_1', 'dlv_1', 'k', 'document', 'documents', '', 't', 1, '', '[]', 'queued', now(), now(), now())`);
  await updateSend(database.db, send?.id ?? '', { state: 'posted', deliveryId: 'dlv_1' });
  expect(await movedSends(database.db, 10)).toEqual([]);
  await database.pool.query("update deliveries set state = 'sent'");
  expect(await movedSends(database.db, 10)).toEqual([{ linkId: link.id, connectionId: 'samo' }]);
  await updateSend(database.db, send?.id ?? '', { deliveryState: 'sent' });
  expect(await movedSends(database.db, 10)).toEqual([]);
});

test('a claim is looked at when something is paid and it looks another than before; its people stay sealed', async () => {
  const { db } = database;
  const moved = (look: string, paid = true) => documentsMoved(db, link.id, 'samo', { look, paid });
  expect(await moved('a')).toBe(false);
  await database.pool.query(
    "insert into modes (process, connection_id, mode, updated_by) values ('documents', 'samo', 'live', 'test')",
  );
  expect([await moved('a', false), await moved('a')]).toEqual([false, true]);
  const contacts = [{ recipient: 'payer', name: 'Иванов Иван', email: 'ivanov@example.com', phone: null }];
  const pack = {
    payment: 'fully',
    price: '10.00',
    paid: '10.00',
    currency: 'RUB',
    startsOn: '2027-03-12',
    endsOn: null,
  } as const;
  const rest = { policy: 'test', policyVersion: 1, state: 'open', attention: false, wakeFor: null, lookedAt: NOW } as const;
  await savePack(db, vault, link, { linkId: link.id, ...pack, ...rest, contacts, look: 'a', wakeAt: NOW });
  expect([await moved('a'), await moved('b', false)]).toEqual([false, true]);
  const stored = await getPack(db, link.id);
  expect(stored && (await openContacts(db, vault, stored))).toEqual(contacts);
  expect(await packsAmong(db, [link.id])).toHaveLength(1);
  expect(await waitingPacks(db)).toEqual([link.id]);
  expect(await overduePacks(db, NOW, 10)).toEqual([{ linkId: link.id, connectionId: 'samo' }]);
  expect(await overduePacks(db, new Date(NOW.getTime() - 1), 10)).toEqual([]);
});

test('parts that the plan does not know any more go', async () => {
  const { db } = database;
  const part = (name: string) => ({
    linkId: link.id,
    part: name,
    recipient: 'payer',
    place: 0,
    title: { ru: name, en: name },
    state: 'waiting' as const,
    reasons: [],
    documentIds: [],
    readyAt: null,
    dueAt: null,
    level: 'none' as const,
    changedAt: NOW,
  });
  await saveParts(db, link.id, [part('now'), part('tickets')]);
  await saveParts(db, link.id, [part('tickets')]);
  expect((await partsOf(db, link.id)).map((row) => row.part)).toEqual(['tickets']);
});

test('the newest version of a policy is in force', async () => {
  const { db } = database;
  await db.transaction(async (tx) => {
    await holdPolicies(tx);
    await publishPolicy(tx, { body: PACK, origin: 'shipped', author: 'uzel', reason: 'Поставка' });
    await publishPolicy(tx, { body: { ...PACK, language: 'en' }, origin: 'saved', author: 'person:1', reason: 'По-английски' });
  });
  expect(await policiesInForce(db)).toMatchObject([{ name: 'test', version: 2, body: { language: 'en' } }]);
  expect((await policyVersions(db, 'test')).map(({ version }) => version)).toEqual([2, 1]);
});
