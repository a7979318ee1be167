import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { samo as connector } from '../../connectors/samo/index.ts';
import { isHubError } from '../../domain/errors.ts';
import { startServer } from '../support/faulty-server.ts';
import { heldClaims } from '../support/samo-claims.ts';
import { type SamoInstallation, startSamo } from '../support/samo-installation.ts';

let samo: SamoInstallation;
beforeAll(async () => {
  samo = await startSamo();
});
afterAll(() => samo.stop());
beforeEach(() => samo.twin.reset());

const NOTHING = { page: 1, pageSize: 10, numbers: { from: '999999999' } };
const NO_TRANSPORTS = { gateUrl: undefined, onlineUrl: undefined, wspayUrl: undefined, documentsUrl: undefined };

async function rowsOf(options: object): Promise<{ [name: string]: boolean }> {
  const rows = await connector.probe(samo.connect(options));
  for (const { reason } of rows)
    expect(reason).toEqual({ ru: expect.stringMatching(/[а-я]/), en: expect.stringMatching(/[a-z]/) });
  return Object.fromEntries(rows.map(({ name, available }) => [name, available]));
}

function recording() {
  const client = samo.connect();
  return { client, lines: client.lines };
}

test('requirement 1: a probe tells which interfaces an installation has', async () => {
  await samo.twin.seed(20);
  expect(await rowsOf({})).toEqual({
    login: true,
    'claims.list': true,
    'claims.read': true,
    'claims.statuses': true,
    'claims.payments': true,
    'claims.documents': true,
    'claim.tourists': true,
    'claim.cancel': true,
    'transport.gate': true,
    'transport.online': true,
    'transport.wspay': true,
    'transport.documents': true,
    'document.fetch': true,
  });
});

test('requirement 1: an interface that is missing takes its own flow with it, and no other', async () => {
  await samo.twin.seed(20);
  expect(await rowsOf(NO_TRANSPORTS)).toMatchObject({
    'claims.read': true,
    'claims.payments': true,
    'document.fetch': true,
    'transport.gate': false,
    'transport.online': false,
    'transport.wspay': false,
    'transport.documents': false,
  });
  const broken = await rowsOf({ gateToken: 'wrong-token', wspaySecret: 'wrong-secret' });
  expect(broken).toMatchObject({
    'claims.read': true,
    'transport.gate': false,
    'transport.online': true,
    'transport.wspay': false,
  });
});

test('requirement 1: a half-configured interface is named with what it lacks', async () => {
  const rows = await connector.probe(samo.connect({ gateToken: undefined }));
  expect(rows.find(({ name }) => name === 'transport.gate')?.reason.ru).toContain('gateToken');
});

test('requirement 1: claims, their payments and documents are never asked of the Online API', async () => {
  const claim = await samo.book();
  const { client, lines } = recording();
  await client.getClaim(samo.refOf(claim));
  await client.listClaims({ page: 1, pageSize: 10 });
  await client.getStatuses([claim.guid]);
  await client.listPayments(samo.refOf(claim));
  await client.listDocuments(samo.refOf(claim));
  const operations = lines.map(({ fields }) => (fields as { operation: string }).operation);
  expect(operations.length).toBeGreaterThanOrEqual(5);
  for (const operation of operations) expect(operation).toMatch(/^GET_/);
});

test('requirement 2: a claim is known by its guid, however it is written; its number alone finds nothing', async () => {
  const claim = await samo.book();
  const { guid, number } = samo.refOf(claim);
  const spelled = `{${guid.toLowerCase()}}`;
  expect((await samo.client.getClaim({ guid: spelled, number }))?.ref).toEqual({ guid: spelled, number });
  expect((await samo.client.getStatuses([spelled])).map((row) => row.guid)).toEqual([spelled]);
  expect(await samo.client.getClaim({ guid: '00000000-0000-0000-0000-000000000000', number })).toBeNull();
});

test('trap 1: an empty list, status, offer, payment and document list are the fault 1111 or 1120, and nothing', async () => {
  const ref = { guid: '00000000-0000-0000-0000-000000000000', number: '1' };
  expect(await samo.client.listClaims(NOTHING)).toEqual({ items: [], pageCount: 0 });
  expect(await samo.client.getStatuses([ref.guid])).toEqual([]);
  expect(await samo.client.getClaim(ref)).toBeNull();
  expect(await samo.client.listPayments(ref)).toEqual([]);
  expect(await samo.client.listDocuments(ref)).toEqual([]);
  expect(await samo.client.getTouristRules(ref)).toBeNull();
});

test('trap 2 and requirement 8: the fault 2001 is a request that was taken; only SAMO cancels', async () => {
  const claim = await samo.book();
  const { readBack } = await samo.write('claim.cancel', claim, {}).perform();
  expect(readBack).toMatchObject({ status: { cancel: 'requested' } });
  await samo.twin.act('refuse_cancel', { claim: claim.guid });
  expect((await samo.read(claim)).status.cancel).toBe('none');
  await samo.twin.act('cancel', { claim: claim.guid, penalty: '5000' });
  const cancelled = await samo.read(claim);
  expect(cancelled.status).toMatchObject({ cancel: 'cancelled', payment: 'penalty_due' });
  expect(cancelled.money.payment).toMatchObject({ price: '5000.00', currency: 'RUB' });
});

test('trap 3 and requirement 10: two children who could be taken for one another: nothing is sent', async () => {
  const child = 'age="CHD" born="2018-05-05" sex="M"';
  const offer =
    '<WorkResponse><claim><checkFields><people><phone visible="1"/></people></checkFields>' +
    '<claimDocument guid="g" providerNumber="7" status="csConfirmed" payStatus="psPaid"><moneys><money currency="EUR" price="1" debt="0"/></moneys>' +
    `<peoples><people key="1" name="ТЕСТОВ ИВАН" ${child}/><people key="2" name="ТЕСТОВ ПЁТР" ${child}/></peoples></claimDocument></claim></WorkResponse>`;
  const escaped = offer.replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const server = await startServer((_, response) =>
    response.end(
      `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><WORKResponse><return>${escaped}</return></WORKResponse></e:Body></e:Envelope>`,
    ),
  );
  try {
    const client = samo.connect({ url: `${server.url}/service.php`, encode: 'none' });
    const fields = { number: '7', touristKey: '1', phone: '+79000000099', email: 'new@example.com' };
    const input = { entity: 'claim', id: 'g', mark: 'link-1', fields };
    await expect(connector.writes['claim.tourists']?.perform(client, input, 'key-1')).rejects.toMatchObject({
      kind: 'validation',
      code: 'SAMO_TOURISTS_ALIKE',
    });
    expect(server.received.filter((body) => body.includes('GET_CLAIM_SAVE'))).toEqual([]);
    expect(server.received).toHaveLength(1);
  } finally {
    await server.close();
  }
});

test('requirement 10: the rules that SAMO states for tourists can be read, and follow the installation', async () => {
  const ref = samo.refOf(await samo.book());
  const phone = async () => (await samo.client.getTouristRules(ref))?.find(({ field }) => field === 'phone');
  expect(await phone()).toMatchObject({ readOnly: false, visible: true, pattern: expect.any(String) });
  await samo.twin.act('configure', { contactsReadOnly: true });
  expect(await phone()).toMatchObject({ readOnly: true });
});

test('trap 4: a cancel request made twice is one request', async () => {
  const claim = await samo.book();
  await samo.write('claim.cancel', claim, {}).perform();
  await samo.write('claim.cancel', claim, {}).perform();
  expect((await samo.twin.ledger()).filter(({ operation }) => operation === 'GET_CLAIM_CANCEL')).toHaveLength(1);
});

test('traps 5 and 6: a hotel keeps its 20 digits, and has another key on the server of another departure', async () => {
  await samo.twin.seed(60);
  const keys = new Set<string>();
  for (const claim of (await heldClaims(samo.twin)).slice(0, 25)) {
    const { tour } = await samo.read(claim);
    expect(tour.key).toMatch(/^\d{20}$/);
    keys.add(tour.key?.slice(0, 9) ?? '');
  }
  expect(keys.size).toBeGreaterThan(1);
});

test('requirement 14: names with a slash between their parts read like any others', async () => {
  await samo.twin.act('configure', { nameDelimiter: '/' });
  const claim = await samo.book();
  expect(claim.peoples[0]?.name).toContain('/');
  for (const { name, latinName } of (await samo.read(claim)).tourists) expect([name, latinName].join()).not.toContain('/');
});

test('requirement 14: base path and fixed parameters are those of the address that was typed in', async () => {
  const asked: string[] = [];
  const server = await startServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('<Response><Data><currentstamp stamp="0x0000000000000007"/></Data></Response>');
  });
  try {
    const client = samo.connect({ gateUrl: `${server.url}/incoming/export/default.php?form=http://samo.travel` });
    expect(await client.references?.currentStamp()).toBe('0x0000000000000007');
    const { pathname, searchParams } = new URL(asked[0] ?? '', server.url);
    expect(pathname).toBe('/incoming/export/default.php');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      form: 'http://samo.travel',
      samo_action: 'reference',
      type: 'currentstamp',
    });
  } finally {
    await server.close();
  }
});

test('requirement 15: lists, statuses, payments and documents read the same in another charset, under a wrong label, with commas', async () => {
  const claim = await samo.book();
  await samo.twin.act('pay', { claim: claim.guid, amount: '1000.10' });
  const ref = samo.refOf(claim);
  const all = async () => [
    await samo.client.getStatuses([claim.guid]),
    await samo.client.listPayments(ref),
    (await samo.client.listDocuments(ref)).map(({ issued: _, ...rest }) => rest),
  ];
  const plain = await all();
  for (const charset of ['windows-1251', 'windows-1251-mislabelled']) {
    await samo.twin.act('configure', { charset, decimalComma: true });
    expect(await all()).toEqual(plain);
  }
});

test('requirement 16: every interface of one host shares the budget of its login', async () => {
  const options = connector.options.parse(samo.options);
  const scopes = connector.budgets(options).map(({ scope }) => scope);
  expect(new Set(scopes).size).toBe(scopes.length);
  expect(scopes.every((scope) => /^samo:127\.0\.0\.1:\d+:\S+$/.test(scope))).toBe(true);
  expect(scopes.filter((scope) => scope.includes('token'))).toEqual([]);
  expect(connector.budgets(connector.options.parse({ ...samo.options, requestsPerSecond: undefined }))[0]?.rate).toBe(1);
});

/** What SAMO puts into a fault: what it was sent, and what it holds. */
function echo(): { text: string; hidden: string[] } {
  const { login, password, clientSecret, gateToken, wspaySecret } = samo.options as unknown as { [option: string]: string };
  const hidden = [
    login,
    password,
    clientSecret,
    gateToken,
    wspaySecret,
    '9900001',
    '759900001',
    'ТЕСТОВА',
    'TESTOVA',
    '+7 900 000-00-01',
  ];
  return { text: `Ошибка ${hidden.join(' / ')} АННА`, hidden: hidden.map(String) };
}

test.each([
  ['GET_CLAIM_LIST', () => samo.client.listClaims(NOTHING)],
  ['reference:state', () => samo.client.references?.pull('state', null)],
  ['Currency_CURRENCIES', () => samo.client.online?.call('Currency_CURRENCIES')],
  ['print:LIST', () => samo.client.checkPrint?.()],
])('requirement 13: %s tells no token, password, passport or name, even when SAMO echoes them', async (operation, call) => {
  const { text, hidden } = echo();
  await samo.twin.faults({ operation, kind: 'error', code: text, share: 1 });
  const error: unknown = await Promise.resolve(call()).catch((caught: unknown) => caught);
  if (!isHubError(error)) throw new Error('no failure');
  // The folder that the project lies in may be called like a login.
  const stack = error.stack?.replaceAll(projectRoot(), '');
  const told = [error.message, error.detail, stack, JSON.stringify(error.userMessage)].join('\n');
  for (const word of hidden) expect(told).not.toContain(word);
});

test('requirement 4: a payment, which moves no date of an edit, is seen by the fingerprints of list and status', async () => {
  const claim = await samo.book();
  const seen = async () => {
    const { items } = await samo.client.listClaims({ page: 1, pageSize: 10 });
    return items.find(({ ref }) => ref.guid === claim.guid)?.fingerprint;
  };
  const before = [await seen(), (await samo.read(claim)).revision];
  await samo.twin.act('pay', { claim: claim.guid, amount: '100.00' });
  expect((await samo.read(claim)).revision).toBe(before[1]);
  expect(await seen()).not.toBe(before[0]);
});

test('requirement 19: the page for administrators claims no certificate and says what is to be confirmed', () => {
  const page = readFileSync(new URL('../../docs/connect-samo.md', import.meta.url), 'utf8');
  expect(page).toContain('It has no certificate of the vendor');
  expect(page).toMatch(/## \d\. To be confirmed on your installation/);
  for (const point of ['WSPAY 120', 'ODate', 'aes', 'Fault 2001', 'Raw status 7']) expect(page).toContain(point);
});

test('requirement 18: what nobody knows of a claim is kept and reported, never fatal', async () => {
  const claim = await samo.read(await samo.book());
  expect(claim.unknown).toEqual({});
});
