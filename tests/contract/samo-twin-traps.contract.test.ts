import { expect, test } from 'vitest';
import { at, attributes } from '../support/samo-caller.ts';
import { existing, idParams, samoDesk } from '../support/samo-desk.ts';

type Row = Record<string, string>;

async function trapDesk(seeded = 0) {
  const desk = samoDesk();
  const { twin, caller, claims } = desk;
  if (seeded > 0) await twin.seed({ seed: 5, count: seeded });
  const act = async (name: string, input: Record<string, unknown> = {}) => existing(twin.acts[name])(input);
  const { guid } = (await act('book', { buyer: 'person' })) as { guid: string };
  const claim = (of = guid) => existing(claims().find((each) => each.guid === of));
  async function tourists(): Promise<Row[]> {
    const { root } = await caller.call('GET_CLAIM_OFFER', idParams(claim()));
    return at(root, 'claim', 'claimDocument', 'peoples', 'people').map((row) => ({ ...attributes(row) }));
  }
  async function save(rows: Row[]) {
    const written = rows.map((row) => Object.entries(row).map(([name, value]) => `${name}="${value}"`));
    const peoples = written.map((row) => `<people ${row.join(' ')}/>`).join('');
    const { number } = claim();
    return caller.call(
      'GET_CLAIM_SAVE',
      `<claimDocument guid="${guid}" providerNumber="${number}"><peoples>${peoples}</peoples></claimDocument>`,
    );
  }
  async function page(n: number, size = 2) {
    const { root, fault } = await caller.call('GET_CLAIM_LIST', `<CLAIMTYPE>1</CLAIMTYPE><RPP>${size}</RPP><PAGE>${n}</PAGE>`);
    return { fault: fault?.code, numbers: at(root, 'dataset', 'i').map((row) => Number(attributes(row)['id'])) };
  }
  const writes = (operation: string) => twin.ledger.after(0).writes.filter((write) => write.operation === operation);
  return { ...desk, act, guid, claim, tourists, save, page, writes };
}

test('trap 1: an empty list is the fault 1111, whatever is listed', async () => {
  const { caller, act, claim, guid } = await trapDesk();
  const fault = async (proc: string, params: string) => (await caller.call(proc, params)).fault?.code;
  expect(await fault('GET_CLAIM_LIST', '<CLAIMTYPE>1</CLAIMTYPE><CLAIMBEG>999999</CLAIMBEG>')).toBe('1111');
  expect(await fault('GET_CLAIM_STATUS', '<GUID>NOBODY</GUID>')).toBe('1111');
  expect(await fault('GET_CLAIM_PAYMENT', idParams(claim()))).toBe('1111');
  await act('cancel', { claim: guid });
  expect(await fault('GET_DOCUMENTS', idParams(claim()))).toBe('1111');
});

test('trap 2: a cancel request that was taken is the fault 2001, and nothing is cancelled yet', async () => {
  const { caller, claim } = await trapDesk();
  const { fault } = await caller.call('GET_CLAIM_CANCEL', idParams(claim()));
  expect(fault).toEqual({ code: '2001', text: 'Запрос на отмену заявки отправлен. Отмена не подтверждена' });
  expect(claim()).toMatchObject({ status: 'csAwaitingCancel', rawStatus: 2, cancelledAt: null });
});

test('trap 3: tourists are saved by the number of equal fields, not by key: who has the fields of another changes that other', async () => {
  const { tourists, save, claim, act, guid } = await trapDesk();
  const [first] = await tourists();
  await act('edit', { claim: guid, patch: { note: 'Без изменений' } });
  const stranger = { ...existing(first), key: '1', iid: '9', phone: '+7 900 000-44-55' };
  expect((await save([stranger])).fault).toBeNull();
  expect(claim().peoples.find(({ key }) => key === first?.['key'])?.phone).toBe('+7 900 000-44-55');
});

test('trap 4: no change takes a key of its own: the same save is applied twice, the second time without effect', async () => {
  const { tourists, save, writes, caller, claim } = await trapDesk();
  const rows = (await tourists()).map((row, index) => (index === 0 ? { ...row, phone: '+7 900 000-66-77' } : row));
  await save(rows);
  await save(rows);
  expect(writes('GET_CLAIM_SAVE').map(({ changed }) => changed)).toEqual([true, false]);
  const cancelled = [
    await caller.call('GET_CLAIM_CANCEL', idParams(claim())),
    await caller.call('GET_CLAIM_CANCEL', idParams(claim())),
  ];
  expect(cancelled.map(({ fault }) => fault?.code)).toEqual(['2001', '1117']);
});

test('trap 5: keys of the catalogue have 20 digits, and as numbers they would be others', async () => {
  const { claim } = await trapDesk();
  const held = claim() as unknown as { tour: { key: string }; services: { key: string }[] };
  for (const key of [held.tour.key, ...held.services.map((service) => service.key)]) {
    expect(key).toMatch(/^\d{20}$/);
    expect(String(Number(key))).not.toBe(key);
  }
});

test('trap 6: the same hotel has another key on the server of another departure', async () => {
  const { claims } = await trapDesk(200);
  const rows = claims() as unknown as { townFrom: { name: string }; services: { kind: string; key: string; name: string }[] }[];
  const keys = new Map<string, Set<string>>();
  for (const { services } of rows) {
    for (const { kind, name, key } of services) if (kind === 'hotel') keys.set(name, (keys.get(name) ?? new Set()).add(key));
  }
  const several = [...keys.values()].filter((each) => each.size > 1);
  expect(several.length).toBeGreaterThan(0);
  for (const each of several) expect(new Set([...each].map((key) => key.slice(-11))).size).toBe(1);
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const codes = [
  0,
  1,
  ...range(102, 104),
  1000,
  1001,
  1111,
  1120,
  1112,
  ...range(1114, 1118),
  1122,
  1123,
  ...range(1200, 1207),
  1298,
  1299,
];

test.each([...codes, ...range(1300, 1309), 1400, 1401, 2000, 2001, 2999, 3000, 3500].map(String))(
  'the fault %s can be met, with its text',
  async (code) => {
    const { twin, caller } = samoDesk();
    twin.faults.set(1, [{ operation: 'GET_PARTNER', kind: 'error', code, share: 1 }]);
    const { status, fault } = await caller.call('GET_PARTNER');
    expect(status).toBe(500);
    expect(fault).toEqual({ code, text: expect.stringMatching(/^[А-Я].* .*[а-яё]/) });
  },
);

test('a price that has moved since the claim was read is the fault 2000 at the next save, until it is read again', async () => {
  const { act, guid, tourists, save, claim } = await trapDesk();
  const rows = await tourists();
  await act('change_price', { claim: guid, price: '2500.00' });
  expect((await save(rows)).fault?.code).toBe('2000');
  expect(claim().price).toBe('2500.00');
  expect((await save(await tourists())).fault).toBeNull();
});

test('the office refuses a cancel request, and it can be made anew', async () => {
  const { caller, act, guid, claim } = await trapDesk();
  await caller.call('GET_CLAIM_CANCEL', idParams(claim()));
  await act('refuse_cancel', { claim: guid });
  expect(claim()).toMatchObject({ cancelRequestedAt: null, status: 'csNotReaded' });
  expect((await caller.call('GET_CLAIM_CANCEL', idParams(claim()))).fault?.code).toBe('2001');
});

test('a claim that leaves the selection in mid-scan hides the first of the next page', async () => {
  const { twin, act, page } = await trapDesk();
  for (let n = 0; n < 5; n += 1) await act('book');
  const [whole, second] = [await page(1, 10), await page(2)];
  expect(second.numbers).toEqual(whole.numbers.slice(2, 4));
  twin.faults.set(1, [{ operation: 'GET_CLAIM_LIST', kind: 'reorder_events', share: 1 }]);
  expect((await page(2)).numbers).toEqual(whole.numbers.slice(3, 5));
  expect((await page(1)).numbers).toEqual(whole.numbers.slice(0, 2));
});

test('a procedure that an installation does not have is 1299 there', async () => {
  const { act, caller, claim } = await trapDesk();
  await act('configure', { withoutProcedures: ['GET_DOCUMENTS'] });
  expect((await caller.call('GET_DOCUMENTS', idParams(claim()))).fault?.code).toBe('1299');
});
