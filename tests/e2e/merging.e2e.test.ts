import { describe, expect, test } from 'vitest';
import { CONNECTIONS } from '../support/cluster.ts';
import { clusterForFile } from '../support/cluster-test.ts';
import { type Booked, book, bookedDeal, claimOf, dealOf, hubWrites, type Row, until } from '../support/deals.ts';

interface Claim {
  buyer: { name: string; phone: string | null; mobile: string | null; travels: boolean };
  services: { kind: string; name: string }[];
}
interface Contact extends Row {
  fm: { id: number; typeId: string; value: string }[];
}
interface ProductRow {
  productName: string;
  price: number;
  quantity: number;
  sort: number;
}
interface Task {
  id: number;
  kind: string;
  choices: string[];
  data: { [name: string]: unknown };
}

const cluster = await clusterForFile({ name: 'merging' });
await cluster.connect();

/** Books until the buyer has a phone and travels: then the booking system can take a new phone. */
async function bookTraveller(): Promise<{ booked: Booked; deal: Row; link: string }> {
  for (;;) {
    const booked = await book(cluster);
    const { buyer } = await claimOf<Claim>(cluster, booked);
    if (buyer.phone === null || !buyer.travels) continue;
    await cluster.quiet();
    const deal = await dealOf(cluster, booked);
    return { booked, deal, link: await linkOf('contact', deal['contactId']) };
  }
}

async function linkOf(kind: string, rightId: unknown): Promise<string> {
  const { rows } = await cluster.db.query<{ id: string }>('select id from links where kind = $1 and right_id = $2', [
    kind,
    String(rightId),
  ]);
  return rows[0]?.id ?? '';
}

const contactOf = async (id: unknown) => (await cluster.bitrix24.state<Contact>('contacts')).find((one) => one.id === id);
const phoneOf = async (id: unknown) => (await contactOf(id))?.fm.find((entry) => entry.typeId === 'PHONE');
const digits = (text: string | null | undefined) => (text ?? '').replace(/\D/g, '').slice(-10);
const claimPhone = async (booked: Booked) => {
  const { buyer } = await claimOf<Claim>(cluster, booked);
  return digits(buyer.mobile ?? buyer.phone);
};

async function editPhone(contact: unknown, value: string): Promise<void> {
  const entry = await phoneOf(contact);
  await cluster.bitrix24.act('edit', { contact, fields: { fm: { [String(entry?.id)]: { typeId: 'PHONE', value } } } });
}

async function tasksOf(kind: string): Promise<Task[]> {
  return ((await cluster.api.get('/api/tasks', { state: 'open', kind })) as { items: Task[] }).items;
}

test('a product row added by hand stays when the booking system changes its own rows', async () => {
  const { booked, deal } = await bookedDeal(cluster);
  const rows = deal['productRows'] as ProductRow[];
  const extra = { productName: 'Страховка от невыезда', price: 1500, quantity: 1, sort: 900 };
  const plain = rows.map(({ productName, price, quantity, sort }) => ({ productName, price, quantity, sort }));
  await cluster.bitrix24.act('product_rows', { deal: deal.id, rows: [...plain, extra] });
  await cluster.quiet();
  await cluster.samo.act('edit', { claim: booked.guid, patch: { hotel: 'Sea Breeze Palace' } });
  await cluster.quiet();
  const names = ((await dealOf(cluster, booked))['productRows'] as ProductRow[]).map((row) => row.productName);
  expect(names).toContain(extra.productName);
  expect(names.filter((name) => name.includes('Sea Breeze Palace'))).toHaveLength(1);
  expect(names).toHaveLength(rows.length + 1);
});

describe('a conflict', () => {
  test('says who and when, may be left as it is, and comes back with the next edit', async () => {
    const { booked, deal } = await bookTraveller();
    await cluster.api.post(`/api/connections/${CONNECTIONS.bitrix24}/pause`, { reason: 'Правки с двух сторон' });
    await cluster.samo.act('edit', { claim: booked.guid, patch: { phone: '+7 900 000-71-01' } });
    await editPhone(deal['contactId'], '+7 900 000-71-02');
    await expect(cluster.quiet({ withinMs: 3_000, feeds: false })).rejects.toThrow('rows pending');
    await cluster.api.post(`/api/connections/${CONNECTIONS.bitrix24}/resume`, {});
    await cluster.quiet({ feeds: false });
    const [task] = await tasksOf('conflict');
    expect(task?.choices).toEqual(['left', 'right', 'leave']);
    expect(task?.data).toMatchObject({ field: 'phones', right: { by: '11' } });

    await cluster.api.post(`/api/tasks/${task?.id}/decide`, { choice: 'leave' });
    await cluster.quiet();
    expect(await tasksOf('conflict')).toEqual([]);
    expect([await claimPhone(booked), digits((await phoneOf(deal['contactId']))?.value)]).toEqual(['9000007101', '9000007102']);

    await editPhone(deal['contactId'], '+7 900 000-71-03');
    await cluster.quiet();
    expect(await tasksOf('conflict')).toHaveLength(1);
    const [again] = await tasksOf('conflict');
    await cluster.api.post(`/api/tasks/${again?.id}/decide`, { choice: 'right' });
    await cluster.quiet();
    expect(await claimPhone(booked)).toBe('9000007103');
  });
});

test('a paused field rests while the rest of the record goes on, and is merged when it is let go', async () => {
  const { booked, deal, link } = await bookTraveller();
  await cluster.api.post(`/api/links/${link}/pause`, { field: 'phones', reason: 'Клиент просил не менять' });
  const entry = (await contactOf(deal['contactId']))?.fm.find((one) => one.typeId === 'PHONE');
  await editPhone(deal['contactId'], '+7 900 000-72-01');
  await cluster.quiet();
  expect(await claimPhone(booked)).toBe(digits(entry?.value));
  await cluster.api.post(`/api/links/${link}/resume`, { field: 'phones' });
  await cluster.quiet();
  expect(await claimPhone(booked)).toBe('9000007201');
});

test('a field goes back to an earlier value by a plan that is confirmed, on both sides', async () => {
  const { booked, deal, link } = await bookTraveller();
  for (const value of ['+7 900 000-73-01', '+7 900 000-73-02']) {
    await editPhone(deal['contactId'], value);
    await cluster.quiet();
  }
  const history = (await cluster.api.get(`/api/links/${link}/fields/phones/history`)) as { items: { line: number }[] };
  const earlier = history.items[1];
  const order = { line: earlier?.line ?? 0 };
  const path = `/api/links/${link}/fields/phones/rewind`;
  const plan = (await cluster.api.post(`${path}/plan`, order)) as { hash: string; writes: string[] };
  expect(plan.writes).toEqual(['left', 'right']);
  await expect(cluster.api.post(path, { ...order, hash: 'stale', reason: 'Опечатка' })).rejects.toThrow('PLAN_CHANGED');
  await cluster.api.post(path, { ...order, hash: plan.hash, reason: 'Опечатка' });
  await cluster.quiet();
  expect([await claimPhone(booked), digits((await phoneOf(deal['contactId']))?.value)]).toEqual(['9000007301', '9000007301']);
  const writes = (await hubWrites(cluster)).length;
  await cluster.quiet();
  expect((await hubWrites(cluster)).length).toBe(writes);

  const { rows } = await cluster.db.query<{ id: string }>("select id from links where kind = 'deal' and left_id = $1", [
    booked.guid,
  ]);
  const stages = (await cluster.api.get(`/api/links/${rows[0]?.id}/fields/stage/history`)) as { items: { line: number }[] };
  await expect(
    cluster.api.post(`/api/links/${rows[0]?.id}/fields/stage/rewind/plan`, { line: stages.items[0]?.line ?? 0 }),
  ).rejects.toThrow('FIELD_OWNED_LEFT');
});

test('a field that two systems keep undoing is paused with a task, and the rest goes on', async () => {
  const { booked, deal } = await bookedDeal(cluster);
  const link = await linkOf('deal', deal.id);
  for (let turn = 0; turn < 30 && (await tasksOf('write_loop')).length === 0; turn += 1) {
    await cluster.bitrix24.act('edit', { deal: deal.id, fields: { title: `Правка ${turn}` } });
    await until('the title set back, or paused', async () => {
      const { title } = await dealOf(cluster, booked);
      return !String(title).startsWith('Правка') || (await tasksOf('write_loop')).length > 0;
    });
  }
  const [task] = await tasksOf('write_loop');
  expect(task).toMatchObject({ data: { field: 'title' }, choices: ['resume', 'close'] });
  expect(await cluster.api.get(`/api/links/${link}/pauses`)).toMatchObject({ items: [{ field: 'title', reason: 'LOOP' }] });
  await cluster.samo.act('confirm', { claim: booked.guid });
  await cluster.quiet();
  expect(await dealOf(cluster, booked)).toMatchObject({ stageId: 'C7:CONFIRMED', title: expect.stringContaining('Правка') });
});

test('contacts that the CRM merges stay merged: the deals of both buyers point to the one that is left', async () => {
  const [first, second] = [await bookTraveller(), await bookTraveller()];
  const made = (await hubWrites(cluster, { operation: 'crm.item.add', entity: 'contact' })).length;
  await cluster.bitrix24.act('merge', { entity: 'contact', into: first.deal['contactId'], from: second.deal['contactId'] });
  await cluster.quiet();
  await cluster.samo.act('confirm', { claim: second.booked.guid });
  await cluster.quiet();
  expect((await dealOf(cluster, second.booked))['contactId']).toBe(first.deal['contactId']);
  expect((await hubWrites(cluster, { operation: 'crm.item.add', entity: 'contact' })).length).toBe(made);
  expect(await cluster.api.get(`/api/links/${second.link}`)).toMatchObject({ state: 'merged' });

  const phone = (await claimOf<Claim>(cluster, second.booked)).buyer.phone;
  const fields = { lastName: 'Разделённый', name: 'Контакт', fm: [{ typeId: 'PHONE', valueType: 'MOBILE', value: phone }] };
  const apart = Number((await cluster.bitrix24.act('create', { entity: 'contact', fields }))['id']);
  await cluster.bitrix24.act('edit', { deal: second.deal.id, fields: { contactId: apart } });
  await cluster.quiet();
  expect((await dealOf(cluster, second.booked))['contactId']).toBe(apart);
  expect(await cluster.api.get(`/api/links/${second.link}`)).toMatchObject({ state: 'open', deal: String(apart) });
});

test('a wave of deletions is held after the first ten, with one task, until a person says what it was', async () => {
  const before = (await tasksOf('deal_deleted')).length;
  const booked: Booked[] = [];
  for (let count = 0; count < 14; count += 1) booked.push(await book(cluster));
  await cluster.quiet();
  for (const one of booked) await cluster.bitrix24.act('delete', { deal: (await dealOf(cluster, one)).id });
  await cluster.quiet();
  const [wave] = await tasksOf('mass_delete');
  expect(wave).toMatchObject({ choices: ['accept', 'dismiss'], data: { entity: 'deal' } });
  expect((await tasksOf('deal_deleted')).length - before).toBeLessThanOrEqual(10);
  await cluster.api.post(`/api/tasks/${wave?.id}/decide`, { choice: 'accept', reason: 'Чистили тестовые сделки' });
  await cluster.quiet();
  expect((await tasksOf('deal_deleted')).length - before).toBe(14);
});
