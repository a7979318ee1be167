import type { Cluster, ConnectOptions } from './cluster.ts';
import { type Booked, claimOf } from './deals.ts';
import { type TwinControl, twinControl } from './twin-control.ts';

export interface Letter {
  to: string[];
  subject: string;
  text: string;
  attachments: { name: string; size: number; sha256?: string }[];
}

export const mailOf = (cluster: Cluster): TwinControl => twinControl(cluster.urls.sandbox, 'smtp');

/** Booking system, CRM and mail, with documents and payments switched on. */
export async function connectDocuments(cluster: Cluster, more: ConnectOptions = {}): Promise<void> {
  await cluster.connect(more);
  const { system, options } = await mailOf(cluster).connection();
  await cluster.api.post('/api/connections', {
    id: 'smtp',
    system,
    title: 'smtp',
    options: { ...(options as object), privateNetworks: ['127.0.0.0/8'] },
  });
  for (const connection of ['samo', 'bitrix24'])
    await cluster.api.put('/api/modes', { process: 'documents', connection, mode: 'live' });
}

interface Priced {
  guid: string;
  buyer: { email: string | null };
  moneys: { debt: string; isClaimCurrency: boolean }[];
}

export const debtOf = async (cluster: Cluster, booked: Pick<Booked, 'guid'>): Promise<string> =>
  (await claimOf<Priced>(cluster, booked)).moneys.find(({ isClaimCurrency }) => !isClaimCurrency)?.debt ?? '0';

/** Books for somebody with an e-mail, confirms and pays in one go. */
export async function paidInFull(cluster: Cluster, buyer: 'person' | 'agency' = 'person'): Promise<Booked> {
  let booked = await cluster.samo.act<Booked>('book', { buyer });
  // Some people leave no e-mail.
  while ((await claimOf<Priced>(cluster, booked)).buyer.email === null)
    booked = await cluster.samo.act<Booked>('book', { buyer });
  await cluster.samo.act('confirm', { claim: booked.guid });
  await cluster.samo.act('pay', { claim: booked.guid, amount: await debtOf(cluster, booked) });
  return booked;
}

/** What the payer of a claim has got, in order. */
export async function lettersTo(cluster: Cluster, booked: Pick<Booked, 'guid'>): Promise<Letter[]> {
  const { buyer } = await claimOf<Priced>(cluster, booked);
  const letters = await mailOf(cluster).state<Letter>('letters');
  return letters.filter(({ to }) => to.some((address) => address.toLowerCase() === buyer.email?.toLowerCase()));
}
