import type { ConsoleHub } from './console.ts';
import type { Booked } from './deals.ts';
import { until } from './deals.ts';

/** Records that console tests look at and act on; each is made when it is asked for, so that tests share none. */

interface Claim {
  guid: string;
  buyer: { name: string; phone: string | null; travels: boolean };
}

export interface Known extends Booked {
  /** Of the deal, and of the payer's contact. */
  deal: string;
  contact: string;
  contactId: number;
  buyer: string;
}

/** Books until the payer has a phone and travels, so that the booking system can take a new phone, and waits for the deal. */
export async function bookedKnown(hub: ConsoleHub): Promise<Known> {
  for (;;) {
    const booked = await hub.samo.act<Booked>('book', { buyer: 'person' });
    const claim = (await hub.samo.state<Claim>('claims')).find(({ guid }) => guid === booked.guid);
    if (!claim || claim.buyer.phone === null || !claim.buyer.travels) continue;
    const found = await until('the deal and its contact', async () => {
      const { rows } = await hub.db.query<{ deal: string; contact: string; contact_id: string }>(
        `select d.id as deal, c.id as contact, c.right_id as contact_id
         from links d join links c on c.person_id = d.person_id and c.kind = 'contact' and c.right_id is not null
         where d.kind = 'deal' and d.left_id = $1 and d.synced_at is not null and c.synced_at is not null`,
        [booked.guid],
      );
      return rows[0];
    });
    return { ...booked, deal: found.deal, contact: found.contact, contactId: Number(found.contact_id), buyer: claim.buyer.name };
  }
}

/** A phone that both sides change while its record rests, so that both edits meet: an open conflict. @returns the task, and the phones */
export async function conflictOn(
  hub: ConsoleHub,
  known: Known,
  phones: { left: string; right: string },
): Promise<{ task: number }> {
  const { contact, contactId, guid } = known;
  await hub.api.post(`/api/links/${contact}/pause`, { reason: 'Правки с двух сторон' });
  await hub.samo.act('edit', { claim: guid, patch: { phone: phones.left } });
  const record = (await hub.bitrix24.state<{ id: number; fm: { id: number; typeId: string }[] }>('contacts')).find(
    ({ id }) => id === contactId,
  );
  const entry = record?.fm.find(({ typeId }) => typeId === 'PHONE');
  const fields = { fm: { [String(entry?.id)]: { typeId: 'PHONE', value: phones.right } } };
  await hub.bitrix24.act('edit', { contact: contactId, fields });
  await hub.api.post(`/api/links/${contact}/resume`, {});
  const task = await until('the conflict', async () => {
    const { rows } = await hub.db.query<{ id: string }>(
      "select id from tasks where kind = 'conflict' and state = 'open' and link_id = $1",
      [contact],
    );
    return rows[0]?.id;
  });
  return { task: Number(task) };
}

/** A first sync that was planned and given up, so that no other is in its way. @returns its id */
export async function plannedJob(hub: ConsoleHub): Promise<string> {
  const order = { kind: 'first_sync', pair: 'tours', reason: 'Посмотреть план' };
  const { id } = (await hub.api.post('/api/jobs', order)) as { id: string };
  await until('the plan', async () => ((await hub.api.get(`/api/jobs/${id}`)) as { state: string }).state === 'planned');
  await hub.api.post(`/api/jobs/${id}/drop`, { reason: 'План посмотрели' });
  return id;
}

/** A comparison that has ended. @returns its number */
export async function comparison(hub: ConsoleHub): Promise<number> {
  const before = await newestRun(hub);
  await hub.api.post('/api/reconcile', {});
  return until('the comparison', async () => {
    const run = await newestRun(hub);
    return run !== null && run.id !== before?.id && run.finishedAt !== null ? run.id : null;
  });
}

async function newestRun(hub: ConsoleHub): Promise<{ id: number; finishedAt: string | null } | null> {
  const { items } = (await hub.api.get('/api/drift', { limit: 1 })) as { items: { id: number; finishedAt: string | null }[] };
  return items[0] ?? null;
}

/** A claim that is paid, and the payment as the booking system shows it. Nothing is posted. */
export async function paidKnown(hub: ConsoleHub): Promise<Known & { payment: string }> {
  await hub.api.put('/api/modes', { process: 'payments', connection: 'samo', mode: 'observe' });
  const known = await bookedKnown(hub);
  await hub.samo.act('pay', { claim: known.guid, amount: '1000' });
  const payment = await until('the payment', async () => {
    const { rows } = await hub.db.query<{ id: string }>('select payment_id as id from payment_shares where link_id = $1', [
      known.deal,
    ]);
    return rows[0]?.id;
  });
  return { ...known, payment };
}
