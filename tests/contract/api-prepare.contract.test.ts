import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Bitrix24, bitrix24 } from '../../connectors/bitrix24/index.ts';
import { connectionBudgets } from '../../connectors/sdk/budgets.ts';
import type { BudgetPort } from '../../connectors/sdk/ports.ts';
import { loadSpecs, shippedSpecsDir } from '../../mappings/engine/load.ts';
import { portalNeeds } from '../../runtime/portal-needs.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { getConnection } from '../../store/connections.ts';
import { hubOn, pick } from '../support/api-client.ts';
import { connectedForTest } from '../support/connected.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { createMemoryBudget } from '../support/memory-ports.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

const LIMIT_SCALE = 50;
const BASE = '/api/connections/b24/prepare';

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let sandbox: Sandbox;
let twin: TwinControl;
let hub: ReturnType<typeof hubOn>;
let budget: BudgetPort | undefined;

beforeAll(async () => {
  [database, sandbox] = await Promise.all([
    startHubDatabase(),
    startSandbox({ port: 0, limitScale: LIMIT_SCALE, scenario: 'off' }),
  ]);
  twin = twinControl(sandbox.url, 'bitrix24');
}, 60_000);
afterAll(() => Promise.all([database.stop(), sandbox.stop()]), 60_000);

beforeEach(async () => {
  await twin.reset();
  await twin.act('strip', {});
  await database.db.execute('truncate connections, journal, secrets cascade');
  const library = await loadSpecs(shippedSpecsDir);
  const needs = portalNeeds(library, 'bitrix24', [{ constants: { sourceId: 'OTHER' } }]);
  const { connected } = hubOn(database.db).deps;
  const client = async (id: string): Promise<Bitrix24> => {
    const options = bitrix24.options.parse((await connected.find(id))?.options);
    // One budget for all calls of the file, as the portal counts them.
    budget ??= createMemoryBudget(connectionBudgets(bitrix24, options, LIMIT_SCALE), { now: () => Date.now() });
    return bitrix24.connect(connectedForTest(bitrix24, options, { limitScale: LIMIT_SCALE, budget }));
  };
  hub = hubOn(database.db, {
    connected: {
      ...connected,
      preparing: async (id) => ({ prepare: bitrix24.prepare as never, client: await client(id), needs }),
    },
  });
  const { options } = (await twin.connection()) as { options: object };
  const draft = {
    id: 'b24',
    system: 'bitrix24',
    title: 'Битрикс24',
    options: { ...options, dealCategoryId: 0, privateNetworks: ['127.0.0.0/8', '::1/128'] },
  };
  expect((await hub.api.post('/api/connections', draft)).status).toBe(201);
});

interface Item {
  kind: string;
  of: string;
  code: string;
  type: string;
  state: string;
}

async function plan(): Promise<{ hash: string; items: Item[] }> {
  const answer = await hub.api.post(`${BASE}/plan`);
  expect(answer.status).toBe(200);
  return answer.body as unknown as { hash: string; items: Item[] };
}

const lacking = async () => (await plan()).items.filter(({ state }) => state !== 'present').map(({ code, kind }) => code || kind);
const made = async () => (await twin.ledger()).filter((line) => line.by === 'api' && line.changed).length;
const apply = (hash: string) => hub.api.post(`${BASE}/apply`, { hash, reason: 'Новая воронка' });
const undo = () => hub.api.post(`${BASE}/undo`, { reason: 'Передумали' });
const funnel = async () => (await getConnection(database.db, 'b24'))?.options['dealCategoryId'];

test('the plan lists what the shipped mappings need, and makes nothing', async () => {
  const { items } = await plan();
  const typeOf = (code: string) => items.find((item) => item.code === code)?.type;
  expect(typeOf('UF_CRM_UZEL_CLAIM')).toBe('string');
  expect(typeOf('UF_CRM_UZEL_PAID')).toBe('money');
  expect(typeOf('UF_CRM_UZEL_RATE')).toBe('string');
  expect(typeOf('UF_CRM_UZEL_TRIP_BEGIN')).toBe('date');
  expect(typeOf('UF_CRM_UZEL_PAYMENT')).toBe('enumeration');
  expect(items.find((item) => item.code === 'UF_CRM_UZEL_INN')?.of).toBe('company');
  expect(items.filter(({ kind }) => kind === 'stage').map(({ code }) => code)).toEqual(
    expect.arrayContaining(['NEW', 'CONFIRMED', 'PART_PAID', 'PAID', 'CANCEL_REQUEST', 'CHECK', 'WON', 'LOSE']),
  );
  expect(await made()).toBe(0);
});

test('a bare portal is made ready, and the connection takes over the new funnel', async () => {
  const { hash } = await plan();
  const answer = await apply(hash);
  expect([answer.status, pick(answer, 'failed')]).toEqual([200, null]);
  expect(await lacking()).toEqual([]);
  expect(await funnel()).toBeGreaterThan(0);
  const before = await made();
  expect(pick(await apply((await plan()).hash), 'made')).toEqual([]);
  expect(await made()).toBe(before);
});

test('the portal that the sandbox has needs nothing', async () => {
  await twin.reset();
  await hub.api.patch('/api/connections/b24', { options: { dealCategoryId: 7 } });
  expect(await lacking()).toEqual([]);
});

test('a plan that no longer holds is refused with what has changed, and nothing is made', async () => {
  const { hash } = await plan();
  await twin.act('add_field', { entity: 'deal', field: 'UF_CRM_UZEL_CLAIM', type: 'string' });
  const answer = await apply(hash);
  expect([answer.status, pick(answer, 'code')]).toEqual([409, 'PLAN_CHANGED']);
  expect(pick(answer, 'errors')).toEqual([{ path: 'field.deal.UF_CRM_UZEL_CLAIM', message: 'missing → present' }]);
  expect(await made()).toBe(0);
});

test('undo removes what the hub has made, in however many steps, and nothing else', async () => {
  await twin.act('add_field', { entity: 'deal', field: 'UF_CRM_UZEL_CLAIM', type: 'string' });
  const bare = await plan();
  await twin.faults({ operation: 'crm.category.add', kind: 'error', share: 1, code: 'ACCESS_DENIED' });
  expect(pick(await apply(bare.hash), 'failed.item.kind')).toBe('pipeline');
  await twin.faults();
  expect(pick(await apply((await plan()).hash), 'failed')).toBeNull();

  const undone = await undo();
  expect([undone.status, (pick(undone, 'removed') as unknown[]).length > 20]).toEqual([200, true]);
  expect(await plan()).toEqual(bare);
  expect(await funnel()).toBe(0);
  expect(pick(await undo(), 'removed')).toEqual([]);
});

test('the page for an administrator tells the plan in the language asked for', async () => {
  const page = await hub.api.get(`${BASE}/print?language=ru`);
  expect(page.headers.get('content-type')).toContain('text/markdown');
  expect(page.body).toContain('# Подготовка портала Битрикс24');
  expect(page.body).toContain('UF_CRM_UZEL_TOURISTS');
});

test('a paused connection is looked at and left as it is', async () => {
  const { hash } = await plan();
  await hub.api.post('/api/connections/b24/pause', { reason: 'Проверка' });
  expect(pick(await apply(hash), 'code')).toBe('CONNECTION_PAUSED');
  expect(await made()).toBe(0);
});
