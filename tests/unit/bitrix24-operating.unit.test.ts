import { describe, expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { createOperatingBudget } from '../../connectors/bitrix24/operating.ts';
import { createPace } from '../../connectors/bitrix24/pace.ts';
import { bitrix24Options, connected } from '../support/bitrix24.ts';
import { ok, refusal, scriptedPortal } from '../support/bitrix24-script.ts';
import { createMemoryPressure } from '../support/memory-ports.ts';

const START = 1_700_000_000_000;
const METHOD = 'crm.item.update';

function process(shared = createMemoryPressure({ now: () => START }), clock = { now: () => START }) {
  return { shared, budget: createOperatingBudget({ options: bitrix24Options(), pressure: shared, clock, limitScale: 1 }) };
}
const time = (operating: number, inSeconds = 300) => ({
  operating,
  operating_reset_at: START / 1_000 + inSeconds,
  date_start: undefined,
});

describe('running time of a method', () => {
  test('below four fifths of the limit lets everything through', async () => {
    const { budget } = process();
    budget.feed(METHOD, time(380));
    await Promise.all(Array.from({ length: 20 }, () => budget.admit(METHOD)));
  });

  test('above four fifths spaces calls out by a hundredth of what is left until the reset', async () => {
    const { budget } = process();
    budget.feed(METHOD, time(400));
    await budget.admit(METHOD);
    await expect(budget.admit(METHOD)).rejects.toMatchObject({ kind: 'rate_limited', untilMs: START + 3_000 });
  });

  test('near the limit stops the method until its reset, and no other', async () => {
    const { budget } = process();
    budget.feed(METHOD, time(460));
    await expect(budget.admit(METHOD)).rejects.toMatchObject({ code: 'B24_OPERATION_TIME_NEAR', untilMs: START + 300_000 });
    await budget.admit('crm.item.list');
  });

  test('that one process has spent holds the others back, and a process that starts afresh', async () => {
    const first = process();
    first.budget.feed(METHOD, time(470));
    const second = process(first.shared);
    await expect(second.budget.admit(METHOD)).rejects.toMatchObject({ kind: 'rate_limited' });
  });

  test('of another credential is its own', async () => {
    const first = process();
    first.budget.feed(METHOD, time(470));
    const clock = { now: () => START };
    const options = bitrix24Options({ webhookSecret: 'another-secret' });
    const other = createOperatingBudget({ options, pressure: first.shared, clock, limitScale: 1 });
    await other.admit(METHOD);
    expect([...first.shared.told.keys()].join()).not.toContain(bitrix24Options().webhookSecret);
  });

  test('is forgotten at the reset', async () => {
    let now = START;
    const { budget } = process(undefined, { now: () => now });
    budget.feed(METHOD, time(470, 60));
    now += 60_000;
    await budget.admit(METHOD);
  });

  test('of a small share is not written at all', () => {
    const { budget, shared } = process();
    for (let i = 0; i < 100; i++) budget.feed(METHOD, time(i));
    expect(shared.told.size).toBe(0);
  });

  test('is tracked for the commands of a batch and for the batch itself', async () => {
    const resetAt = Math.ceil(Date.now() / 1_000) + 300;
    const figures = { operating: 470, operating_reset_at: resetAt };
    const shared = createMemoryPressure({ now: () => Date.now() });
    const portal = await scriptedPortal({ 'crm.item.productrow.list': () => ok({ productRows: [] }, { time: figures }) });
    const options = bitrix24Options({ portal: portal.url, privateNetworks: ['127.0.0.0/8'] });
    const client = bitrix24.connect(connected(options, {}, undefined, { pressure: shared }));
    await Promise.all([client.getProductRows('1'), client.getProductRows('2')]);
    await expect(client.getProductRows('3')).rejects.toMatchObject({ kind: 'rate_limited', untilMs: resetAt * 1_000 });
  });

  test('that a batch reports as spent closes that method alone', async () => {
    const portal = await scriptedPortal({
      'crm.item.productrow.list': () => refusal(200, 'OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.'),
      'crm.duplicate.findbycomm': () => ok([]),
    });
    const options = bitrix24Options({ portal: portal.url, privateNetworks: ['127.0.0.0/8'] });
    const client = bitrix24.connect(connected(options));
    const mail = () => client.findByCommunication('contact', { email: 'a@example.com' });
    const results = await Promise.allSettled([client.getProductRows('1'), mail()]);
    expect(results).toMatchObject([{ reason: { kind: 'rate_limited' } }, { value: [] }]);
    await expect(client.getProductRows('1')).rejects.toMatchObject({ kind: 'rate_limited' });
    await mail();
    expect(portal.calls.filter((call) => call === 'crm.item.productrow.list')).toHaveLength(1);
  });
});

describe('the pace', () => {
  const paceOf = (now: () => number, pressure = createMemoryPressure({ now })) => {
    return createPace({ pressure, clock: { now }, scope: 'b24:tour', rate: 2 });
  };

  test('is full until the portal refuses five times within a minute', async () => {
    let now = START;
    const pace = paceOf(() => now);
    for (let i = 0; i < 4; i++) pace.refused();
    now += 61_000;
    pace.refused();
    expect(await pace.cost()).toBe(1);
    for (let i = 0; i < 4; i++) pace.refused();
    expect(await pace.cost()).toBeCloseTo(1.25);
  });

  test('falls by a fifth each time, to half a request a second at the least', async () => {
    const pace = paceOf(() => START);
    for (let i = 0; i < 50; i++) pace.refused();
    expect(2 / (await pace.cost())).toBeCloseTo(0.5);
  });

  test('comes back by a tenth with every twenty good answers', async () => {
    let now = START;
    const pace = paceOf(() => now);
    for (let i = 0; i < 5; i++) pace.refused();
    await pace.cost();
    now += 1_000;
    for (let i = 0; i < 20; i++) pace.served();
    expect(1 / (await pace.cost())).toBeCloseTo(0.9);
    now += 1_000;
    for (let i = 0; i < 20; i++) pace.served();
    expect(await pace.cost()).toBe(1);
  });

  test('is one for all processes', async () => {
    const shared = createMemoryPressure({ now: () => START });
    const [first, second] = [paceOf(() => START, shared), paceOf(() => START, shared)];
    for (let i = 0; i < 5; i++) first.refused();
    expect(await second.cost()).toBeCloseTo(1.25);
  });

  test('is what every request costs', async () => {
    const charges: number[] = [];
    const budget = { acquire: async (list: readonly { cost: number }[]) => void charges.push(...list.map(({ cost }) => cost)) };
    const portal = await scriptedPortal({
      'crm.item.productrow.list': (_params, call) => (call <= 5 ? refusal(503, 'QUERY_LIMIT_EXCEEDED') : ok({ productRows: [] })),
    });
    const options = bitrix24Options({ portal: portal.url, privateNetworks: ['127.0.0.0/8'] });
    const client = bitrix24.connect(connected(options, { budget }));
    const waits: number[] = [];
    for (let i = 0; i < 5; i++) {
      const error = await client.getProductRows('1').catch((caught) => caught);
      waits.push(error.untilMs - Date.now());
    }
    await client.getProductRows('1');
    expect(charges).toEqual([1, 1, 1, 1, 1, 1.25]);
    expect(waits.every((wait, at) => at === 0 || wait > (waits[at - 1] ?? 0))).toBe(true);
  });
});
