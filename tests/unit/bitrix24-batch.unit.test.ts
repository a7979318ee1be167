import { expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { bitrix24Options, connected } from '../support/bitrix24.ts';
import { ok, type Params, refusal, type Script, scriptedPortal } from '../support/bitrix24-script.ts';

const rowsOf = (params: Params) => {
  const owner = Number((params['filter'] as Params)['=ownerId']);
  return ok({ productRows: [{ id: owner, productName: `Тур ${owner}`, price: 100, quantity: 1, sort: 10 }] });
};

async function clientOf(script: Script, more: { [option: string]: unknown } = {}) {
  const portal = await scriptedPortal(script);
  const options = bitrix24Options({ portal: portal.url, privateNetworks: ['127.0.0.0/8'], ...more });
  return { portal, client: bitrix24.connect(connected(options)) };
}

const ids = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1));

test('product rows of fifty deals come in one request, each to its own caller', async () => {
  const { portal, client } = await clientOf({ 'crm.item.productrow.list': rowsOf });
  const decks = await Promise.all(ids(50).map((id) => client.getProductRows(id)));
  expect(portal.requests).toEqual(['batch']);
  expect(decks.map((deck) => deck[0]?.name)).toEqual(ids(50).map((id) => `Тур ${id}`));
});

test('no batch has more than fifty commands', async () => {
  const { portal, client } = await clientOf({ 'crm.item.productrow.list': rowsOf });
  await Promise.all(ids(51).map((id) => client.getProductRows(id)));
  expect(portal.requests.toSorted()).toEqual(['batch', 'crm.item.productrow.list']);
});

test('pages of whole records are heavier: ten to a request', async () => {
  const { portal, client } = await clientOf({ 'crm.item.list': () => ok({ items: [] }) });
  await client.getRecords('deal', ids(1_000));
  expect(portal.requests).toEqual(['batch', 'batch']);
  expect(portal.paramsOf('crm.item.list')).toHaveLength(20);
});

test('one read alone is no batch, and neither are reads one after another', async () => {
  const { portal, client } = await clientOf({ 'crm.item.productrow.list': rowsOf });
  await client.getProductRows('1');
  await client.getProductRows('2');
  expect(portal.requests).toEqual(['crm.item.productrow.list', 'crm.item.productrow.list']);
});

test('a command that fails fails alone', async () => {
  const { client } = await clientOf({
    'crm.item.productrow.list': (params) =>
      Number((params['filter'] as Params)['=ownerId']) === 2 ? refusal(400, 'ACCESS_DENIED') : rowsOf(params),
  });
  const results = await Promise.allSettled(['1', '2', '3'].map((id) => client.getProductRows(id)));
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { kind: 'permission' } });
});

test('a command that the portal did not get to is repeated later, not taken for empty', async () => {
  const { client } = await clientOf({
    batch: () =>
      ok({ result: { c0: { productRows: [] } }, result_error: [], result_total: [], result_next: [], result_time: [] }),
  });
  const results = await Promise.allSettled(['1', '2'].map((id) => client.getProductRows(id)));
  expect(results).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'B24_BATCH_CUT', kind: 'transient' } },
  ]);
});

test('keys are words, halt is off, and conditions survive the form encoding', async () => {
  const sent: Params[] = [];
  const { portal, client } = await clientOf({
    batch: (params) => {
      sent.push(params);
      return ok({ result: { c0: [], c1: [] }, result_error: [], result_total: [], result_next: [], result_time: [] });
    },
    'crm.duplicate.findbycomm': () => ok([]),
  });
  await client.findByCommunication('contact', { phone: '+79000000001', email: 'a+b@example.com' });
  expect(portal.requests).toEqual(['batch']);
  expect(sent[0]).toMatchObject({
    halt: 0,
    cmd: { c0: expect.stringContaining('type=PHONE'), c1: expect.stringContaining('a%2Bb%40example.com') },
  });
});

test('writes that leave no mark never ride along', async () => {
  const { portal, client } = await clientOf({
    'crm.timeline.comment.add': (_params, call) => ok(call),
    'crm.item.productrow.list': rowsOf,
  });
  await Promise.all([
    client.comments.add('deal', '1', { text: 'Первый', files: [] }, 'k1'),
    client.comments.add('deal', '1', { text: 'Второй', files: [] }, 'k2'),
    client.getProductRows('1'),
    client.getProductRows('2'),
  ]);
  expect(portal.requests.toSorted()).toEqual(['batch', 'crm.timeline.comment.add', 'crm.timeline.comment.add']);
  expect(portal.paramsOf('batch')).toEqual([]);
});

test('a refused batch is repeated as a whole: reads change nothing', async () => {
  const { client } = await clientOf({ batch: () => ({ status: 502, body: '<html>502</html>' }) });
  const results = await Promise.allSettled(['1', '2'].map((id) => client.getProductRows(id)));
  expect(results).toMatchObject([{ reason: { kind: 'transient' } }, { reason: { kind: 'transient' } }]);
});
