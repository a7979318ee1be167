import type { ConsoleHub } from './console.ts';
import { bookedKnown, type Known } from './console-records.ts';
import { until } from './deals.ts';

export interface SentPack extends Known {
  /** Of the payer, in lower case. */
  email: string;
}

interface Priced {
  guid: string;
  buyer: { email: string | null };
  moneys: { debt: string; isClaimCurrency: boolean }[];
}

/** Mail is connected and documents go out, as an admin arranges it. */
async function connectDocuments(hub: ConsoleHub): Promise<void> {
  const { items } = (await hub.api.get('/api/connections')) as { items: { id: string }[] };
  if (!items.some(({ id }) => id === 'smtp')) {
    const { system, options } = await hub.mail.connection();
    const granted = { ...(options as object), privateNetworks: ['127.0.0.0/8'] };
    await hub.api.post('/api/connections', { id: 'smtp', system, title: 'Почта', options: granted });
  }
  await hub.api.put('/api/modes', { process: 'payments', connection: 'samo', mode: 'observe' });
  for (const connection of ['samo', 'bitrix24'])
    await hub.api.put('/api/modes', { process: 'documents', connection, mode: 'live' });
}

/** A claim that is paid in full, once its first documents have gone out; tickets wait for their day. */
export async function sentPack(hub: ConsoleHub): Promise<SentPack> {
  await connectDocuments(hub);
  for (;;) {
    const known = await bookedKnown(hub);
    const claim = (await hub.samo.state<Priced>('claims')).find(({ guid }) => guid === known.guid);
    const email = claim?.buyer.email?.toLowerCase() ?? null;
    const debt = claim?.moneys.find(({ isClaimCurrency }) => !isClaimCurrency)?.debt;
    if (email === null || debt === undefined) continue;
    await hub.samo.act('confirm', { claim: known.guid });
    await hub.samo.act('pay', { claim: known.guid, amount: debt });
    await until('the first documents', async () => {
      const { rows } = await hub.db.query(
        "select 1 from document_parts where link_id = $1 and part in ('contract', 'now') and state = 'sent'",
        [known.deal],
      );
      return rows.length === 2;
    });
    return { ...known, email };
  }
}
