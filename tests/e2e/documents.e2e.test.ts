import { beforeAll, expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { type Booked, dealOf } from '../support/deals.ts';
import { connectDocuments, type Letter, lettersTo, paidInFull } from '../support/document-desk.ts';

const cluster = await clusterForFile({ name: 'documents' });
const WAIT = { timeout: 45_000, interval: 200 };

beforeAll(() => connectDocuments(cluster), 60_000);

interface Pack {
  link: string;
  state: string;
  parts: { part: string; recipient: string; state: string; reasons: { code: string; sentence: { ru: string } }[] }[];
}
async function packOf({ claim }: Pick<Booked, 'claim'>): Promise<Pack | undefined> {
  const { rows } = await cluster.db.query<Pack & { parts: never }>(
    `select p.link_id as link, p.state, (select json_agg(json_build_object('part', d.part, 'recipient', d.recipient, 'state', d.state, 'reasons', d.reasons) order by d.place)
       from document_parts d where d.link_id = p.link_id) as parts
     from document_packs p join links l on l.id = p.link_id where l.left_number = $1`,
    [String(claim)],
  );
  return rows[0];
}
const states = async (booked: Booked) =>
  Object.fromEntries((await packOf(booked))?.parts.map(({ part, state }) => [part, state]) ?? []);

test('a payment leads to delivered documents, a note with files on the deal, each document issued once; tickets wait for their day and say so', async () => {
  const booked = await paidInFull(cluster);
  await expect
    .poll(() => states(booked), WAIT)
    .toMatchObject({ contract: 'sent', now: 'sent', tickets: 'not_yet', after_tour: 'not_yet' });
  const letters: Letter[] = await lettersTo(cluster, booked);
  expect(letters.map(({ attachments }) => attachments.length > 0)).toEqual([true, true]);
  const issued = (await cluster.samo.ledger()).filter(
    ({ operation, fields }) => operation === 'issue' && fields['claim'] === booked.guid,
  );
  expect(issued.length).toBeGreaterThan(0);
  expect(new Set(issued.map(({ id }) => id)).size).toBe(issued.length);
  const ticket = (await packOf(booked))?.parts.find(({ part }) => part === 'tickets');
  expect(ticket?.reasons[0]?.sentence.ru).toMatch(/^«Билеты»: выдаётся за 3 дня до начала тура, \d\d\.\d\d\.\d{4}$/);
  const deal = await dealOf(cluster, booked);
  await expect.poll(async () => (await comments(String(deal.id))).length, WAIT).toBe(2);
  for (const { files } of await comments(String(deal.id))) expect(files).toBeGreaterThan(0);
});

async function comments(deal: string): Promise<{ text: string; files: number }[]> {
  const all = await cluster.bitrix24.state<{ entityId: unknown; text?: string; files?: unknown[] }>('comments');
  return all
    .filter(({ entityId }) => String(entityId) === deal)
    .map(({ text = '', files = [] }) => ({ text, files: files.length }));
}
