import { expect, test } from 'vitest';
import { CONNECTIONS } from '../support/cluster.ts';
import { clusterForFile } from '../support/cluster-test.ts';
import { type Booked, book, bookedDeal, claimOf, dealOf, dealsOf, hubWrites, openTasks, type Row } from '../support/deals.ts';

interface Claim {
  buyer: { name: string; phone: string | null; mobile: string | null; travels: boolean };
}

const cluster = await clusterForFile({ name: 'people' });

/** Books until the buyer is one to whom something can happen. */
async function bookWhere(fits: (claim: Claim) => boolean): Promise<{ booked: Booked; claim: Claim }> {
  for (;;) {
    const booked = await book(cluster);
    const claim = await claimOf<Claim>(cluster, booked);
    if (fits(claim)) return { booked, claim };
  }
}

async function contactByHand(phone: string | null, lastName: string, name: string): Promise<number> {
  const fields = { lastName, name, fm: [{ typeId: 'PHONE', valueType: 'MOBILE', value: phone }] };
  return Number((await cluster.bitrix24.act('create', { entity: 'contact', fields }))['id']);
}

const withPhone = ({ buyer }: Claim) => buyer.phone !== null;
const known = await bookWhere(withPhone);
const [lastName = '', firstName = ''] = known.claim.buyer.name.split(' ');
const knownContact = await contactByHand(known.claim.buyer.phone, lastName, firstName);
const doubtful = await bookWhere(withPhone);
const candidates = [
  await contactByHand(doubtful.claim.buyer.phone, 'Родителев', 'Глеб'),
  await contactByHand(doubtful.claim.buyer.phone, 'Родителева', 'Вера'),
];
const conflicting = await bookWhere(({ buyer }) => buyer.phone !== null && buyer.travels);
await cluster.connect();
await cluster.quiet();

const contact = async (id: unknown) =>
  (await cluster.bitrix24.state<Row & { fm: { id: number; typeId: string; value: string }[] }>('contacts')).find(
    (one) => one.id === id,
  );
const phoneOf = async (id: unknown) => (await contact(id))?.fm.find((entry) => entry.typeId === 'PHONE');

async function taskOf(kind: string): Promise<{ id: number; data: { [name: string]: unknown } }> {
  const { items } = (await cluster.api.get('/api/tasks', { state: 'open', kind })) as {
    items: { id: number; data: { [name: string]: unknown } }[];
  };
  const [task] = items;
  if (task === undefined || items.length > 1) throw new Error(`${items.length} open tasks of kind ${kind}`);
  return task;
}

test('a contact that the CRM has already is found by its phone and not made again', async () => {
  expect((await dealOf(cluster, known.booked))['contactId']).toBe(knownContact);
});

test('a buyer who could be any of two contacts waits for a person; the deal does not', async () => {
  expect((await dealOf(cluster, doubtful.booked))['contactId']).toBe(0);
  const task = await taskOf('buyer_ambiguous');
  expect(task.data['candidates']).toEqual(candidates.map(String));
  await cluster.api.post(`/api/tasks/${task.id}/decide`, { choice: String(candidates[1]), reason: 'Позвонили, это Вера' });
  await cluster.quiet();
  expect((await dealOf(cluster, doubtful.booked))['contactId']).toBe(candidates[1]);
  expect(
    (await hubWrites(cluster, { operation: 'crm.item.add', entity: 'contact' })).every(
      (line) => !candidates.includes(Number(line.id)),
    ),
  ).toBe(true);
});

test('a phone changed on both sides is put before a person, and the choice is carried out', async () => {
  const { contactId } = await dealOf(cluster, conflicting.booked);
  const entry = await phoneOf(contactId);
  await cluster.api.post(`/api/connections/${CONNECTIONS.bitrix24}/pause`, { reason: 'Правки с двух сторон' });
  await cluster.samo.act('edit', { claim: conflicting.booked.guid, patch: { phone: '+7 900 000-61-01' } });
  await cluster.bitrix24.act('edit', {
    contact: contactId,
    fields: { fm: { [String(entry?.id)]: { typeId: 'PHONE', value: '+7 900 000-61-02' } } },
  });
  await expect(cluster.quiet({ withinMs: 3_000, feeds: false })).rejects.toThrow('rows pending');
  await cluster.api.post(`/api/connections/${CONNECTIONS.bitrix24}/resume`, {});
  await cluster.quiet({ feeds: false });
  expect((await phoneOf(contactId))?.value).toBe('+7 900 000-61-02');
  expect((await claimOf<Claim>(cluster, conflicting.booked)).buyer.phone).toBe('+7 900 000-61-01');

  const task = await taskOf('conflict');
  expect(task.data).toMatchObject({ field: 'phones' });
  await cluster.api.post(`/api/tasks/${task.id}/decide`, { choice: 'right' });
  await cluster.quiet();
  const { buyer } = await claimOf<Claim>(cluster, conflicting.booked);
  expect((buyer.mobile ?? buyer.phone ?? '').replace(/\D/g, '')).toBe('79000006102');
  expect((await cluster.api.get('/api/tasks', { state: 'open', kind: 'conflict' })) as { items: [] }).toMatchObject({
    items: [],
  });
});

test('a phone changed in the CRM reaches the booking system where its buyer travels', async () => {
  const { contactId } = await dealOf(cluster, conflicting.booked);
  const entry = await phoneOf(contactId);
  await cluster.bitrix24.act('edit', {
    contact: contactId,
    fields: { fm: { [String(entry?.id)]: { typeId: 'PHONE', value: '8 (900) 000-61-03' } } },
  });
  await cluster.quiet();
  const { buyer } = await claimOf<Claim>(cluster, conflicting.booked);
  expect((buyer.mobile ?? buyer.phone ?? '').replace(/\D/g, '')).toBe('79000006103');
});

test('a contact deleted in the CRM is looked for anew, and the deals of its buyer point to what is found', async () => {
  const { booked, claim } = await bookWhere(withPhone);
  await cluster.quiet();
  const first = await dealOf(cluster, booked);
  await cluster.bitrix24.act('delete', { contact: first['contactId'] });
  await cluster.quiet();
  const second = await dealOf(cluster, booked);
  expect(second['contactId']).not.toBe(first['contactId']);
  expect((await phoneOf(second['contactId']))?.value.replace(/\D/g, '').slice(-4)).toBe(
    claim.buyer.phone?.replace(/\D/g, '').slice(-4),
  );

  const [lastName = '', name = ''] = claim.buyer.name.split(' ');
  const byHand = await contactByHand(claim.buyer.phone, lastName, name);
  await cluster.bitrix24.act('delete', { contact: second['contactId'] });
  await cluster.quiet();
  expect((await dealOf(cluster, booked))['contactId']).toBe(byHand);
});

test('a deal deleted in the CRM is made again only when a person says so, and once', async () => {
  const { booked, deal } = await bookedDeal(cluster);
  await cluster.bitrix24.act('delete', { deal: deal.id });
  await cluster.samo.act('confirm', { claim: booked.guid });
  await cluster.quiet();
  expect(await dealsOf(cluster, booked)).toEqual([]);
  expect(await openTasks(cluster, booked)).toEqual([expect.objectContaining({ kind: 'deal_deleted' })]);
  await cluster.api.post(`/api/tasks/${(await taskOf('deal_deleted')).id}/decide`, { choice: 'recreate' });
  await cluster.quiet();
  expect(await dealOf(cluster, booked)).toMatchObject({ stageId: 'C7:CONFIRMED', contactId: deal['contactId'] });
  expect(await openTasks(cluster, booked)).toEqual([]);
});
