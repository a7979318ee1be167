import { randomBytes } from 'node:crypto';
import Big from 'big.js';
import { expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import { bankCaller, toSandbox, toTwin } from '../support/samo-bank.ts';
import { at, attributes } from '../support/samo-caller.ts';
import { existing, idParams, type SeenClaim, samoDesk } from '../support/samo-desk.ts';

type Input = Record<string, string | number>;

/** A confirmed booking of a person, and the bank that may take money for it. */
async function bankDesk() {
  const desk = samoDesk();
  const { twin } = desk;
  const act = async (name: string, input: Record<string, unknown>) => existing(twin.acts[name])(input);
  const claim = (guid: string) => existing(desk.claims().find((each) => each.guid === guid));
  async function booked(buyer: 'person' | 'agency' = 'person') {
    const { guid } = (await act('book', { buyer })) as { guid: string };
    await act('confirm', { claim: guid });
    return guid;
  }
  const guid = await booked();
  const bank = bankCaller(toTwin(twin));
  const reservation = (of = guid): Input => ({
    ReservationNumber: claim(of).number,
    PassportNumber: existing(claim(of).peoples[0]).pnumber,
  });
  const pay = (fields: Input = {}, of = guid) =>
    bank('payReservation', { ...reservation(of), PaySum: '5000.00', PayCurrency: 'RUB', TransactionId: 'T-1', ...fields });
  const confirm = async (inumber: string | undefined) => bank('confirmInvoice', { INumber: existing(inumber) });
  const writes = (operation: string) => twin.ledger.after(0).writes.filter((write) => write.operation === operation);
  return { ...desk, act, booked, guid, claim, bank, reservation, pay, confirm, writes };
}

test('the bank sees what is owed in both currencies, and whose claim it is', async () => {
  const { bank, reservation, claim, guid } = await bankDesk();
  const { fields } = await bank('getReservationData', reservation());
  const [own] = claim(guid).moneys;
  expect(fields).toMatchObject({
    ResSum: new Big(existing(own).debt).toFixed(4),
    ResCurrency: claim(guid).currency,
    PaySum: expect.stringMatching(/^\d+\.\d\d$/),
    PayCurrency: 'RUB',
    Number: String(claim(guid).number),
    Buyer: claim(guid).buyer.name,
    StartDate: claim(guid).dateBeg,
  });
  expect(fields).not.toHaveProperty('Invoice');
});

test('the simple operations need only the number, and tell nothing about people', async () => {
  const { bank, claim, guid } = await bankDesk();
  const number = { ReservationNumber: claim(guid).number };
  const asked = await bank('getReservationDataSimple', number);
  expect(asked.fault).toBeNull();
  expect(asked.fields).not.toHaveProperty('Buyer');
  const paid = await bank('payReservationSimple', { ...number, PaySum: '100.00', TransactionId: 'T-9' });
  expect(paid.fields).toMatchObject({ INumber: '70001', PaySum: '100.00' });
});

test('a payment is announced with a numbered receipt and counts only when that is confirmed', async () => {
  const { pay, confirm, claim, guid, writes, caller } = await bankDesk();
  const { fields } = await pay();
  expect(fields).toMatchObject({ INumber: '70001', Confirmed: '0', Invoice: '70001', PaySum: '5000.00' });
  expect(claim(guid).payStatus).toBe('psNotPaid');

  expect((await confirm(fields['INumber'])).fields).toMatchObject({ INumber: '70001', Confirmed: '1' });
  expect(claim(guid)).toMatchObject({ rawStatus: 6, payStatus: 'psPartiallyPaid' });
  const { root } = await caller.call('GET_CLAIM_PAYMENT', idParams(claim(guid)));
  const [payment] = at(root, 'payments', 'payment');
  expect(attributes(payment)).toMatchObject({ invoice: '70001', cash: '0' });
  expect(attributes(at(payment, 'value')[0])).toMatchObject({ sum: '5000.00', currency: 'RUB', rate: fields['Rate'] });
  expect(writes('payReservation')).toMatchObject([{ entity: 'invoice', id: '70001', changed: true, by: 'api' }]);
  expect(writes('confirmInvoice')).toMatchObject([{ entity: 'claim', id: guid, changed: true, by: 'api' }]);
});

test('the whole debt at the rate of the bank settles the claim in both currencies', async () => {
  const { bank, reservation, pay, confirm, claim, guid } = await bankDesk();
  const whole = existing((await bank('getReservationData', reservation())).fields['PaySum']);
  await confirm((await pay({ PaySum: whole })).fields['INumber']);
  expect(claim(guid)).toMatchObject({ rawStatus: 1, payStatus: 'psPaid' });
  expect(claim(guid).moneys.map(({ debt }) => debt)).toEqual(['0.00', '0.00']);
});

test('a repeat with the same TransactionId for the same owner returns the same receipt, also after it was confirmed', async () => {
  const { pay, confirm, writes, twin } = await bankDesk();
  const first = await pay();
  await confirm(first.fields['INumber']);
  const again = await pay({ PaySum: '7000.00' });
  expect(again.fields).toMatchObject({ INumber: first.fields['INumber'], PaySum: '5000.00', Confirmed: '1' });
  expect(writes('payReservation').map(({ changed }) => changed)).toEqual([true, false]);
  expect(twin.state('invoices')).toHaveLength(1);
});

test('a TransactionId that another owner has used is refused with 120', async () => {
  const { pay, booked } = await bankDesk();
  await pay();
  expect((await pay({}, await booked('agency'))).fault?.code).toBe('120');
});

test('a receipt is found by its number or by the transaction, so that an open outcome can be looked up', async () => {
  const { bank, pay } = await bankDesk();
  await pay();
  const byNumber = await bank('getInvoiceData', { INumber: 70001 });
  expect(byNumber.fields).toMatchObject({ TransactionId: 'T-1', Confirmed: '0' });
  expect((await bank('getInvoiceData', { TransactionId: 'T-1' })).fields).toEqual(byNumber.fields);
});

test('a payment that was made and not answered is there when it is looked up', async () => {
  const sandbox = await startSandbox({ port: 0 });
  try {
    const samo = existing(sandbox.twins['samo']);
    const { guid, claim: number } = (await existing(samo.acts['book'])({})) as { guid: string; claim: number };
    await existing(samo.acts['confirm'])({ claim: guid });
    samo.faults.set(1, [{ operation: 'payReservationSimple', kind: 'commit_then_drop', share: 1 }]);
    const bank = bankCaller(toSandbox(sandbox.url));
    const payment = { ReservationNumber: number, PaySum: '100.00', TransactionId: 'T-1' };
    await expect(bank('payReservationSimple', payment)).rejects.toThrow('fetch failed');
    expect((await bank('getInvoiceData', { TransactionId: 'T-1' })).fields).toMatchObject({ INumber: '70001' });
  } finally {
    await sandbox.stop();
  }
});

const refusals: [code: string, why: string, (desk: Awaited<ReturnType<typeof bankDesk>>) => Promise<unknown>, Input][] = [
  ['101', 'without a transaction', async () => {}, { TransactionId: '' }],
  ['101', 'without a number', async () => {}, { ReservationNumber: '' }],
  ['101', 'without passport and login', async () => {}, { PassportNumber: '' }],
  ['102', 'for an unknown claim', async () => {}, { ReservationNumber: 1 }],
  ['105', 'for a cancelled claim', ({ act, guid }) => act('cancel', { claim: guid }), {}],
  ['106', "with a stranger's passport", async () => {}, { PassportNumber: '1234567' }],
  ['107', 'of nothing', async () => {}, { PaySum: '0.00' }],
  ['107', 'with three places', async () => {}, { PaySum: '1.005' }],
  ['108', 'of more than is owed', async () => {}, { PaySum: '99999999.00' }],
  ['109', 'in a foreign currency', async () => {}, { PayCurrency: 'USD' }],
  ['112', 'without the flag AccessPay', ({ act, guid }) => act('payment_terms', { claim: guid, accessPay: false }), {}],
  ['114', 'without two rows of money', ({ act, guid }) => act('payment_terms', { claim: guid, singleCurrency: true }), {}],
  ['118', 'while a cancel request is open', ({ act, guid }) => act('request_cancel', { claim: guid }), {}],
];

test.each(refusals)('%s: a payment %s is refused and leaves nothing behind', async (code, _, prepare, fields) => {
  const desk = await bankDesk();
  await prepare(desk);
  const answer = await desk.pay(fields);
  expect(answer).toMatchObject({ status: 500, fault: { code, text: expect.stringMatching(/[а-я]/) } });
  expect(desk.twin.state('invoices')).toEqual([]);
  expect(desk.writes('payReservation')).toEqual([]);
});

test('110: there is no payment on a day without a rate', async () => {
  const { act, pay, booked, claim, guid } = await bankDesk();
  let foreign = guid;
  while (claim(foreign).currency === 'RUB') foreign = await booked();
  const date = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10);
  await act('set_rate', { currency: claim(foreign).currency, date, rate: null });
  expect((await pay({}, foreign)).fault?.code).toBe('110');
  await act('set_rate', { currency: claim(foreign).currency, date, rate: '100' });
  expect((await pay({}, foreign)).fields).toMatchObject({ Rate: '100.0000', ResSum: '50.0000' });
});

test('113: nothing is due on a paid claim', async () => {
  const { act, pay, claim, guid } = await bankDesk();
  await act('pay', { claim: guid, amount: existing(claim(guid).moneys[1]).debt });
  expect((await pay()).fault?.code).toBe('113');
});

test('116 and 117: neither an unconfirmed claim nor an offer takes payments', async () => {
  const { twin, act, pay, claims } = await bankDesk();
  const { guid } = (await act('book', { buyer: 'person' })) as { guid: string };
  expect((await pay({}, guid)).fault?.code).toBe('116');
  await twin.seed({ seed: 2, count: 120 });
  const offer = existing(claims().find((each) => each.offer));
  expect((await pay({}, offer.guid)).fault?.code).toBe('117');
});

test('103, 104, 105: a receipt must be there, is confirmed once, and not after the claim was cancelled', async () => {
  const { act, pay, confirm, guid, claim } = await bankDesk();
  expect((await confirm('1')).fault?.code).toBe('103');
  const first = await pay();
  expect((await confirm(first.fields['INumber'])).fault).toBeNull();
  expect((await confirm(first.fields['INumber'])).fault?.code).toBe('104');
  const second = await pay({ TransactionId: 'T-2' });
  await act('cancel', { claim: guid });
  const paid = existing(claim(guid).moneys[1]).paid;
  expect((await confirm(second.fields['INumber'])).fault?.code).toBe('105');
  expect(claim(guid).moneys[1]?.paid).toBe(paid);
});

test('a penalty is paid through the bank like a price', async () => {
  const { act, pay, confirm, guid, claim, bank, reservation } = await bankDesk();
  await act('cancel', { claim: guid, penalty: '4000' });
  const whole = existing((await bank('getReservationData', reservation())).fields['PaySum']);
  await confirm((await pay({ PaySum: whole })).fields['INumber']);
  expect(claim(guid)).toMatchObject({ rawStatus: 5, payStatus: 'psPaidPenalty' });
});

test.each(Array.from({ length: 21 }, (_, index) => String(100 + index)))(
  'error %s can be injected, with its text',
  async (code) => {
    const { twin, pay } = await bankDesk();
    twin.faults.set(1, [{ operation: 'payReservation', kind: 'error', code, share: 1 }]);
    expect((await pay()).fault).toEqual({ code, text: expect.stringMatching(/[а-я]{4}/) });
  },
);

test('the bank is known by login, signature and address, and a nonce works once', async () => {
  const { twin, act, reservation } = await bankDesk();
  const asked = async (bank: ReturnType<typeof bankCaller>, nonce?: Buffer) =>
    (await bank('getReservationData', reservation(), nonce)).fault?.text;
  expect(await asked(bankCaller(toTwin(twin), { secret: 'other' }))).toBe('Client Authorization Error 3');
  expect(await asked(bankCaller(toTwin(twin), { login: 'uzel' }))).toBe('Client Authorization Error 3');
  const nonce = randomBytes(16);
  expect(await asked(bankCaller(toTwin(twin)), nonce)).toBeUndefined();
  expect(await asked(bankCaller(toTwin(twin)), nonce)).toBe('Client Authorization Error 5');
  await act('access', { bankAddresses: ['192.0.2.7'] });
  expect(await asked(bankCaller(toTwin(twin)))).toBe('Client Authorization Error 3');
});

test('one payment can be for several claims: each shows its share under one guid', async () => {
  const { twin, act, booked, guid, claim, caller } = await bankDesk();
  const other = await booked('agency');
  const details = [
    { claim: guid, amount: '3000' },
    { claim: other, amount: '4500.50' },
  ];
  const { payment } = (await act('pay_several', { details })) as { payment: string };
  const [held] = twin.state('payments') as { guid: string; psum: string; details: { guid: string; pay: string }[] }[];
  expect(held).toMatchObject({ guid: payment, psum: '7500.50' });
  expect(existing(held).details.map((detail) => [detail.guid, detail.pay])).toEqual([
    [guid, '3000.00'],
    [other, '4500.50'],
  ]);
  const share = async (of: SeenClaim) => {
    const [row] = at((await caller.call('GET_CLAIM_PAYMENT', idParams(of))).root, 'payments', 'payment');
    return [attributes(row)['id'], attributes(at(row, 'value')[0])['sum']];
  };
  expect([await share(claim(guid)), await share(claim(other))]).toEqual([
    [payment, '3000.00'],
    [payment, '4500.50'],
  ]);
});

test('answers come in windows-1251 where the installation writes it', async () => {
  const { act, bank, reservation, claim, guid } = await bankDesk();
  await act('configure', { charset: 'windows-1251' });
  expect((await bank('getReservationData', reservation())).fields['Buyer']).toBe(claim(guid).buyer.name);
});

test('the description of the service names all six operations', async () => {
  const { twin } = samoDesk();
  const text = await (await twin.app.request('/modules/wspay/service.php?wsdl')).text();
  const named = [...text.matchAll(/<operation name="(\w+)"><input/g)].map(([, name]) => name);
  expect(named).toEqual([
    'getReservationData',
    'getReservationDataSimple',
    'payReservation',
    'payReservationSimple',
    'getInvoiceData',
    'confirmInvoice',
  ]);
  expect(text).toContain('style="document"');
});
