import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import type { LedgerLine } from './twin-control.ts';

/** A claim as an act in SAMO answers it. */
export interface Booked {
  claim: number;
  guid: string;
  status: string;
  payStatus: string;
}

export type Row = { id: number } & { [field: string]: unknown };

export function book(cluster: Cluster, buyer: 'person' | 'agency' | 'repeat' = 'person'): Promise<Booked> {
  return cluster.samo.act<Booked>('book', { buyer });
}

/** Books in SAMO and waits for the deal. */
export async function bookedDeal(
  cluster: Cluster,
  buyer: 'person' | 'agency' | 'repeat' = 'person',
): Promise<{ booked: Booked; deal: Row }> {
  const booked = await book(cluster, buyer);
  await cluster.quiet();
  return { booked, deal: await dealOf(cluster, booked) };
}

export async function dealsOf(cluster: Cluster, { claim }: Pick<Booked, 'claim'>): Promise<Row[]> {
  return (await cluster.bitrix24.state<Row>('deals')).filter((deal) => String(deal['ufCrm_UZEL_CLAIM']) === String(claim));
}

/** The one deal of a claim. @throws Error when there is none, or several */
export async function dealOf(cluster: Cluster, booked: Pick<Booked, 'claim'>): Promise<Row> {
  const deals = await dealsOf(cluster, booked);
  const [deal] = deals;
  if (deal === undefined || deals.length > 1) throw new Error(`claim ${booked.claim} has ${deals.length} deals`);
  return deal;
}

export async function claimOf<Claim = { [name: string]: unknown }>(
  cluster: Cluster,
  { guid }: Pick<Booked, 'guid'>,
): Promise<Claim> {
  const claim = (await cluster.samo.state<{ guid: string }>('claims')).find((one) => one.guid === guid);
  if (claim === undefined) throw new Error(`SAMO holds no claim ${guid}`);
  return claim as Claim;
}

/** What the hub wrote to the portal. */
export async function hubWrites(
  cluster: Cluster,
  match: Partial<Pick<LedgerLine, 'operation' | 'entity' | 'id'>> = {},
  after = 0,
): Promise<LedgerLine[]> {
  const wanted = Object.entries(match);
  return (await cluster.bitrix24.ledger(after)).filter(
    (line) => line.by === 'api' && wanted.every(([name, value]) => line[name as keyof LedgerLine] === value),
  );
}

export interface OpenTask {
  kind: string;
  number: string | null;
  data: { [name: string]: unknown };
}

/** Tasks that wait for a person, of one claim. */
export async function openTasks(cluster: Cluster, { guid }: Pick<Booked, 'guid'>): Promise<OpenTask[]> {
  const { rows } = await cluster.db.query<OpenTask>(
    `select tasks.kind, tasks.data, links.left_number as number from tasks join links on links.id = tasks.link_id
     where tasks.state <> 'closed' and links.left_id = $1 order by tasks.id`,
    [guid],
  );
  return rows;
}

/** Asks again and again. @throws Error naming what did not come about */
export async function until<T>(what: string, check: () => Promise<T | null | undefined | false>, withinMs = 30_000): Promise<T> {
  for (const deadline = Date.now() + withinMs; ; await sleep(50)) {
    const value = await check();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
  }
}
