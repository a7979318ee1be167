import Big from 'big.js';
import { expect, test } from 'vitest';
import { at, attributes } from '../support/samo-caller.ts';
import { existing, idParams, type SeenClaim, samoDesk } from '../support/samo-desk.ts';

async function deskWith(count: number) {
  const desk = samoDesk();
  await desk.twin.seed({ seed: 11, count });
  async function list(params: string) {
    const answer = await desk.caller.call('GET_CLAIM_LIST', params);
    const rows = at(answer.root, 'dataset', 'i').map((row) => attributes(row));
    return { fault: answer.fault?.code, rows, head: attributes(at(answer.root, 'dataset')[0]) };
  }
  async function act(name: string, input: Record<string, unknown>) {
    return existing(desk.twin.acts[name])(input);
  }
  const claim = (guid: string): SeenClaim => existing(desk.claims().find((each) => each.guid === guid));
  return { ...desk, list, act, claim };
}

async function booked(buyer: 'person' | 'agency' = 'person') {
  const desk = await deskWith(0);
  const { guid } = (await desk.act('book', { buyer })) as { guid: string };
  return { ...desk, guid };
}

test('the list comes in pages of ten unless asked otherwise, oldest number first, each claim once', async () => {
  const { list, claims } = await deskWith(23);
  const pages = [];
  for (const page of [1, 2, 3]) pages.push(await list(`<CLAIMTYPE>1</CLAIMTYPE><PAGE>${page}</PAGE>`));
  expect(pages.map(({ rows }) => rows.length)).toEqual([10, 10, 3]);
  expect(pages.map(({ head }) => `${head['page']}/${head['pcount']}`)).toEqual(['1/3', '2/3', '3/3']);
  expect(pages.flatMap(({ rows }) => rows.map(({ id }) => Number(id)))).toEqual(claims().map(({ number }) => number));
  expect((await list('<CLAIMTYPE>1</CLAIMTYPE><RPP>100</RPP>')).rows).toHaveLength(23);
});

test('nothing found and a page past the end are the fault 1111; no CLAIMTYPE is the fault 104', async () => {
  const { list } = await deskWith(3);
  expect((await list('<CLAIMTYPE>1</CLAIMTYPE><CLAIMBEG>999999</CLAIMBEG>')).fault).toBe('1111');
  expect((await list('<CLAIMTYPE>1</CLAIMTYPE><PAGE>2</PAGE>')).fault).toBe('1111');
  expect((await list('')).fault).toBe('104');
});

test('the list can be cut by number, by tour start, by name and by explicit numbers', async () => {
  const { list, claims } = await deskWith(40);
  const all = claims();
  const [from, to] = [existing(all[5]).number, existing(all[8]).number];
  expect((await list(`<CLAIMTYPE>1</CLAIMTYPE><CLAIMBEG>${from}</CLAIMBEG><CLAIMEND>${to}</CLAIMEND>`)).rows).toHaveLength(4);

  const day = existing(all[7]).dateBeg.replaceAll('-', '');
  const onDay = await list(`<CLAIMTYPE>1</CLAIMTYPE><DATEBEG>${day}</DATEBEG><DATEEND>${day}</DATEEND>`);
  expect(onDay.rows.map(({ datebeg }) => datebeg)).toEqual(onDay.rows.map(() => day));
  expect(onDay.rows.map(({ id }) => Number(id))).toContain(existing(all[7]).number);

  const tourist = existing(existing(all[3]).peoples[0]);
  const named = await list(`<CLAIMTYPE>1</CLAIMTYPE><RPP>50</RPP><FIO>${tourist.name.toLowerCase()}</FIO>`);
  expect(named.rows.map(({ id }) => Number(id))).toContain(existing(all[3]).number);

  const listed = await list(`<CLAIMTYPE>1</CLAIMTYPE><CLAIMS><CLAIM>${from}</CLAIM><CLAIM>${to}</CLAIM></CLAIMS>`);
  expect(listed.rows.map(({ id }) => Number(id))).toEqual([from, to]);
});

test('the current list holds no cancelled claim, the overdue list only debts past their day', async () => {
  const { list } = await deskWith(120);
  const current = await list('<CLAIMTYPE>2</CLAIMTYPE><RPP>500</RPP>');
  expect(current.rows.length).toBeGreaterThan(0);
  expect(current.rows.filter(({ status }) => status === 'csCancelled')).toEqual([]);
  const overdue = await list('<CLAIMTYPE>4</CLAIMTYPE><RPP>500</RPP>');
  expect(overdue.rows.length).toBeGreaterThan(0);
  expect(overdue.rows.every(({ debt }) => new Big(existing(debt)).gt(0))).toBe(true);
});

test('a page in mid-scan shifts when a claim falls out of the selection before it', async () => {
  const { list, act, claims } = await deskWith(0);
  for (let n = 0; n < 25; n += 1) await act('book', {});
  const first = await list('<CLAIMTYPE>2</CLAIMTYPE><PAGE>1</PAGE>');
  await act('cancel', { claim: existing(first.rows[0])['guid'] });
  const second = await list('<CLAIMTYPE>2</CLAIMTYPE><PAGE>2</PAGE>');
  const seen = new Set([...first.rows, ...second.rows].map(({ id }) => Number(id)));
  expect(
    claims()
      .slice(0, 20)
      .filter(({ number }) => !seen.has(number)),
  ).toHaveLength(1);
});

test('one protocol, two date formats; what a claim does not have is absent, not empty', async () => {
  const { list, caller, claim, guid } = await booked();
  const { rows } = await list('<CLAIMTYPE>1</CLAIMTYPE>');
  const row = existing(rows[0]);
  expect(row['datebeg']).toMatch(/^\d{8}$/);
  expect(row).not.toHaveProperty('canceldate');
  expect(row).not.toHaveProperty('confirmeddate');
  expect(row).toMatchObject({ status: 'csNotReaded', paystatus: 'psNotPaid', st_status: '2', confirmed: '0', unread: '1' });

  const { root } = await caller.call('GET_CLAIM_OFFER', idParams(claim(guid)));
  const document = attributes(at(root, 'claim', 'claimDocument')[0]);
  expect(document['datebeg']).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(document['cdate']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  expect(document['tourKey']).toMatch(/^\d{20}$/);
  expect(document).not.toHaveProperty('confirmedDate');
  expect(document['rdate']).toBe('1900-01-01T00:00:00');
});

test('a claim has two rows of money that agree, and services that add up to its price', async () => {
  const { caller, claims } = await deskWith(30);
  for (const claim of claims().slice(0, 10)) {
    const { root } = await caller.call('GET_CLAIM_OFFER', idParams(claim));
    const document = at(root, 'claim', 'claimDocument')[0];
    const moneys = at(document, 'moneys', 'money').map((row) => attributes(row));
    expect(moneys.map(({ isClaimCurrency }) => isClaimCurrency)).toEqual(['1', '0']);
    expect(moneys[1]?.['currency']).toBe('RUB');
    const sections = [
      at(document, 'hotels', 'hotel'),
      at(document, 'transports', 'transport'),
      at(document, 'services', 'service'),
    ];
    const services = sections.flat().map((row) => attributes(row));
    const sum = services.reduce((total, { price }) => total.plus(existing(price)), new Big(0));
    expect(sum.toFixed(2)).toBe(claim.price);
  }
});

test('a buyer who travels has the key of one of the tourists; an agency is told by its legal mark and tax number', async () => {
  const { caller, claims } = await deskWith(60);
  const all = claims();
  for (const claim of [
    existing(all.find(({ buyer }) => buyer.travels)),
    existing(all.find(({ buyer }) => buyer.kind === 'agency')),
  ]) {
    const { root } = await caller.call('GET_CLAIM_OFFER', idParams(claim));
    const document = at(root, 'claim', 'claimDocument')[0];
    const buyer = attributes(at(document, 'buyer')[0]);
    const keys = at(document, 'peoples', 'people').map((row) => attributes(row)['key']);
    if (claim.buyer.kind === 'agency') expect(buyer).toMatchObject({ legal: '1', inn: expect.stringMatching(/^99\d{8}$/) });
    else expect(keys).toContain(buyer['key']);
  }
});

test('about every seventh buyer is an agency, some buyers come again, and the same seed gives the same claims', async () => {
  const [one, two] = [await deskWith(300), await deskWith(300)];
  const agencies = one.claims().filter(({ buyer }) => buyer.kind === 'agency').length;
  expect(agencies).toBeGreaterThan(25);
  expect(agencies).toBeLessThan(75);
  expect(new Set(one.claims().map(({ buyer }) => buyer.key)).size).toBeLessThan(290);
  expect(two.claims().map(({ guid, price }) => [guid, price])).toEqual(one.claims().map(({ guid, price }) => [guid, price]));
});

test('the number and the guid must belong together; guids are read in any case and in braces', async () => {
  const { caller, claims } = await deskWith(2);
  const [a, b] = [existing(claims()[0]), existing(claims()[1])];
  expect((await caller.call('GET_CLAIM_OFFER', idParams({ number: a.number, guid: b.guid }))).fault?.code).toBe('1120');
  expect(
    (await caller.call('GET_CLAIM_OFFER', idParams({ number: a.number, guid: `{${a.guid.toLowerCase()}}` }))).fault,
  ).toBeNull();
});

test('statuses come one by one or in bulk; unknown claims are left out, and nothing known is 1111', async () => {
  const { caller, claims } = await deskWith(3);
  const guids = claims().map(({ guid }) => `<GUID>${guid}</GUID>`);
  const bulk = await caller.call('GET_CLAIM_STATUS', `<RESERVATIONS>${guids.join('')}<GUID>NOBODY</GUID></RESERVATIONS>`);
  expect(at(bulk.root, 'dataset', 'i')).toHaveLength(3);
  expect(at((await caller.call('GET_CLAIM_STATUS', guids[0])).root, 'dataset', 'i')).toHaveLength(1);
  expect((await caller.call('GET_CLAIM_STATUS', '<GUID>NOBODY</GUID>')).fault?.code).toBe('1111');
});

test('payments carry the status from unpaid over partly paid to paid, and bring the debt to nothing in both currencies', async () => {
  const { caller, act, claim, guid } = await booked();
  expect(claim(guid)).toMatchObject({ rawStatus: 2, payStatus: 'psNotPaid' });
  const due = existing(claim(guid).moneys[1]).price;
  const half = new Big(due).div(2).round(2).toFixed(2);

  await act('pay', { claim: guid, amount: half });
  expect(claim(guid)).toMatchObject({ rawStatus: 6, payStatus: 'psPartiallyPaid' });
  await act('pay', { claim: claim(guid).number, amount: new Big(due).minus(half).toFixed(2) });
  expect(claim(guid)).toMatchObject({ rawStatus: 1, payStatus: 'psPaid' });
  expect(claim(guid).moneys.map(({ debt }) => debt)).toEqual(['0.00', '0.00']);

  const { root } = await caller.call('GET_CLAIM_PAYMENT', idParams(claim(guid)));
  const sums = at(root, 'payments', 'payment', 'value').map((value) => new Big(existing(attributes(value)['sum'])));
  expect(sums.reduce((total, sum) => total.plus(sum)).toFixed(2)).toBe(due);
});

test('a payment does not move edate, an edit does', async () => {
  const { twin, claims } = await deskWith(1);
  const [before] = claims();
  const { guid, editedAt } = existing(before);
  await twin.acts['pay']?.({ claim: guid, amount: 1 });
  expect(existing(claims()[0]).editedAt).toBe(editedAt);
  await twin.acts['edit']?.({ claim: guid, patch: { note: 'Окна во двор' } });
  expect(existing(claims()[0]).editedAt > editedAt).toBe(true);
});

test('a cancelled claim owes nothing without a penalty, and its penalty with one', async () => {
  const { act, claim, guid } = await booked();
  const other = (await act('book', {})) as { guid: string };
  await act('cancel', { claim: guid });
  expect(claim(guid)).toMatchObject({ rawStatus: 3, status: 'csCancelled', payStatus: 'psNotPaid' });
  expect(claim(guid).moneys.map(({ debt }) => debt)).toEqual(['0.00', '0.00']);

  await act('cancel', { claim: other.guid, penalty: '5000' });
  expect(claim(other.guid)).toMatchObject({ rawStatus: 4, payStatus: 'psPenalty' });
  expect(claim(other.guid).moneys[1]).toMatchObject({ price: '5000.00', debt: '5000.00' });
  await act('pay', { claim: other.guid, amount: 2000 });
  expect(claim(other.guid)).toMatchObject({ rawStatus: 4, payStatus: 'psPartiallyPaidPenalty' });
  await act('pay', { claim: other.guid, amount: 3000 });
  expect(claim(other.guid)).toMatchObject({ rawStatus: 5, payStatus: 'psPaidPenalty' });
});

test('a new price keeps services adding up and puts a paid claim back into debt', async () => {
  const { act, claim, guid } = await booked();
  await act('pay', { claim: guid, amount: existing(claim(guid).moneys[1]).debt });
  const price = new Big(claim(guid).price).plus('10.5').toFixed(2);
  await act('edit', { claim: guid, patch: { price } });
  expect(claim(guid)).toMatchObject({ rawStatus: 6, price });
  expect(existing(claim(guid).moneys[0]).price).toBe(price);
});

test('a buyer is one person: a new phone shows in all their claims', async () => {
  const { act, claims } = await deskWith(80);
  const buyers = claims().map(({ buyer }) => buyer.key);
  const key = existing(buyers.find((each, index) => buyers.indexOf(each) !== index));
  const theirs = () => claims().filter(({ buyer }) => buyer.key === key);
  await act('edit', { claim: existing(theirs()[0]).guid, patch: { phone: '+7 900 000-77-77' } });
  expect(theirs().map(({ buyer }) => buyer.phone)).toEqual(theirs().map(() => '+7 900 000-77-77'));
});
