import { afterAll, describe, expect, test } from 'vitest';
import { CONNECTIONS, DEFAULT_USER } from '../support/cluster.ts';
import { clusterForFile } from '../support/cluster-test.ts';
import { book, bookedDeal, claimOf, dealOf, hubWrites, openTasks, type Row } from '../support/deals.ts';
import { startRewritingProxy } from '../support/rewriting-proxy.ts';

const cluster = await clusterForFile({ name: 'deals' });
const { options } = (await cluster.samo.connection()) as { options: { url: string } };
const samoDoor = await startRewritingProxy(options.url);
afterAll(() => samoDoor.close());
await cluster.connect({ samo: { url: samoDoor.url, encode: 'none' } });

const stageOf = async (booked: { claim: number }) => (await dealOf(cluster, booked))['stageId'];
const edit = (deal: Row, fields: object) => cluster.bitrix24.act('edit', { deal: deal.id, fields });

describe.concurrent('each on a claim of its own', { timeout: 240_000 }, () => {
  test('a booking becomes a deal with its contact and product rows', async () => {
    const { booked, deal } = await bookedDeal(cluster);
    const claim = await claimOf<{
      price: string;
      currency: string;
      services: object[];
      buyer: { name: string; phone: string | null };
    }>(cluster, booked);
    expect(deal).toMatchObject({
      stageId: 'C7:NEW',
      opportunity: Number(claim.price),
      currencyId: claim.currency,
      assignedById: Number(DEFAULT_USER),
    });
    expect(deal['productRows']).toHaveLength(claim.services.length);
    const contact = (await cluster.bitrix24.state<Row>('contacts')).find((one) => one.id === deal['contactId']);
    expect(String(contact?.['lastName']).toUpperCase()).toBe(claim.buyer.name.split(' ')[0]);
  });

  test('a payment moves the stage of the deal', async () => {
    const { booked } = await bookedDeal(cluster);
    await cluster.samo.act('pay', { claim: booked.guid, amount: 1_000 });
    await cluster.quiet();
    expect(await stageOf(booked)).toBe('C7:PART_PAID');
    const { moneys } = await claimOf<{ moneys: { debt: string }[] }>(cluster, booked);
    await cluster.samo.act('pay', { claim: booked.guid, amount: moneys[1]?.debt });
    await cluster.quiet();
    expect(await stageOf(booked)).toBe('C7:PAID');
  });

  test('a responsible changed in the CRM stays; an amount changed there is set back', async () => {
    const { booked, deal } = await bookedDeal(cluster);
    await edit(deal, { assignedById: 12, opportunity: 5 });
    await cluster.quiet();
    await cluster.samo.act('confirm', { claim: booked.guid });
    await cluster.quiet();
    expect(await dealOf(cluster, booked)).toMatchObject({
      assignedById: 12,
      opportunity: deal['opportunity'],
      stageId: 'C7:CONFIRMED',
    });
  });

  test('a stage that goes there and back is written each time', async () => {
    const { booked, deal } = await bookedDeal(cluster);
    for (const act of ['request_cancel', 'refuse_cancel', 'request_cancel', 'refuse_cancel']) {
      await cluster.samo.act(act, { claim: booked.guid });
      await cluster.quiet();
    }
    const moves = (await hubWrites(cluster, { operation: 'crm.item.update', entity: 'deal', id: String(deal.id) })).map(
      (line) => line.fields['stageId'],
    );
    expect(moves).toEqual(['C7:CANCEL_REQUEST', 'C7:NEW', 'C7:CANCEL_REQUEST', 'C7:NEW']);
  });

  test('a burst of changes is written once, with its last value', async () => {
    const { booked, deal } = await bookedDeal(cluster);
    for (let price = 1_001; price <= 1_030; price += 1) await cluster.samo.act('edit', { claim: booked.guid, patch: { price } });
    await cluster.quiet();
    const writes = await hubWrites(cluster, { operation: 'crm.item.update', entity: 'deal', id: String(deal.id) });
    expect(writes.at(-1)?.fields['opportunity']).toBe(1_030);
    expect(writes.length).toBeLessThanOrEqual(2);
  });

  test('a cancellation in the CRM becomes a request in the booking system, never a cancellation', async () => {
    const { booked, deal } = await bookedDeal(cluster);
    await edit(deal, { stageId: 'C7:LOSE' });
    await cluster.quiet();
    expect(await claimOf(cluster, booked)).toMatchObject({ status: 'csAwaitingCancel', cancelledAt: null });
    const asked = (await cluster.samo.ledger()).filter((line) => line.by === 'api' && line.id === booked.guid);
    expect(asked.map((line) => line.operation)).toEqual(['GET_CLAIM_CANCEL']);
    expect(await stageOf(booked)).toBe('C7:CANCEL_REQUEST');
  });

  test('a refused cancel request opens a task, and the stage goes back', async () => {
    const { booked, deal } = await bookedDeal(cluster);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await cluster.samo.act('edit', { claim: booked.guid, patch: { dateBeg: tomorrow } });
    await cluster.quiet();
    await edit(deal, { stageId: 'C7:LOSE' });
    await cluster.quiet();
    expect(await claimOf(cluster, booked)).toMatchObject({ cancelRequestedAt: null, cancelledAt: null });
    expect(await openTasks(cluster, booked)).toEqual([expect.objectContaining({ kind: 'write_refused' })]);
    expect(await stageOf(booked)).toBe('C7:NEW');
  });
});

test('a status that nobody knows opens a task and never counts as paid', async () => {
  const { booked } = await bookedDeal(cluster);
  samoDoor.rewrite = (body) =>
    ofClaim(body, booked.claim, (claim) => claim.replace(/payStatus=(&quot;|")ps\w+/g, 'payStatus=$1psSomethingNew'));
  await cluster.samo.act('confirm', { claim: booked.guid });
  await cluster.quiet();
  expect(await stageOf(booked)).toBe('C7:CHECK');
  expect(await openTasks(cluster, booked)).toEqual([
    expect.objectContaining({ kind: 'claim_problem', data: expect.objectContaining({ code: 'PAYMENT_STATUS_UNKNOWN' }) }),
  ]);
  samoDoor.rewrite = (body) => body;
  await cluster.samo.act('edit', { claim: booked.guid, patch: { price: 777 } });
  await cluster.quiet();
  expect(await stageOf(booked)).toBe('C7:CONFIRMED');
  expect(await openTasks(cluster, booked)).toEqual([]);
});

test('a claim without a payer becomes a deal without a contact, and a task', async () => {
  samoDoor.rewrite = (body) => body.replace(/(&lt;|<)buyer .*?\/(&gt;|>)/g, '');
  const booked = await book(cluster);
  await cluster.quiet();
  expect(await dealOf(cluster, booked)).toMatchObject({ contactId: 0 });
  expect(await openTasks(cluster, booked)).toEqual([
    expect.objectContaining({ kind: 'claim_problem', data: expect.objectContaining({ code: 'BUYER_MISSING' }) }),
  ]);
  samoDoor.rewrite = (body) => body;
});

test('a paused connection keeps its events and works them off when it is resumed', async () => {
  const { booked, deal } = await bookedDeal(cluster);
  await cluster.api.post(`/api/connections/${CONNECTIONS.bitrix24}/pause`, { reason: 'Меняем вебхук' });
  await edit(deal, { title: 'Моя сделка' });
  await cluster.samo.act('confirm', { claim: booked.guid });
  await expect(cluster.quiet({ withinMs: 3_000, feeds: false })).rejects.toThrow('rows pending');
  expect(await dealOf(cluster, booked)).toMatchObject({ title: 'Моя сделка', stageId: 'C7:NEW' });
  await cluster.api.post(`/api/connections/${CONNECTIONS.bitrix24}/resume`, {});
  await cluster.quiet({ feeds: false });
  expect(await dealOf(cluster, booked)).toMatchObject({ title: deal['title'], stageId: 'C7:CONFIRMED' });
});

/** The part of an answer that is about one claim; answers about others stay. */
function ofClaim(body: string, number: number, change: (body: string) => string): string {
  return body.includes(`providerNumber=&quot;${number}&quot;`) || body.includes(`providerNumber="${number}"`)
    ? change(body)
    : body;
}
