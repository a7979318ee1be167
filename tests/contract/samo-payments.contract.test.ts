import Big from 'big.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { samo as connector } from '../../connectors/samo/index.ts';
import type { HeldClaim } from '../support/samo-claims.ts';
import { type SamoInstallation, startSamo } from '../support/samo-installation.ts';

let samo: SamoInstallation;
beforeAll(async () => {
  samo = await startSamo();
});
afterAll(() => samo.stop());
beforeEach(() => samo.twin.reset());

const PAYMENT = { transactionId: 'uzel-payment-1', sum: '5000.00', currency: 'RUB' };

const register = (claim: HeldClaim, more: object = {}, by = samo.client) =>
  samo.write('payment.register', claim, { ...PAYMENT, ...more }, by);
const confirm = (claim: HeldClaim, receipt: string) => samo.write('payment.confirm', claim, { receipt });
const writesOf = async (operation: string) => (await samo.twin.ledger()).filter((line) => line.operation === operation);

test('requirement 9: payments of a claim come with both currencies and the rate, as decimal strings', async () => {
  const claim = await samo.book();
  await samo.twin.act('pay', { claim: claim.guid, amount: '1000.10' });
  await samo.twin.act('pay', { claim: claim.guid, amount: '2000.00' });
  const payments = await samo.client.listPayments(samo.refOf(claim));
  expect(payments.map(({ paid }) => paid.sum)).toEqual(['1000.10', '2000.00']);
  for (const { paid, counted } of payments) {
    expect(paid).toMatchObject({ currency: 'RUB', rate: expect.stringMatching(/^\d+(\.\d+)?$/) });
    expect(counted).toEqual({ sum: expect.stringMatching(/^\d+\.\d{2,}$/), currency: claim.currency });
    expect(new Big(counted.sum).gt(0)).toBe(true);
  }
});

test('requirement 9: a payment for several claims stands in each, under one id, with the share of that claim', async () => {
  const [one, other] = [await samo.book(), await samo.book('agency')];
  await samo.twin.act('pay_several', {
    details: [
      { claim: one.guid, amount: '1000.00' },
      { claim: other.guid, amount: '2500.00' },
    ],
  });
  const [first] = await samo.client.listPayments(samo.refOf(one));
  const [second] = await samo.client.listPayments(samo.refOf(other));
  expect(first?.id).toBe(second?.id);
  expect([first?.paid.sum, second?.paid.sum]).toEqual(['1000.00', '2500.00']);
  expect([first?.payer, second?.payer?.inn]).toEqual([null, expect.stringMatching(/^\d{10}$/)]);
});

test('trap 1: a claim that nobody has paid for has no payments', async () => {
  expect(await samo.client.listPayments(samo.refOf(await samo.book()))).toEqual([]);
});

test('requirement 9: a registered payment is a receipt, a confirmed one counts, and its guid is that of the payment', async () => {
  const claim = await samo.book();
  const { externalId: receipt = '', readBack } = await register(claim).perform();
  expect(readBack).toMatchObject({ receipt, confirmed: false, paid: { sum: '5000.00', currency: 'RUB' } });
  expect((await samo.held(claim.guid)).payStatus).toBe('psNotPaid');
  const { externalId: payment } = await confirm(claim, receipt).perform();
  expect(await samo.client.listPayments(samo.refOf(claim))).toMatchObject([{ id: payment, receipt }]);
  expect((await samo.read(claim)).status.payment).toBe('partially_paid');
});

test('requirement 9: the same payment sent twice is one receipt, confirmed twice (104) one payment', async () => {
  const claim = await samo.book();
  const { externalId: receipt = '' } = await register(claim).perform();
  expect((await register(claim).perform()).externalId).toBe(receipt);
  await confirm(claim, receipt).perform();
  expect((await confirm(claim, receipt).perform()).readBack).toMatchObject({ confirmed: true });
  expect((await writesOf('payReservation')).filter(({ changed }) => changed)).toHaveLength(1);
  expect(await writesOf('confirmInvoice')).toHaveLength(1);
});

test('requirement 9: error 120 is a reason to look the payment up, never to send it again', async () => {
  const claim = await samo.book();
  await register(claim).perform();
  await samo.twin.faults({ operation: 'payReservation', kind: 'error', code: '120', share: 1 });
  expect((await register(claim).perform()).externalId).toBe('70001');
  expect(await writesOf('payReservation')).toHaveLength(1);
});

test('requirement 9: error 120 for a payment that is not ours is final', async () => {
  await register(await samo.book()).perform();
  const other = await samo.book('agency');
  await expect(register(other).perform()).rejects.toMatchObject({ kind: 'business_refusal', code: 'SAMO_PAY_120' });
  await expect(register(other).find()).rejects.toMatchObject({ kind: 'validation', code: 'SAMO_PAY_DIFFERS' });
});

test('requirement 9: a transaction that stands for another sum is told, not taken for the one wished for', async () => {
  const claim = await samo.book();
  await register(claim).perform();
  await expect(register(claim, { sum: '7000.00' }).perform()).rejects.toMatchObject({ code: 'SAMO_PAY_DIFFERS' });
});

test('requirement 9: a time-out leaves the outcome open, the look-up closes it', async () => {
  const claim = await samo.book();
  await samo.twin.faults({ operation: 'payReservation', kind: 'commit_then_drop', share: 1 });
  await expect(register(claim).perform()).rejects.toMatchObject({ kind: 'unknown_outcome' });
  await samo.twin.faults();
  expect(await register(claim).find()).toMatchObject({ externalId: '70001' });
});

test('without a partner login the simple calls are used', async () => {
  const simple = samo.connect({ wspayPartnerLogin: undefined });
  expect((await register(await samo.book(), {}, simple).perform()).externalId).toBe('70001');
});

const refusals: [code: string, kind: string, why: string, prepare: (claim: HeldClaim) => Promise<unknown>, more: object][] = [
  ['105', 'business_refusal', 'a cancelled claim', ({ guid }) => samo.twin.act('cancel', { claim: guid }), {}],
  ['108', 'business_refusal', 'more than is owed', async () => {}, { sum: '99999999.00' }],
  ['109', 'business_refusal', 'a foreign currency', async () => {}, { currency: 'USD' }],
  [
    '112',
    'business_refusal',
    'a claim that may not be paid',
    ({ guid }) => samo.twin.act('payment_terms', { claim: guid, accessPay: false }),
    {},
  ],
  [
    '114',
    'business_refusal',
    'a claim without two rows of money',
    ({ guid }) => samo.twin.act('payment_terms', { claim: guid, singleCurrency: true }),
    {},
  ],
  ['118', 'business_refusal', 'an open cancel request', ({ guid }) => samo.twin.act('request_cancel', { claim: guid }), {}],
  ['106', 'validation', 'a foreign partner login', async () => {}, { login: 'stranger' }],
];

test.each(refusals)('%s is %s: %s', async (code, kind, _, prepare, { login, ...more }: { login?: string }) => {
  const claim = await samo.book();
  await prepare(claim);
  const by = login === undefined ? samo.client : samo.connect({ wspayPartnerLogin: login });
  await expect(register(claim, more, by).perform()).rejects.toMatchObject({ kind, code: `SAMO_PAY_${code}` });
  expect(await writesOf('payReservation')).toEqual([]);
});

test('requirement 7: a wrong secret and a wrong address of the bank stop the connection', async () => {
  const claim = await samo.book();
  const stranger = samo.connect({ wspaySecret: 'not-the-secret' });
  await expect(register(claim, {}, stranger).perform()).rejects.toMatchObject({ kind: 'auth', code: 'SAMO_PAY_AUTHORIZATION' });
  await samo.twin.act('access', { bankAddresses: ['192.0.2.1'] });
  try {
    await expect(register(claim).perform()).rejects.toMatchObject({ kind: 'auth' });
  } finally {
    await samo.twin.act('access', { bankAddresses: null });
  }
});

test.each([
  ['html', 'unknown_outcome'],
  ['truncate', 'unknown_outcome'],
  ['drop', 'unknown_outcome'],
  ['error', 'unknown_outcome'],
  ['rate_limit', 'rate_limited'],
] as const)('requirement 6: %s at a payment is %s', async (kind, expected) => {
  const claim = await samo.book();
  await samo.twin.faults({ operation: 'payReservation', kind, share: 1 });
  await expect(register(claim).perform()).rejects.toMatchObject({ kind: expected });
});

test.each(['windows-1251', 'windows-1251-mislabelled'])('requirement 15: WSPAY is read in %s', async (charset) => {
  await samo.twin.act('configure', { charset, decimalComma: true });
  const claim = await samo.book();
  expect((await register(claim).perform()).readBack).toMatchObject({ paid: { sum: '5000.00' } });
  const error = await register(await samo.book('agency'))
    .perform()
    .catch((caught: { detail: string }) => caught);
  expect((error as { detail: string }).detail).toContain('Платёж');
});

test('a connection without WSPAY lacks payments and nothing else', async () => {
  const without = samo.connect({ wspayUrl: undefined });
  const claim = await samo.book();
  await expect(register(claim, {}, without).perform()).rejects.toMatchObject({ kind: 'config', code: 'SAMO_NO_WSPAY' });
  expect(await samo.read(claim, without)).toMatchObject({ ref: samo.refOf(claim) });
  expect(await without.listPayments(samo.refOf(claim))).toEqual([]);
});

test('requirement 16: a payment never waits behind reads: the bank has a budget of its own', () => {
  const options = connector.options.parse({ ...samo.options, requestsPerSecond: 1 });
  const budgets = connector.budgets(options);
  expect(budgets).toHaveLength(2);
  for (const { scope, rate, burst } of budgets) {
    expect(scope).toMatch(/^samo:127\.0\.0\.1:\d+:[\w-]+$/);
    expect([rate, burst]).toEqual([1, 1]);
  }
});
