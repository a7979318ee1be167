import { afterEach, expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { type Booked, book, bookedDeal, claimOf, dealOf, dealsOf, hubWrites, until } from '../support/deals.ts';

const cluster = await clusterForFile({ name: 'once' });
await cluster.connect();
await bookedDeal(cluster);

afterEach(async () => {
  await cluster.bitrix24.faults();
  await cluster.samo.faults();
});

/** Every create of the portal so far carries a mark of its own. */
async function expectNoDoubles(): Promise<void> {
  const marks = (await hubWrites(cluster, { operation: 'crm.item.add' })).map(
    (line) => `${line.entity} ${line.fields['originId']}`,
  );
  expect(marks).toEqual([...new Set(marks)]);
}

async function linksOf({ guid }: Booked): Promise<{ right_id: string | null }[]> {
  return (
    await cluster.db.query<{ right_id: string | null }>("select right_id from links where kind = 'deal' and left_id = $1", [guid])
  ).rows;
}

/** How the hub learnt of the outcomes of its writes to one deal: `answered`, or `found` afterwards. */
async function learnt({ guid }: Booked): Promise<string[]> {
  const { rows } = await cluster.db.query<{ how: string }>(
    "select journal.data->>'how' as how from journal join links on links.id = journal.link_id where links.left_id = $1 and journal.data ? 'how' order by journal.id",
    [guid],
  );
  return rows.map(({ how }) => how);
}

test('a write whose answer is lost is found, not repeated', async () => {
  await cluster.bitrix24.faults({ operation: 'crm.item.add', kind: 'commit_then_drop', share: 1 });
  const { booked } = await bookedDeal(cluster);
  expect(await dealsOf(cluster, booked)).toHaveLength(1);
  expect((await learnt(booked))[0]).toBe('found');

  await cluster.bitrix24.faults({ operation: 'crm.item.update', kind: 'commit_then_drop', share: 1 });
  const deal = await dealOf(cluster, booked);
  await cluster.samo.act('pay', { claim: booked.guid, amount: 500 });
  await cluster.quiet();
  const updates = await hubWrites(cluster, { operation: 'crm.item.update', entity: 'deal', id: String(deal.id) });
  expect(updates.map(({ changed }) => changed)).toEqual([true]);
  expect((await dealOf(cluster, booked))['stageId']).toBe('C7:PART_PAID');
  await expectNoDoubles();
});

test('a write that lands after our time-out is found, and the event of our own record makes no second link', async () => {
  // The portal works at once, tells its subscribers, and answers after the hub has given up: 9 s for a write at this limit scale.
  await cluster.bitrix24.faults({ operation: 'crm.item.add', kind: 'delay', share: 1, ms: 10_000 });
  const { booked } = await bookedDeal(cluster, 'repeat');
  expect(await dealsOf(cluster, booked)).toHaveLength(1);
  expect(await linksOf(booked)).toEqual([{ right_id: String((await dealOf(cluster, booked)).id) }]);
  expect((await learnt(booked))[0]).toBe('found');
  await expectNoDoubles();
});

test('what a person changes between a create and its finding is judged as an edit, not taken for what we wrote', async () => {
  await cluster.bitrix24.faults({ operation: 'crm.item.add', kind: 'delay', share: 1, ms: 10_000 });
  const booked = await book(cluster, 'repeat');
  const [early] = await until('the deal whose answer is awaited', async () => {
    const deals = await dealsOf(cluster, booked);
    return deals.length > 0 ? deals : null;
  });
  await cluster.bitrix24.act('edit', {
    deal: early?.id,
    fields: { title: 'Моя сделка', opportunity: 1, stageId: 'C7:PAID', assignedById: 13 },
  });
  await cluster.quiet();
  expect((await learnt(booked))[0]).toBe('found');
  expect(await dealOf(cluster, booked)).toMatchObject({
    title: early?.['title'],
    opportunity: early?.['opportunity'],
    stageId: 'C7:NEW',
    assignedById: 13,
  });
});

test('the event of a record that overtakes the answer of its own create changes nothing', async () => {
  await cluster.bitrix24.faults({ operation: 'crm.item.add', kind: 'delay', share: 1, ms: 1_500 });
  const { booked } = await bookedDeal(cluster);
  const deal = await dealOf(cluster, booked);
  expect(await linksOf(booked)).toEqual([{ right_id: String(deal.id) }]);
  expect((await learnt(booked))[0]).toBe('answered');
  expect(await hubWrites(cluster, { operation: 'crm.item.update', id: String(deal.id) })).toEqual([]);
  await expectNoDoubles();
});

test('a worker killed between its write and the answer leaves one record, and another worker goes on', async () => {
  const before = (await hubWrites(cluster, { operation: 'crm.item.add' })).length;
  await cluster.bitrix24.faults({ operation: 'crm.item.add', kind: 'delay', share: 1, ms: 3_000 });
  const booked = await book(cluster);
  await until(
    'the first record of this claim',
    async () => (await hubWrites(cluster, { operation: 'crm.item.add' })).length > before,
  );
  await cluster.workers()[0]?.kill();
  await cluster.bitrix24.faults();
  await cluster.startWorker();
  await cluster.quiet();
  const claim = await claimOf<{ price: string }>(cluster, booked);
  expect(await dealOf(cluster, booked)).toMatchObject({ opportunity: Number(claim.price) });
  await expectNoDoubles();
});

test('a cancel request whose answer is lost is asked for once', async () => {
  await cluster.samo.faults({ operation: 'GET_CLAIM_CANCEL', kind: 'commit_then_drop', share: 1 });
  const { booked, deal } = await bookedDeal(cluster);
  await cluster.bitrix24.act('edit', { deal: deal.id, fields: { stageId: 'C7:CANCEL_REQUEST' } });
  await cluster.quiet();
  const asked = (await cluster.samo.ledger()).filter((line) => line.by === 'api' && line.id === booked.guid);
  expect(asked.map(({ operation, changed }) => [operation, changed])).toEqual([['GET_CLAIM_CANCEL', true]]);
  expect((await dealOf(cluster, booked))['stageId']).toBe('C7:CANCEL_REQUEST');
});
