import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLedger } from '../../activities/ledger.ts';
import { readClaim } from '../../activities/payments/claim.ts';
import { takePayment } from '../../activities/payments/take.ts';
import type { PaymentDeps } from '../../activities/payments.ts';
import { samo } from '../../connectors/samo/index.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import { tbank } from '../../connectors/tbank/index.ts';
import { yookassa } from '../../connectors/yookassa/index.ts';
import { optionsOf } from '../../runtime/sandbox-options.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { saveConnection, savePair, setMode } from '../../store/connections.ts';
import { createVault } from '../../store/keys.ts';
import { openLinks } from '../../store/links.ts';
import { personFor } from '../../store/people.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { hubOn, pick } from '../support/api-client.ts';
import { connectedForTest } from '../support/connected.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { twinControl } from '../support/twin-control.ts';

const vault = createVault(createKeyring(randomBytes(32)));
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let database: Awaited<ReturnType<typeof startHubDatabase>>;
let deps: PaymentDeps;
const twin = (name: string) => twinControl(sandbox.url, name);

beforeAll(async () => {
  [sandbox, database] = await Promise.all([startSandbox({ port: 0, limitScale: 50, scenario: 'off' }), startHubDatabase()]);
  const { db } = database;
  for (const id of ['samo', 'crm']) {
    await saveConnection(db, vault, { id, system: id, title: id, open: {}, secret: {}, pullSeconds: 60 });
  }
  await savePair(db, { id: 'p', process: 'deals', leftConnection: 'samo', rightConnection: 'crm', constants: {} });
  const options = async (name: string) => optionsOf((await twin(name).connection()) as Parameters<typeof optionsOf>[0]);
  const granted = { privateNetworks: ['127.0.0.0/8'] };
  const booking = samo.connect(connectedForTest(samo, { ...(await options('samo')), ...granted, requestsPerSecond: 20 }));
  const providers = {
    yookassa: yookassa.connect(connectedForTest(yookassa, await options('yookassa'))),
    tbank: tbank.connect(connectedForTest(tbank, await options('tbank'))),
  };
  deps = {
    db,
    vault,
    ledger: createLedger({ db, vault, writePort: async () => createWritePort(samo, booking, 50) }),
    booking: async () => booking,
    provider: async (id) => providers[id === 'tbank' ? 'tbank' : 'yookassa'],
    limitScale: 50,
    log: { info: () => undefined, warn: () => undefined },
  };
}, 120_000);
afterAll(() => Promise.all([sandbox.stop(), database.stop()]));

interface Booked {
  claim: number;
  guid: string;
}

async function booked(): Promise<Booked & { link: string }> {
  const claim = await twin('samo').act<Booked>('book', { buyer: 'person' });
  await twin('samo').act('confirm', { claim: claim.guid });
  const links = await openLinks(database.db, 'p', 'deal', [{ leftId: claim.guid, leftNumber: String(claim.claim) }]);
  return { ...claim, link: links.get(claim.guid) ?? '' };
}

const rows = async (query: string, ...values: unknown[]) => (await database.pool.query(query, values)).rows;
const shares = (link: string) =>
  rows(
    `select p.source, s.booked, s.finding from payment_shares s join payments p on p.id = s.payment_id
     where s.link_id = $1 and not exists (select 1 from payments o where o.same_as = p.id)`,
    link,
  );
const posted = async (guid: string) =>
  (await twin('samo').ledger()).filter(({ operation, id, by }) => by === 'api' && operation === 'confirmInvoice' && id === guid);
const pay = async (order: string, amount: string, at = 'yookassa') =>
  (await twin(at).act<{ payment: string }>('pay', { order, amount })).payment;

test.each(['yookassa', 'tbank'])(
  'a payment at %s that SAMO lacks is posted there once, and seen in both it is one',
  async (provider) => {
    await setMode(database.db, 'payments', 'samo', 'live', 'test');
    const { claim, guid, link } = await booked();
    const id = await pay(`${claim}-1`, '1000.00', provider);
    await takePayment(deps, provider, id);
    await takePayment(deps, provider, id);
    expect(await readClaim(deps, link)).toMatchObject({ result: 'read' });
    await takePayment(deps, provider, id);
    expect(await shares(link)).toEqual([{ source: 'provider', booked: true, finding: null }]);
    expect(await posted(guid)).toHaveLength(1);
    const held = (await twin('samo').state<{ guid: string; payments: unknown[] }>('claims')).find((one) => one.guid === guid);
    expect(held?.payments).toHaveLength(1);
  },
);

test('more than is owed asks finance, tells the finding and posts nothing', async () => {
  const { claim, guid, link } = await booked();
  const before = (await twin('samo').ledger()).length;
  await takePayment(deps, 'yookassa', await pay(String(claim), '99999999.00'));
  expect(await shares(link)).toEqual([{ source: 'provider', booked: false, finding: 'over' }]);
  expect(await rows(`select kind from tasks where link_id = $1`, link)).toEqual([{ kind: 'payment_finding' }]);
  expect((await twin('samo').ledger()).length).toBe(before);
  expect(await posted(guid)).toEqual([]);
});

test('a payment for two claims is parted as its order says, and each share is posted in its claim once', async () => {
  const [first, second] = [await booked(), await booked()];
  const id = await pay(`${first.claim}:600.00+${second.claim}:400.00`, '1000.00');
  await takePayment(deps, 'yookassa', id);
  await takePayment(deps, 'yookassa', id);
  for (const [{ link, guid }, sum] of [
    [first, '600.00'],
    [second, '400.00'],
  ] as const) {
    await readClaim(deps, link);
    expect(
      await rows(`select share, booked from payment_shares where link_id = $1 and booked and share = $2`, link, sum),
    ).not.toEqual([]);
    expect(await posted(guid)).toHaveLength(1);
  }
});

test('a payment for two claims without shares asks finance, and posts nothing', async () => {
  const [first, second] = [await booked(), await booked()];
  const id = await pay(`${first.claim}+${second.claim}`, '1000.00');
  expect(await takePayment(deps, 'yookassa', id)).toEqual({ result: 'asked', writes: 0 });
  expect(await rows(`select finding from payments where external_id = $1`, id)).toEqual([{ finding: 'split' }]);
  expect([await posted(first.guid), await posted(second.guid)]).toEqual([[], []]);
});

test('instalments at two providers are two payments of one claim', async () => {
  const { claim, guid, link } = await booked();
  for (const provider of ['yookassa', 'tbank']) {
    await takePayment(deps, provider, await pay(`${claim}-${provider.length}`, '150.00', provider));
    await readClaim(deps, link);
  }
  expect(await posted(guid)).toHaveLength(2);
  expect(await shares(link)).toEqual([
    { source: 'provider', booked: true, finding: null },
    { source: 'provider', booked: true, finding: null },
  ]);
});

test.each(['yookassa', 'tbank'])(
  'money that went back at %s is taken off the share, and finance enters the refund',
  async (provider) => {
    const { claim, link } = await booked();
    const id = await pay(String(claim), '900.00', provider);
    await takePayment(deps, provider, id);
    await readClaim(deps, link);
    await twin(provider).act('refund', { payment: id, amount: '300.00' });
    await takePayment(deps, provider, id);
    await takePayment(deps, provider, id);
    const kept = `select p.state, p.amount, p.refunded, s.rest from payments p join payment_shares s on s.payment_id = p.id where p.external_id = $1`;
    expect(await rows(kept, id)).toEqual([{ state: 'partly_refunded', amount: '900.00', refunded: '300.00', rest: '600.00' }]);
    expect(await rows(`select kind, state from tasks where link_id = $1`, link)).toEqual([
      { kind: 'payment_refund', state: 'open' },
    ]);
  },
);

test('what a claim has been told of a payment are facts, each change one, and a second look tells nothing', async () => {
  const { claim, link } = await booked();
  const id = await pay(String(claim), '700.00');
  for (const _ of [1, 2]) await takePayment(deps, 'yookassa', id);
  for (const _ of [1, 2]) await readClaim(deps, link);
  const told = `select vendor_key as key, state from inbox where kind = 'fact' and entity = 'payment' and subject = $1 order by id`;
  const [payment] = await rows(`select id from payments where external_id = $1`, id);
  expect(await rows(told, `deal:${link}`)).toEqual(
    [1, 2].map((revision) => ({ key: `${payment.id}/${link}/${revision}`, state: 'done' })),
  );
});

test('observed payments are planned and not posted', async () => {
  await setMode(database.db, 'payments', 'samo', 'observe', 'test');
  const { claim, link } = await booked();
  const before = (await twin('samo').ledger()).length;
  await takePayment(deps, 'yookassa', await pay(String(claim), '10.00'));
  expect(await rows(`select operation, state from effects where link_id = $1`, link)).toEqual([
    { operation: 'payment.register', state: 'planned' },
  ]);
  expect((await twin('samo').ledger()).length).toBe(before);
});

test('going live reads the claims with payments that were only observed', async () => {
  await setMode(database.db, 'payments', 'samo', 'observe', 'test');
  const { claim, guid, link } = await booked();
  await takePayment(deps, 'yookassa', await pay(String(claim), '20.00'));
  const { api } = hubOn(database.db, { vault });
  const planned = await api.get('/api/connections/samo/planned?process=payments');
  expect(pick(planned, 'groups')).toMatchObject([{ operation: 'payment.register' }]);
  const order = { process: 'payments', connection: 'samo', mode: 'live', reason: 'Проверили', plan: pick(planned, 'hash') };
  expect(await api.put('/api/modes', order)).toMatchObject({ status: 200 });
  const hinted = await rows(
    `select external_id as link from inbox where subject = 'payments:samo' and entity = 'claim_payments'`,
  );
  expect(hinted).toContainEqual({ link });
  await readClaim(deps, link);
  expect(await posted(guid)).toHaveLength(1);
});

test('an order that names no claim, and a payment that its provider does not know, lead nowhere', async () => {
  expect(await takePayment(deps, 'yookassa', await pay('gift', '10.00'))).toEqual({ result: 'asked', writes: 0 });
  expect(await takePayment(deps, 'yookassa', 'forged')).toEqual({ result: 'payment_unknown', writes: 0 });
});

describe('whoever looks for a payment', () => {
  let claim: number;
  let link: string;
  let payment: string;
  const hub = () => hubOn(database.db, { vault }).api;
  const ids = async (query: string) => ((await hub().get(`/api/payments?${query}`)).body as { items: { id: string }[] }).items;

  beforeAll(async () => {
    await setMode(database.db, 'payments', 'samo', 'live', 'test');
    const made = await twin('samo').act<Booked>('book', { buyer: 'person' });
    claim = made.claim;
    await twin('samo').act('confirm', { claim: made.guid });
    const buyer = { kind: 'person' as const, name: 'Королёва Мария', phone: '+79000000188', email: null };
    const personId = await personFor(database.db, vault, { kind: 'phone', value: '188' }, buyer);
    const draft = { leftId: made.guid, leftNumber: String(claim), personId };
    link = (await openLinks(database.db, 'p', 'deal', [draft])).get(made.guid) ?? '';
    const order = { order: `${claim}-3`, amount: '1234.56', payer: 'Королёва Мария' };
    const { payment: id } = await twin('yookassa').act<{ payment: string }>('pay', order);
    await takePayment(deps, 'yookassa', id);
    await readClaim(deps, link);
    payment = (await ids(`claim=${claim}`))[0]?.id ?? '';
  });

  test('finds it by claim, amount, date, state and connection, once though two systems show it', async () => {
    const [today, tomorrow] = [0, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
    for (const query of [
      `claim=${claim}`,
      `link=${link}&from=1234.56&to=1234.56`,
      `link=${link}&state=paid&connection=yookassa`,
      `link=${link}&since=${today}T00:00:00Z&until=${tomorrow}T00:00:00Z`,
      `link=${link}&attention=false`,
    ]) {
      expect([query, await ids(query)]).toEqual([query, [expect.objectContaining({ id: payment, amount: '1234.56' })]]);
    }
    for (const query of [`from=1234.57`, `to=1234.55`, `state=refunded`, 'currency=EUR', 'attention=true', 'connection=samo']) {
      expect([query, await ids(`link=${link}&${query}`)]).toEqual([query, []]);
    }
  });

  test('finds it by the payer of its claim', async () => {
    const found = await hub().post('/api/payments/find', { payer: 'королева мар', from: '1000' });
    expect(pick(found, 'items')).toMatchObject([{ id: payment, claims: [{ link, claim: String(claim) }] }]);
    expect(pick(await hub().post('/api/payments/find', { payer: 'королева иван' }), 'items')).toEqual([]);
  });

  test('sees what it counts for, what was posted and receipts, and of the payer initials only', async () => {
    const one = await hub().get(`/api/payments/${payment}`);
    expect(one.body).toMatchObject({
      order: `${claim}-3`,
      payer: 'К. М.',
      finding: null,
      claims: [{ sum: '1234.56', rest: '1234.56', counted: { sum: expect.any(String) }, booked: true, finding: null }],
      booking: { connection: 'samo' },
      receipts: [{ kind: 'payment', state: 'registered' }],
      postings: [
        { operation: 'payment.register', state: 'done' },
        { operation: 'payment.confirm', state: 'done' },
      ],
      tasks: [],
    });
    expect(await hub().get('/api/payments/pay_none')).toMatchObject({ status: 404 });
  });

  test('sees in words what is wrong with one, and what people are asked', async () => {
    await takePayment(deps, 'yookassa', await pay(String(claim), '99999999.00'));
    const [wrong] = await ids(`link=${link}&attention=true`);
    expect((await hub().get(`/api/payments/${wrong?.id}`)).body).toMatchObject({
      openTasks: 1,
      claims: [{ finding: 'over', sentence: { ru: 'Оплата больше долга по заявке' }, booked: false }],
      postings: [],
      tasks: [{ kind: 'payment_finding', state: 'open' }],
    });
  });
});
