import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectionBudgets } from '../../connectors/sdk/budgets.ts';
import { secretValues } from '../../connectors/sdk/secrets.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import type { WriteInput } from '../../domain/deals/ports.ts';
import { HubError, isHubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { startSandbox } from '../../sandbox/index.ts';
import type { Harness, WriteCase } from '../support/conformance-harness.ts';
import { type ConnectOverrides, connectedForTest, createMemoryTokens } from '../support/connected.ts';
import { createMemoryBudget } from '../support/memory-ports.ts';
import { type LedgerLine, type TwinControl, twinControl } from '../support/twin-control.ts';
import { hookCases, pullCases } from './conformance-inbound.ts';

const LIMIT_SCALE = 50;

/** The cases that every connector passes against its twin, over real HTTP. Effects are counted in the twin's ledger. */
export function describeConformance<Options, Client>(name: string, harness: Harness<Options, Client>): void {
  const { connector } = harness;
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  let twin: TwinControl;
  let options: unknown;
  const seen: string[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, limitScale: LIMIT_SCALE, scenario: 'off' });
    twin = twinControl(sandbox.url, harness.twin);
    const connection = await twin.connection();
    options = harness.configure?.(connection) ?? connection.options;
  });
  afterAll(() => sandbox.stop());
  beforeEach(async () => {
    await twin.reset();
    await harness.prepare(twin);
  });

  function connect(overrides: ConnectOverrides = {}): { client: Client; lines: object[] } {
    const connected = connectedForTest(connector, options, { limitScale: LIMIT_SCALE, ...overrides });
    return { client: connector.connect(connected), lines: connected.lines };
  }

  async function effects(write: WriteCase): Promise<LedgerLine[]> {
    return (await twin.ledger()).filter(
      (line) => line.by === 'api' && line.operation === (write.ledgerOperation ?? write.vendorOperation),
    );
  }

  async function failureOf(call: Promise<unknown>): Promise<HubError> {
    const error = await call.then(
      () => null,
      (caught: unknown) => caught,
    );
    if (!isHubError(error)) throw new Error(`expected a HubError, got ${error === null ? 'a result' : String(error)}`);
    seen.push([error.message, error.detail, error.stack, JSON.stringify(error.userMessage), String(error.cause)].join('\n'));
    return error;
  }

  describe(`${name} conforms`, () => {
    test('a probe tells what is available, with reasons, and writes nothing', async () => {
      const before = await twin.ledger();
      const capabilities = await connector.probe(connect().client);
      expect(capabilities.filter((capability) => capability.available).length).toBeGreaterThan(0);
      for (const { reason } of capabilities) expect(reason.ru && reason.en).toBeTruthy();
      expect(await twin.ledger()).toEqual(before);
    });

    test('a description names every field of an entity once', async () => {
      const schemas = await connector.describe(connect().client);
      expect(schemas.length).toBeGreaterThan(0);
      for (const { fields } of schemas) {
        const names = fields.map((field) => field.name);
        expect(names.length).toBeGreaterThan(0);
        expect(new Set(names).size).toBe(names.length);
      }
    });

    test.each(harness.failures)('a $call is $kind when the system $when', async ({ rule, call, kind }) => {
      const { client } = connect();
      const [write] = harness.writes;
      const input = call === 'write' && write ? await write.arrange(twin) : null;
      await twin.faults(rule);
      const attempt =
        write && input
          ? createWritePort(connector, client, LIMIT_SCALE).perform(write.operation, input, 'key-1')
          : harness.read(client, twin);
      const error = await failureOf(attempt);
      expect(error).toMatchObject({ kind });
      if (kind === 'rate_limited') expect(error.untilMs).toBeGreaterThan(Date.now() - 1_000);
    });

    test.each(harness.writes)(
      '$operation: a connection that drops after the write leaves one effect, and it is found',
      async (write) => {
        const { client } = connect();
        const port = createWritePort(connector, client, LIMIT_SCALE);
        const input = await write.arrange(twin);
        await twin.faults({ operation: write.vendorOperation, kind: 'commit_then_drop', share: 1 });
        expect((await failureOf(port.perform(write.operation, input, 'key-1'))).kind).toBe('unknown_outcome');
        await twin.faults();
        await settle(port, write, input);
        expect((await effects(write)).filter((line) => line.changed)).toHaveLength(1);
      },
    );

    test.each(harness.writes)(
      '$operation: a connection that drops before the write leaves no effect, and a repeat makes one',
      async (write) => {
        const { client } = connect();
        const port = createWritePort(connector, client, LIMIT_SCALE);
        const input = await write.arrange(twin);
        await twin.faults({ operation: write.vendorOperation, kind: 'drop', share: 1 });
        const told = await failureOf(port.perform(write.operation, input, 'key-1'));
        expect(told.kind).toBe(write.droppedBefore ?? 'unknown_outcome');
        await twin.faults();
        expect(await effects(write)).toHaveLength(0);
        if (port.retry(write.operation) !== 'safe') expect(await port.find(write.operation, input, 'key-1')).toBeNull();
        await port.perform(write.operation, input, 'key-1');
        expect((await effects(write)).filter((line) => line.changed)).toHaveLength(1);
        if (!write.trace) expect(await port.find(write.operation, input, 'key-1')).not.toBeNull();
      },
    );

    test.each(harness.writes.slice(0, 1))(
      '$operation: a write that lands after its caller gave up is found once settled',
      async (write) => {
        const { client } = connect();
        const port = createWritePort(connector, client, LIMIT_SCALE);
        const input = await write.arrange(twin);
        const lateMs = port.deadlineMs(write.operation) + 300;
        await twin.faults({ operation: write.vendorOperation, kind: 'delay', share: 1, ms: lateMs });
        const startedAt = Date.now();
        expect((await failureOf(port.perform(write.operation, input, 'key-1'))).kind).toBe('unknown_outcome');
        expect(Date.now() - startedAt).toBeLessThan(lateMs);
        await twin.faults();
        await sleep(startedAt + lateMs + 500 - Date.now());
        await settle(port, write, input);
        expect((await effects(write)).filter((line) => line.changed)).toHaveLength(1);
      },
      30_000,
    );

    for (const { operation, trace } of harness.writes)
      if (trace) test.skip(`${operation}: its trace is found (skipped: ${trace.skip})`);

    test('two processes together keep to the rate limit', async () => {
      const rate = 20;
      const clock = { now: () => Date.now() };
      const budgets = connectionBudgets(connector, connector.options.parse(options), 1).map((budget) => ({
        ...budget,
        rate,
        burst: 1,
      }));
      const budget = createMemoryBudget(budgets, clock);
      const clients = [connect({ budget }), connect({ budget })];
      for (const { client } of clients) await harness.read(client, twin);
      const callsBefore = clients.reduce((sum, { lines }) => sum + lines.length, 0);
      const startedAt = Date.now();
      await Promise.all([1, 2, 3, 4, 5].flatMap(() => clients.map(({ client }) => harness.read(client, twin))));
      const calls = clients.reduce((sum, { lines }) => sum + lines.length, 0) - callsBefore;
      expect(calls).toBeGreaterThanOrEqual(10);
      expect(Date.now() - startedAt).toBeGreaterThanOrEqual(((calls - 1) * 1_000) / rate - 50);
    });

    const { sizeLimit } = harness;
    if (sizeLimit) test.skip(`an answer over the size limit is refused (skipped: ${sizeLimit.skip})`);
    else
      test('an answer over the size limit is refused', async () => {
        const { client } = connect({ spec: { maxBytes: 10 } });
        expect((await failureOf(harness.read(client, twin))).code).toBe('HTTP_ANSWER_TOO_LARGE');
      });

    test('a private address without a grant is never dialled', async () => {
      const { client } = connect({ egress: { allow: [] } });
      expect((await failureOf(harness.read(client, twin))).code).toBe('EGRESS_REFUSED');
    });

    test('secrets and credentials stay out of errors and logs', async () => {
      const { client, lines } = connect();
      await harness.read(client, twin);
      for (const { rule } of harness.failures) {
        await twin.faults(rule);
        await harness.read(client, twin).catch((error: unknown) => seen.push(describeError(error)));
      }
      const secrets = secretValues(connector, connector.options.parse(options) as { [field: string]: Json });
      const told = seen.join('\n') + JSON.stringify(lines);
      for (const secret of secrets) expect(told).not.toContain(secret);
    });

    if ('skip' in harness.pull) test.skip(`pull (skipped: ${harness.pull.skip})`);
    else
      pullCases(
        connector,
        harness.pull,
        () => connect().client,
        () => twin,
      );

    if ('skip' in harness.hook) test.skip(`hook: signature, redelivery, malformed body (skipped: ${harness.hook.skip})`);
    else hookCases(connector, harness.hook);

    const { longIds } = harness;
    if ('skip' in longIds) test.skip(`64-bit ids (skipped: ${longIds.skip})`);
    else
      test('64-bit ids are kept to the last digit', async () => {
        const { held, read } = await longIds(connect().client, twin);
        expect(held.some((id) => BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER))).toBe(true);
        expect(read).toEqual(held);
      });

    const { tokens } = harness;
    if ('skip' in tokens) test.skip(`token refresh under concurrency (skipped: ${tokens.skip})`);
    else
      test('an expired token is refreshed once by two processes under concurrency', async () => {
        const store = createMemoryTokens(await tokens.initial(twin));
        const before = await tokens.refreshes(twin);
        await tokens.expire(twin);
        const clients = [connect({ tokens: store }), connect({ tokens: store })];
        await Promise.all([1, 2, 3, 4].flatMap(() => clients.map(({ client }) => tokens.read(client))));
        expect((await tokens.refreshes(twin)) - before).toBe(1);
      });
  });

  /** What the ledger does with an unknown outcome: find what can be found, repeat what may be repeated. */
  async function settle(port: ReturnType<typeof createWritePort>, write: WriteCase, input: WriteInput): Promise<void> {
    const retry = port.retry(write.operation);
    if (retry === 'manual') return;
    if (retry === 'findable') expect(await port.find(write.operation, input, 'key-1')).not.toBeNull();
    else await port.perform(write.operation, input, 'key-1');
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, error instanceof HubError ? error.detail : ''].join('\n');
}
