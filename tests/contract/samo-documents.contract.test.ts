import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ClaimDocument, DocumentCategory, FetchedDocument } from '../../domain/booking/ports.ts';
import { day, type HeldClaim } from '../support/samo-claims.ts';
import { type SamoInstallation, startSamo } from '../support/samo-installation.ts';

let samo: SamoInstallation;
beforeAll(async () => {
  samo = await startSamo();
});
afterAll(() => samo.stop());
beforeEach(() => samo.twin.reset());

const ANDROMEDA = { documentsUrl: undefined };

async function paid(): Promise<HeldClaim> {
  const claim = await samo.book();
  await samo.payAll(claim);
  return claim;
}

async function document(claim: HeldClaim, category: DocumentCategory, by = samo.client): Promise<ClaimDocument> {
  const found = (await by.listDocuments(samo.refOf(claim))).find((each) => each.category === category);
  if (!found) throw new Error(`the claim has no ${category}`);
  return found;
}

function take(claim: HeldClaim, { id, version }: ClaimDocument, by = samo.client) {
  return samo.write('document.fetch', claim, { documentId: id, version }, by);
}

const contentOf = ({ readBack }: { readBack: unknown }) => readBack as FetchedDocument;
const issues = async () => (await samo.twin.ledger()).filter(({ operation }) => operation === 'issue');

test('a list says what each document is, whose it is, and whether it can be had', async () => {
  const claim = await paid();
  const documents = await samo.client.listDocuments(samo.refOf(claim));
  expect(documents.find(({ category }) => category === 'voucher')).toMatchObject({
    code: '4',
    name: 'Ваучер',
    holder: { kind: 'claim' },
    availability: { state: 'ready' },
    issued: false,
  });
  const insurances = documents.filter(({ category }) => category === 'medical_insurance');
  expect(insurances.map(({ holder }) => holder)).toEqual(claim.peoples.map(({ key }) => ({ kind: 'tourist', touristKey: key })));
  const transfer = documents.find(({ category }) => category === 'service_voucher');
  expect(transfer?.holder).toMatchObject({ kind: 'service', touristKeys: claim.peoples.map(({ key }) => key) });
  expect(documents.filter(({ category }) => category === 'other')).toEqual([]);
});

test('a way to pay is no document, and a claim without documents has an empty list', async () => {
  const claim = await samo.book();
  expect((await samo.client.listDocuments(samo.refOf(claim))).map(({ name }) => name)).not.toContain('Оплата заявки');
  await samo.twin.act('cancel', { claim: claim.guid, penalty: '5000' });
  expect(await samo.client.listDocuments(samo.refOf(claim))).toEqual([]);
  const other = await samo.book();
  await samo.twin.act('cancel', { claim: other.guid });
  expect(await samo.client.listDocuments(samo.refOf(other))).toEqual([]);
});

test.each([
  [1000038, 'failure'],
  [1000040, 'waits'],
  [1000042, 'waits'],
  [1000043, 'waits'],
  [1000044, 'waits'],
  [1000045, 'waits'],
  [1000046, 'waits'],
  [1000047, 'final'],
  [1000049, 'waits'],
  [1000050, 'final'],
  [1000052, 'final'],
])('the reason %i is %s, and nothing is downloaded', async (reason, state) => {
  const claim = await paid();
  await samo.twin.act('hold', { claim: claim.guid, category: 4, reason });
  const voucher = await document(claim, 'voucher');
  expect(voucher.availability).toMatchObject({ state, code: String(reason), message: { ru: expect.stringMatching(/[а-я]/) } });
  const kind = state === 'waits' ? 'conflict' : 'business_refusal';
  await expect(take(claim, voucher).perform()).rejects.toMatchObject({ kind, code: `SAMO_${reason}` });
  expect(await issues()).toEqual([]);
});

test('a document that waits for the last days says for how many', async () => {
  const claim = await paid();
  await samo.twin.act('hold', { claim: claim.guid, category: 4, daysBefore: 1 });
  expect((await document(claim, 'voucher')).availability).toMatchObject({ code: '1000045', daysBefore: 1 });
});

test.each([
  ['by print jobs', {}],
  ['by the claim service', ANDROMEDA],
])('requirement 12: a document is taken once, whole, with its hash (%s)', async (_, options) => {
  const claim = await paid();
  const by = samo.connect(options);
  const voucher = await document(claim, 'voucher', by);
  const file = contentOf(await take(claim, voucher, by).perform());
  const bytes = Buffer.from(file.content ?? '', 'base64');
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(file).toMatchObject({
    documentId: voucher.id,
    version: voucher.version,
    contentType: 'application/pdf',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  expect(await issues()).toHaveLength(1);
  expect(await document(claim, 'voucher', by)).toMatchObject({ issued: true, version: voucher.version });
});

test('requirement 12: nothing is fetched in advance: neither a list nor rendering hands anything out', async () => {
  const claim = await paid();
  const voucher = await document(claim, 'voucher');
  for (const by of [samo.client, samo.connect(ANDROMEDA)]) {
    expect(await by.render(samo.refOf(claim), voucher.id)).toEqual({ documentId: voucher.id, state: 'ready' });
  }
  expect(await issues()).toEqual([]);
});

test('requirement 12: a voucher of a claim that is not paid in full is not downloaded, even where SAMO would give it', async () => {
  const claim = await paid();
  const voucher = await document(claim, 'voucher');
  await samo.twin.faults({ operation: 'GET_CLAIM_OFFER', kind: 'stale_read', share: 1 });
  await expect(take(claim, voucher).perform()).rejects.toMatchObject({ kind: 'conflict', code: 'SAMO_DOCUMENT_UNPAID' });
  expect(await issues()).toEqual([]);
});

test('requirement 12: a changed claim has another version, the one that was listed is not taken instead', async () => {
  const claim = await paid();
  const voucher = await document(claim, 'voucher');
  await new Promise((done) => setTimeout(done, 1_100));
  await samo.twin.act('edit', { claim: claim.guid, patch: { dateBeg: day(200), dateEnd: day(210) } });
  const changed = await document(claim, 'voucher');
  expect(changed.version).not.toBe(voucher.version);
  await expect(take(claim, voucher).perform()).rejects.toMatchObject({ kind: 'conflict', code: 'SAMO_DOCUMENT_VERSION' });
  expect(await issues()).toEqual([]);
});

test('requirement 12: an interrupted download that counts as handed out is found without its file: a person decides', async () => {
  const claim = await paid();
  const voucher = await document(claim, 'voucher');
  await samo.twin.faults({ operation: 'download', kind: 'commit_then_drop', share: 1 });
  await expect(take(claim, voucher).perform()).rejects.toMatchObject({ kind: 'unknown_outcome' });
  await samo.twin.faults();
  expect(contentOf((await take(claim, voucher).find()) ?? { readBack: null })).toMatchObject({ content: null });
  expect(await issues()).toHaveLength(1);
});

test('requirement 12: a document that leaves no mark may be taken again after an interruption', async () => {
  const claim = await paid();
  const confirmation = await document(claim, 'confirmation');
  await samo.twin.faults({ operation: 'download', kind: 'commit_then_drop', share: 1 });
  await expect(take(claim, confirmation).perform()).rejects.toMatchObject({ kind: 'unknown_outcome' });
  await samo.twin.faults();
  expect(await take(claim, confirmation).find()).toBeNull();
  expect(contentOf(await take(claim, confirmation).perform()).content).not.toBeNull();
  expect(await issues()).toEqual([]);
});

test.each(['html', 'truncate', 'error'])('a download that comes as %s is no document, and its outcome is open', async (kind) => {
  const claim = await paid();
  await samo.twin.faults({ operation: 'download', kind, share: 1 });
  await expect(take(claim, await document(claim, 'voucher')).perform()).rejects.toMatchObject({ kind: 'unknown_outcome' });
});

test.each([
  ['by print jobs', {}],
  ['by the claim service', ANDROMEDA],
])('3500 and 102: a document that is still being made is a wait, not a failure (%s)', async (_, options) => {
  const claim = await paid();
  const by = samo.connect(options);
  const voucher = await document(claim, 'voucher', by);
  await samo.twin.act('configure', { renderSeconds: 3_000 });
  try {
    expect(await by.render(samo.refOf(claim), voucher.id)).toEqual({ documentId: voucher.id, state: 'working' });
    await expect(take(claim, voucher, by).perform()).rejects.toMatchObject({ kind: 'transient', code: 'SAMO_3500' });
    expect(await issues()).toEqual([]);
  } finally {
    await samo.twin.act('configure', { renderSeconds: 4 });
  }
});

test('a token without the right to read claims disables print jobs alone', async () => {
  const claim = await paid();
  const by = samo.connect({ documentsToken: 'wrong-token' });
  await expect(by.render(samo.refOf(claim), '1')).rejects.toMatchObject({ kind: 'auth' });
  expect(await by.listDocuments(samo.refOf(claim))).not.toEqual([]);
});

test('an answer larger than allowed is not kept', async () => {
  const claim = await paid();
  const confirmation = await document(claim, 'confirmation');
  const small = samo.connect({}, { spec: { maxBytes: 100 } });
  await expect(small.takeFile(samo.refOf(claim), confirmation.id, Date.now() + 5_000)).rejects.toMatchObject({
    name: 'HubError',
  });
});
