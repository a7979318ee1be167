import { describe, expect, test } from 'vitest';
import type { Command } from '../../connectors/bitrix24/batch.ts';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { createRides, type Passenger } from '../../connectors/bitrix24/rides.ts';
import type { BudgetPort } from '../../connectors/sdk/ports.ts';
import { HubError } from '../../domain/errors.ts';
import { bitrix24Options, connected, tokenStore } from '../support/bitrix24.ts';
import { ok, type Params, refusal, type Script, scriptedPortal } from '../support/bitrix24-script.ts';

const field = (type: string) => ({ type, title: type, isReadOnly: false });
const fields = { title: field('string'), name: field('string'), contactIds: { ...field('crm_contact'), isMultiple: true } };
const rows = (params: Params) =>
  ok({ productRows: (params['productRows'] as Params[]).map((row, at) => ({ id: at + 1, ...row })) });
const row = { name: 'Тур', price: '100.5', quantity: 1, sort: 10 };
let id = 0;
const made = (params: Params) => ok({ item: { id: ++id, ...(params['fields'] as Params) } });

/** Slots that come when the test says so. */
function heldBudget() {
  const waiting: (() => void)[] = [];
  const budget: BudgetPort = { acquire: () => new Promise((resolve) => waiting.push(resolve)) };
  return { budget, waiting, letOne: () => waiting.shift()?.() };
}

async function clientOf(script: Script, deps: { budget?: BudgetPort } = {}, more: object = {}) {
  const portal = await scriptedPortal({ 'crm.item.fields': () => ok({ fields }), ...script });
  const options = bitrix24Options({ portal: portal.url, privateNetworks: ['127.0.0.0/8'], ...more });
  const tokens = tokenStore({ accessToken: 'a', refreshToken: 'r', expiresAt: Date.now() + 3_600_000 });
  return { portal, client: bitrix24.connect(connected(options, deps, tokens)) };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 30));

describe('a slot of the rate limit', () => {
  test('is shared by everything that waits for it, whoever asked and whenever', async () => {
    const { budget, waiting, letOne } = heldBudget();
    const { portal, client } = await clientOf({ 'crm.item.add': made, 'crm.duplicate.findbycomm': () => ok([]) }, { budget });
    const metadata = client.metadata.fields('deal');
    await soon();
    letOne();
    await metadata;
    const first = client.add('deal', { title: 'Первая' }, 'link-1');
    await soon();
    const others = [
      client.findByCommunication('contact', { email: 'a@example.com' }),
      client.add('deal', { title: 'Вторая' }, 'link-2'),
    ];
    await soon();
    expect(waiting).toHaveLength(1);
    letOne();
    await Promise.all([first, ...others]);
    expect(portal.requests).toEqual(['crm.item.fields', 'batch']);
    expect(portal.paramsOf('crm.item.add').map((params) => (params['fields'] as Params)['originId'])).toEqual([
      'link-1',
      'link-2',
    ]);
  });

  test('at hand is used at once, by one command as itself', async () => {
    const { portal, client } = await clientOf({ 'crm.item.add': made });
    await client.add('deal', { title: 'Первая' }, 'link-1');
    await client.add('deal', { title: 'Вторая' }, 'link-2');
    expect(portal.requests).toEqual(['crm.item.fields', 'crm.item.add', 'crm.item.add']);
  });

  test('is not waited for in turn by everybody: those who wait longer than allowed are sent away together', async () => {
    let asked = 0;
    const budget: BudgetPort = {
      acquire: async () => {
        asked += 1;
        throw new HubError({ code: 'BUDGET_EXHAUSTED', kind: 'rate_limited', untilMs: 1, userMessage: { ru: '', en: '' } });
      },
    };
    const { client, portal } = await clientOf({}, { budget });
    const results = await Promise.allSettled(['1', '2', '3'].map((deal) => client.getProductRows(deal)));
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(asked).toBe(1);
    expect(portal.requests).toEqual([]);
  });
});

describe('writes that share a request', () => {
  test('are unknown each by itself when it breaks off; a read among them is repeated', async () => {
    const { client } = await clientOf({ batch: () => 'hang up' });
    await client.metadata.fields('deal').catch(() => undefined);
    const results = await Promise.allSettled([
      client.add('deal', { title: 'Первая' }, 'link-1'),
      client.add('deal', { title: 'Вторая' }, 'link-2'),
      client.getProductRows('1'),
    ]);
    expect(results).toMatchObject([
      { reason: { kind: 'unknown_outcome' } },
      { reason: { kind: 'unknown_outcome' } },
      { reason: { kind: 'transient' } },
    ]);
  });

  test('are refused each by itself', async () => {
    const { client } = await clientOf({
      'crm.item.add': (params) =>
        (params['fields'] as Params)['title'] === 'Вторая' ? refusal(400, 'CRM_FIELD_ERROR_REQUIRED') : made(params),
    });
    await client.metadata.fields('deal');
    const results = await Promise.allSettled(['Первая', 'Вторая', 'Третья'].map((title) => client.add('deal', { title }, title)));
    expect(results).toMatchObject([{ status: 'fulfilled' }, { reason: { kind: 'validation' } }, { status: 'fulfilled' }]);
  });

  test('that the portal did not get to may have landed: unknown', async () => {
    const { client } = await clientOf({
      batch: () =>
        ok({ result: { c0: { item: { id: 1 } } }, result_error: [], result_total: [], result_next: [], result_time: [] }),
    });
    await client.metadata.fields('deal');
    const results = await Promise.allSettled(['Первая', 'Вторая'].map((title) => client.add('deal', { title }, title)));
    expect(results).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'B24_BATCH_CUT', kind: 'unknown_outcome' } }]);
  });

  test.each([
    ['a text that the portal would take for a reference', { title: 'Скидка $result[c0][item][id]' }],
    ['an empty list, which a query cannot say', { contactIds: [] }],
  ])('go alone as JSON with %s', async (_, wanted) => {
    const { portal, client } = await clientOf({
      'crm.item.update': made,
      'crm.item.productrow.list': () => ok({ productRows: [] }),
    });
    await client.metadata.fields('deal');
    await Promise.all([client.update('deal', '5', wanted), client.getProductRows('1'), client.getProductRows('2')]);
    expect(portal.requests.toSorted()).toEqual(['batch', 'crm.item.fields', 'crm.item.update']);
    expect(portal.paramsOf('crm.item.update')).toEqual([expect.objectContaining({ fields: wanted })]);
  });

  test('carry the name of the event queue each', async () => {
    const application = { auth: 'oauth', clientId: 'local.1', clientSecret: 'secret', eventQueue: true };
    const { portal, client } = await clientOf({ 'crm.item.add': made, 'crm.item.productrow.set': rows }, {}, application);
    await client.addDeal({ title: 'Тур' }, [row], 'link-1');
    expect(portal.paramsOf('crm.item.add')).toMatchObject([{ auth_connector: 'uzel' }]);
    expect(portal.paramsOf('crm.item.productrow.set')).toMatchObject([{ auth_connector: 'uzel' }]);
  });
});

describe('a deal with its product rows', () => {
  const deal = { entity: 'deal', mark: 'link-1', fields: { title: 'Тур', productRows: [row] } };

  test('is one request, in which the rows name the new deal', async () => {
    const { portal, client } = await clientOf({ 'crm.item.add': made, 'crm.item.productrow.set': rows });
    const outcome = await bitrix24.writes['record.add']?.perform(client, deal, 'k');
    expect(portal.requests).toEqual(['crm.item.fields', 'batch']);
    expect(portal.paramsOf('crm.item.productrow.set')).toMatchObject([{ ownerType: 'D', ownerId: Number(outcome?.externalId) }]);
    expect(outcome).toMatchObject({ readBack: { title: 'Тур', productRows: [row] } });
    expect(outcome?.unwritten).toBeUndefined();
  });

  test('whose rows were refused is made all the same, and its rows are named as unwritten', async () => {
    const { client } = await clientOf({
      'crm.item.add': made,
      'crm.item.productrow.set': () => refusal(400, 'INVALID_ARG_VALUE'),
    });
    expect(await bitrix24.writes['record.add']?.perform(client, deal, 'k')).toMatchObject({
      externalId: expect.any(String),
      unwritten: ['productRows'],
    });
  });

  test('that was refused leaves nothing: the reason is that of the deal', async () => {
    const { client } = await clientOf({
      'crm.item.add': () => refusal(400, 'CRM_FIELD_ERROR_REQUIRED'),
      'crm.item.productrow.set': () => refusal(400, 'INVALID_ARG_VALUE'),
    });
    await expect(bitrix24.writes['record.add']?.perform(client, deal, 'k')).rejects.toMatchObject({
      kind: 'validation',
      detail: expect.stringContaining('CRM_FIELD_ERROR_REQUIRED'),
    });
  });

  test('that is found after an unknown outcome tells nothing of its rows', async () => {
    const { client } = await clientOf({
      'crm.item.list': () => ok({ items: [{ id: 7, title: 'Тур', originatorId: 'uzel', originId: 'link-1' }] }),
    });
    expect(await bitrix24.writes['record.add']?.find(client, deal, 'k')).toMatchObject({
      externalId: '7',
      unwritten: ['productRows'],
    });
  });
});

test('a new contact is read back in the request that makes it', async () => {
  const { portal, client } = await clientOf({
    'crm.item.add': made,
    'crm.item.get': (params) => ok({ item: { id: params['id'], name: 'Анна', fm: [] } }),
  });
  const record = await client.add('contact', { name: 'Анна' }, 'link-1');
  expect(portal.requests).toEqual(['crm.item.fields', 'batch']);
  expect(record).toMatchObject({ fields: { name: 'Анна', phones: [] } });
});

test('nobody is left waiting, whatever slots, loads and callers do', async () => {
  // A linear congruential sequence: the same course each time.
  let state = 7;
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  let largest = 0;
  const ride = createRides<number>({
    transport: {
      caller: () => ({ patienceMs: next(3), onSlot() {} }),
      async slot(patienceMs) {
        await pause(next(3));
        if (next(4) === 0) throw new Error(`no slot within ${patienceMs} ms`);
        return async () => ({ ok: true, body: {} });
      },
    },
    mayShare: async () => {
      if (next(20) === 0) throw new Error('the database is away');
      return next(3) > 0;
    },
    async carry(_send, load: readonly Passenger<number>[]) {
      await pause(next(4));
      largest = Math.max(largest, load.length);
      for (const { commands, resolve, reject } of load)
        next(5) === 0 ? reject(new Error('refused')) : resolve(commands.map(() => 1));
    },
  });
  const command: Command = { method: 'crm.item.get', params: { id: 1 } };
  const asked = Array.from({ length: 2_000 }, async (_, at) => {
    await pause(at / 10 + next(40));
    return ride({ commands: next(3) === 0 ? [command, command] : [command] });
  });
  const settled = await Promise.allSettled(asked);
  expect(settled).toHaveLength(2_000);
  expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']));
  expect(largest).toBeGreaterThan(3);
});
