import { expect, test } from 'vitest';
import { z } from 'zod';
import { connectionBudgets } from '../../connectors/sdk/budgets.ts';
import { defineConnector } from '../../connectors/sdk/contract.ts';
import { classify, type FailureRow, retryAfterMs } from '../../connectors/sdk/failure.ts';
import { createRegistry } from '../../connectors/sdk/registry.ts';
import { createWritePort, scaledTimeoutMs } from '../../connectors/sdk/writes.ts';

const outcome = { revision: null, readBack: null };
const connector = defineConnector({
  system: 'demo',
  title: { ru: 'Проба', en: 'Demo' },
  options: z.object({ rate: z.number() }),
  connect: () => ({ sent: [] as string[] }),
  probe: async () => [],
  describe: async () => [],
  budgets: (options) => [{ scope: 'demo', rate: options.rate, burst: 3 }],
  pulls: {},
  writes: {
    'note.add': {
      retry: 'findable',
      settleMs: 60_000,
      timeoutMs: 30_000,
      perform: async (client, input, key) => {
        client.sent.push(`${input.mark}/${key}`);
        return outcome;
      },
      find: async (client) => (client.sent.length > 0 ? outcome : null),
    },
  },
});

test('the write port performs on the client it was made for', async () => {
  const client = { sent: [] };
  const port = createWritePort(connector, client, 1);
  const input = { entity: 'note', mark: 'link', fields: {} };
  expect(await port.find('note.add', input, 'k')).toBeNull();
  await port.perform('note.add', input, 'k');
  expect(client.sent).toEqual(['link/k']);
  expect(await port.find('note.add', input, 'k')).toEqual(outcome);
  expect(port.retry('note.add')).toBe('findable');
});

test('settle times shrink with the limit scale, time-outs at most tenfold', () => {
  const port = createWritePort(connector, { sent: [] }, 50);
  expect(port.settleMs('note.add')).toBe(1_200);
  expect(port.deadlineMs('note.add')).toBe(3_000);
  expect(scaledTimeoutMs(30_000, 1)).toBe(30_000);
});

test.each(['note.remove', 'constructor'])('the write "%s" is a bug of ours', (operation) => {
  expect(() => createWritePort(connector, { sent: [] }, 1).retry(operation)).toThrow(/WRITE_UNKNOWN_OPERATION/);
});

test('budgets keep their global name, so that two connections to one installation share them, and are sped up by the scale', () => {
  expect(connectionBudgets(connector, { rate: 2 }, 50)).toEqual([{ scope: 'demo', rate: 100, burst: 3 }]);
});

test('a system is registered once', () => {
  expect(createRegistry([connector])['demo']?.title.en).toBe('Demo');
  expect(() => createRegistry([connector, connector])).toThrow(/demo/);
});

const table: FailureRow[] = [
  { code: ['LIMIT', 'TOO_MANY'], kind: 'rate_limited', message: { ru: 'л', en: 'l' } },
  {
    status: [500, 503],
    text: /maintenance/i,
    kind: { read: 'transient', write: 'unknown_outcome' },
    message: { ru: 'о', en: 'm' },
    as: 'DEMO_DOWN',
  },
  { status: 401, kind: 'auth', message: { ru: 'в', en: 'a' } },
];
const failure = { operation: 'note.add', readOnly: true, status: 200, code: null, text: '' };

test.each([
  [
    { ...failure, code: 'LIMIT', untilMs: 5 },
    { kind: 'rate_limited', code: 'DEMO_LIMIT', untilMs: 5 },
  ],
  [
    { ...failure, status: 503, text: 'Maintenance' },
    { kind: 'transient', code: 'DEMO_DOWN' },
  ],
  [{ ...failure, status: 503, text: 'Maintenance', readOnly: false }, { kind: 'unknown_outcome' }],
  [
    { ...failure, status: 503 },
    { kind: 'transient', code: 'DEMO_HTTP_503' },
  ],
  [
    { ...failure, status: 401, readOnly: false },
    { kind: 'auth', code: 'DEMO_HTTP_401' },
  ],
  [
    { ...failure, code: 'new thing', readOnly: false },
    { kind: 'unknown_outcome', code: 'DEMO_NEW_THING' },
  ],
])('a failure becomes the error of its first matching row (%#)', (given, expected) => {
  expect(classify('DEMO', table, given)).toMatchObject(expected);
});

test('Retry-After is read in seconds and as a date', () => {
  expect(retryAfterMs('7', 1_000)).toBe(8_000);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 0)).toBe(10_000);
  expect(retryAfterMs('soon', 0)).toBeUndefined();
  expect(retryAfterMs(undefined, 0)).toBeUndefined();
});
