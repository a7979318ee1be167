import { expect, test } from 'vitest';
import { ActError } from '../../sandbox/core/act-error.ts';
import { at, attributes } from '../support/samo-caller.ts';
import { existing, idParams, type SeenClaim, samoDesk } from '../support/samo-desk.ts';

type Row = Record<string, string>;

async function desk(buyer: 'person' | 'agency' = 'person') {
  const samo = samoDesk();
  const book = async () => (await existing(samo.twin.acts['book'])({ buyer })) as { guid: string };
  const { guid } = await book();
  const claim = (): SeenClaim => existing(samo.claims().find((each) => each.guid === guid));
  async function tourists(): Promise<Row[]> {
    const { root } = await samo.caller.call('GET_CLAIM_OFFER', idParams(claim()));
    return at(root, 'claim', 'claimDocument', 'peoples', 'people').map((row) => ({ ...attributes(row) }));
  }
  async function save(rows: Row[], id: { number: number; guid: string } = claim()) {
    const peoples = rows.map(
      (row) =>
        `<people ${Object.entries(row)
          .map(([name, value]) => `${name}="${value}"`)
          .join(' ')}/>`,
    );
    const document = `<claimDocument guid="${id.guid}" providerNumber="${id.number}"><peoples>${peoples.join('')}</peoples></claimDocument>`;
    return samo.caller.call('GET_CLAIM_SAVE', document);
  }
  const writes = (after = 0) => samo.twin.ledger.after(after).writes;
  return { ...samo, guid, claim, tourists, save, writes, book };
}

test('the full set with one field changed changes that field, and the ledger tells it once', async () => {
  const { tourists, save, claim, writes, guid } = await desk();
  const rows = await tourists();
  const saved = await save(rows.map((row, index) => (index === 0 ? { ...row, phone: '+7 900 000-11-22' } : row)));
  expect(saved.fault).toBeNull();
  expect(attributes(at(saved.root, 'claim', 'claimDocument', 'peoples', 'people')[0])['phone']).toBe('+7 900 000-11-22');
  expect(claim().peoples[0]?.phone).toBe('+7 900 000-11-22');
  expect(writes(1)).toMatchObject([{ operation: 'GET_CLAIM_SAVE', entity: 'claim', id: guid, changed: true, by: 'api' }]);
});

test('the same save again applies without a change', async () => {
  const { tourists, save, claim, writes } = await desk();
  const edited = claim().editedAt;
  await save(await tourists());
  expect(writes(1)).toMatchObject([{ operation: 'GET_CLAIM_SAVE', changed: false }]);
  expect(claim().editedAt).toBe(edited);
});

test('names come back in upper case', async () => {
  const { tourists, save, claim } = await desk();
  const rows = await tourists();
  await save(rows.map((row, index) => (index === 0 ? { ...row, name: 'Примеров Пётр', lname: 'Primerov Petr' } : row)));
  expect(claim().peoples[0]).toMatchObject({ name: 'ПРИМЕРОВ ПЁТР', lname: 'PRIMEROV PETR' });
});

test('tourists are told apart by what is equal, not by key: two who differ in little can be swapped', async () => {
  const { twin, claims, caller } = samoDesk();
  await twin.seed({ seed: 5, count: 200 });
  const alike = ({ peoples }: SeenClaim) =>
    peoples.filter(({ born }, _, all) => all.filter((each) => each.born === born).length > 1);
  const claim = existing(claims().find((each) => !each.offer && each.cancelledAt === null && alike(each).length === 2));
  const [a, b] = alike(claim);
  const { root } = await caller.call('GET_CLAIM_OFFER', idParams(claim));
  const rows = at(root, 'claim', 'claimDocument', 'peoples', 'people').map((row) => ({ ...attributes(row) }));
  // Twin A arrives with the passport and name of twin B and a phone of their own.
  const row = {
    ...existing(rows.find(({ key }) => key === b?.key)),
    key: existing(a).key,
    iid: existing(a).iid,
    phone: '+7 900 000-33-44',
  };
  const people = `<people ${Object.entries(row)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')}/>`;
  const document = `<claimDocument guid="${claim.guid}" providerNumber="${claim.number}"><peoples>${people}</peoples></claimDocument>`;
  expect((await caller.call('GET_CLAIM_SAVE', document)).fault).toBeNull();
  const now = existing(claims().find(({ guid }) => guid === claim.guid));
  expect(now.peoples.find(({ key }) => key === b?.key)?.phone).toBe('+7 900 000-33-44');
  expect(now.peoples.find(({ key }) => key === a?.key)?.phone).toBe(existing(a).phone);
});

test('a tourist who resembles nobody, bad data, an empty set and a wrong number are refused and change nothing', async () => {
  const { tourists, save, claim, writes } = await desk();
  const rows = await tourists();
  expect((await save([{ name: 'НЕЗНАКОМЦЕВ НИКТО' }])).fault?.code).toBe('1123');
  expect((await save([...rows, ...rows])).fault?.code).toBe('1123');
  expect((await save([{ ...existing(rows[0]), phone: 'позвоните мне' }])).fault).toEqual({
    code: '1122',
    text: 'Проверьте телефон',
  });
  expect((await save([{ ...existing(rows[0]), born: '' }])).fault?.code).toBe('1122');
  expect((await save([])).fault?.code).toBe('104');
  expect((await save(rows, { number: 1, guid: claim().guid })).fault?.code).toBe('1120');
  expect(writes(1)).toEqual([]);
});

test('fields that the rules mark as read-only are dropped in silence', async () => {
  const { twin, tourists, save, claim, caller } = await desk();
  await twin.acts['configure']?.({ contactsReadOnly: true });
  const before = claim().peoples[0]?.phone;
  const { root } = await caller.call('GET_CLAIM_OFFER', idParams(claim()));
  expect(attributes(at(root, 'claim', 'checkFields', 'people', 'phone')[0])).toMatchObject({ readOnly: '1', required: '0' });
  const saved = await save((await tourists()).map((row) => ({ ...row, phone: '+7 900 000-55-66' })));
  expect(saved.fault).toBeNull();
  expect(claim().peoples[0]?.phone).toBe(before);
});

test('a cancel request is told as the fault 2001 and waits for a person; a second one is 1117', async () => {
  const { caller, claim, writes, guid } = await desk();
  expect((await caller.call('GET_CLAIM_CANCEL', idParams(claim()))).fault?.code).toBe('2001');
  expect(claim()).toMatchObject({ status: 'csAwaitingCancel', rawStatus: 2 });
  expect(writes(1)).toMatchObject([{ operation: 'GET_CLAIM_CANCEL', id: guid, changed: true, by: 'api' }]);
  expect((await caller.call('GET_CLAIM_CANCEL', idParams(claim()))).fault?.code).toBe('1117');
  expect(writes()).toHaveLength(2);
});

test('the office can refuse a cancel request, and the claim stands as before', async () => {
  const { caller, twin, claim, guid } = await desk();
  await twin.acts['confirm']?.({ claim: guid });
  await caller.call('GET_CLAIM_CANCEL', idParams(claim()));
  await twin.acts['refuse_cancel']?.({ claim: guid });
  expect(claim()).toMatchObject({ status: 'csConfirmed', cancelRequestedAt: null });
});

test('a cancelled claim cannot be cancelled again nor its tourists edited', async () => {
  const { caller, twin, claim, guid, tourists, save } = await desk();
  const rows = await tourists();
  await twin.acts['cancel']?.({ claim: guid });
  expect((await caller.call('GET_CLAIM_CANCEL', idParams(claim()))).fault?.code).toBe('1116');
  expect((await save(rows)).fault?.code).toBe('1401');
});

test('less than three days before the tour nobody takes a cancel request, and never for an offer', async () => {
  const { caller, twin, claims, claim, guid } = await desk();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await twin.acts['edit']?.({ claim: guid, patch: { dateBeg: tomorrow } });
  expect((await caller.call('GET_CLAIM_CANCEL', idParams(claim()))).fault?.code).toBe('1115');
  await twin.seed({ seed: 2, count: 120 });
  const offer = existing(claims().find((each) => each.offer));
  expect((await caller.call('GET_CLAIM_CANCEL', idParams(offer))).fault?.code).toBe('1114');
});

test('what people do is in the ledger too, told apart from callers of the service', async () => {
  const { twin, guid, writes } = await desk();
  await twin.acts['edit']?.({ claim: guid, patch: { note: 'Ранний заезд', hotel: 'Учебный Бриз Кемер 3*' } });
  await twin.acts['edit']?.({ claim: guid, patch: { note: 'Ранний заезд' } });
  await twin.acts['confirm']?.({ claim: guid });
  expect(writes().map(({ n, operation, changed, by }) => [n, operation, changed, by])).toEqual([
    [1, 'book', true, 'person'],
    [2, 'edit', true, 'person'],
    [3, 'edit', false, 'person'],
    [4, 'confirm', true, 'person'],
  ]);
});

test.each([
  ['pay', { claim: 'NOBODY', amount: 1 }, 'not_found'],
  ['cancel', { claim: 'cancelled' }, 'refused'],
  ['pay', { claim: 'cancelled', amount: 1 }, 'refused'],
  ['confirm', { claim: 'cancelled' }, 'refused'],
  ['refuse_cancel', { claim: 'cancelled' }, 'refused'],
])('the act %s with %j is turned down as %s', async (name, input, kind) => {
  const { twin, guid } = await desk();
  await twin.acts['cancel']?.({ claim: guid });
  const claim = input.claim === 'cancelled' ? guid : input.claim;
  expect(() => existing(twin.acts[name])({ ...input, claim })).toThrow(expect.objectContaining({ name: ActError.name, kind }));
});
