import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SamoClient, samo } from '../../connectors/samo/index.ts';
import type { Claim } from '../../domain/deals/claim.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { connectedForTest } from '../support/connected.ts';
import { type HeldClaim, heldClaims, liveClaim } from '../support/samo-claims.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let twin: TwinControl;
let client: SamoClient;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, limitScale: 50, scenario: 'off' });
  twin = twinControl(sandbox.url, 'samo');
  client = await connect();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await twin.reset();
  await twin.seed(60);
});

async function connect(options: object = {}): Promise<SamoClient> {
  const given = (await twin.connection()).options as object;
  return samo.connect(connectedForTest(samo, { ...given, ...options, requestsPerSecond: 20 }));
}

async function readOne(held: HeldClaim, by = client): Promise<Claim> {
  const claim = await by.getClaim({ guid: held.guid, number: String(held.number) });
  if (!claim) throw new Error(`claim ${held.number} was not read`);
  return claim;
}

const BOOKING: { [status: string]: string } = {
  csConfirmed: 'confirmed',
  csUnconfirmed: 'unconfirmed',
  csProcessed: 'processing',
  csNotReaded: 'not_read',
  csNotActivated: 'offer',
};
const PAYMENT: { [payStatus: string]: string } = {
  psPaid: 'paid',
  psPartiallyPaid: 'partially_paid',
  psNotPaid: 'not_paid',
  psPenalty: 'penalty_due',
  psPartiallyPaidPenalty: 'penalty_partially_paid',
  psPaidPenalty: 'penalty_paid',
};

test('every claim is read as it is held: statuses, money, people, dates', async () => {
  for (const held of await heldClaims(twin)) {
    const claim = await readOne(held);
    const cancel = held.status === 'csCancelled' ? 'cancelled' : held.status === 'csAwaitingCancel' ? 'requested' : 'none';
    expect(claim.status).toMatchObject({ payment: PAYMENT[held.payStatus], cancel });
    if (cancel === 'none') expect(claim.status.booking).toBe(BOOKING[held.status]);
    expect(claim.ref).toEqual({ guid: held.guid, number: String(held.number) });
    expect(claim.dates.start).toBe(held.dateBeg);
    const [first, second] = held.moneys;
    expect(claim.money.claim).toMatchObject({
      price: first?.price,
      debt: first?.debt,
      paid: first?.paid,
      currency: first?.currency,
      rate: null,
    });
    expect(claim.money.payment).toMatchObject({ price: second?.price, debt: second?.debt, currency: second?.currency });
    expect(claim.tourists.map(({ key, name, phone }) => ({ key, name, phone }))).toEqual(
      held.peoples.map(({ key, name, phone }) => ({ key, name, phone })),
    );
    expect(claim.buyer).toMatchObject({
      kind: held.buyer.kind,
      key: held.buyer.key,
      name: held.buyer.name,
      phone: held.buyer.phone,
    });
    if (claim.buyer?.kind === 'person') expect(claim.buyer.touristKey !== null).toBe(held.buyer.travels);
    expect(claim.unknown).toEqual({});
  }
});

test('a cancelled claim says when and why', async () => {
  const held = await liveClaim(twin);
  await twin.act('cancel', { claim: held.number, reason: 'Болезнь туриста' });
  const claim = await readOne(held);
  expect(claim).toMatchObject({ status: { cancel: 'cancelled' }, cancelReason: 'Болезнь туриста' });
  expect(claim.dates.cancelled).toMatch(/^\d{4}-\d{2}-\d{2}/);
});

test.each(['none', 'gzip', 'zlib', 'aes'])('a claim is the same in the packing %s', async (encode) => {
  const held = await liveClaim(twin);
  expect(await readOne(held, await connect({ encode }))).toEqual(await readOne(held));
});

test.each([{ charset: 'windows-1251' }, { charset: 'windows-1251-mislabelled' }, { decimalComma: true }])(
  'a claim is the same on an installation with %j',
  async (settings) => {
    const held = await liveClaim(twin);
    const plain = await readOne(held);
    await twin.act('configure', settings);
    expect(await readOne(held)).toEqual(plain);
    expect(await readOne(held, await connect({ encode: 'none' }))).toEqual(plain);
  },
);

test('a claim that is not there is null, an empty list is empty', async () => {
  expect(await client.getClaim({ guid: '00000000-0000-0000-0000-000000000000', number: '1' })).toBeNull();
  expect(await client.listClaims({ page: 1, pageSize: 10, numbers: { from: '999999999' } })).toEqual({ items: [], pageCount: 0 });
  expect(await client.getStatuses(['00000000-0000-0000-0000-000000000000'])).toEqual([]);
});

test('statuses of many claims come in as few calls as they need', async () => {
  const guids = (await heldClaims(twin)).map((claim) => claim.guid);
  const rows = await client.getStatuses([...guids, ...guids]);
  expect(rows).toHaveLength(guids.length * 2);
  const calls = await twin.state<{ operations: { [name: string]: number } }>('calls');
  expect(calls.reduce((sum, second) => sum + (second.operations['GET_CLAIM_STATUS'] ?? 0), 0)).toBe(2);
});

test('requirement 4: two edits of one day have two fingerprints, whatever moved', async () => {
  const held = await liveClaim(twin, (claim) => claim.peoples.length > 1);
  const seen = new Set<string>();
  for (const phone of ['+79000000011', '+79000000012']) {
    await twin.act('edit', { claim: held.number, patch: { touristPhone: phone } });
    const [row] = await client.getStatuses([held.guid]);
    seen.add(row?.fingerprint ?? '');
    await new Promise((done) => setTimeout(done, 1_100));
  }
  expect(seen.size).toBe(2);
});

test('a page that the service repeats is asked for again, not taken for the next', async () => {
  await twin.faults({ operation: 'GET_CLAIM_LIST', kind: 'duplicate_event', share: 1 });
  await expect(client.listClaims({ page: 2, pageSize: 10 })).rejects.toMatchObject({
    code: 'SAMO_MISPLACED_PAGE',
    kind: 'transient',
  });
});

test('a probe names what the installation does not offer', async () => {
  await twin.act('configure', { withoutProcedures: ['GET_DOCUMENTS', 'GET_DOCUMENT_URL'] });
  const capabilities = await samo.probe(client);
  const named = Object.fromEntries(capabilities.map(({ name, available }) => [name, available]));
  expect(named).toMatchObject({
    login: true,
    'claims.list': true,
    'claims.read': true,
    'claims.statuses': true,
    'claim.tourists': true,
  });
  expect(named['claims.documents']).toBe(false);
});

test('a probe with a wrong password tells it in one row', async () => {
  const stranger = await connect({ password: 'wrong' });
  const [login, ...others] = await samo.probe(stranger);
  expect(login).toMatchObject({ name: 'login', available: false, reason: { ru: expect.stringContaining('SAMO_1000') } });
  expect(others.map(({ name, available }) => [name, available])).toEqual([
    ['transport.gate', false],
    ['transport.online', false],
    ['transport.wspay', false],
    ['transport.documents', false],
    ['document.fetch', false],
  ]);
});
