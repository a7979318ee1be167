import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectionBudgets } from '../../connectors/sdk/budgets.ts';
import type { Connector, InboundEvent, RawRequest, TokenPair } from '../../connectors/sdk/contract.ts';
import { secretValues } from '../../connectors/sdk/secrets.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import type { WriteInput } from '../../domain/deals/ports.ts';
import { HubError, isHubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { type ConnectOverrides, connectedForTest, createMemoryTokens } from '../support/connected.ts';
import { createMemoryBudget } from '../support/memory-ports.ts';
import { type ExpectedFailure, type LedgerLine, type TwinControl, twinControl } from '../support/twin-control.ts';

/** A case that a system has no use for says why; the reason is printed. */
export interface Skip {
  skip: string;
}

export interface WriteCase {
  operation: string;
  /** Vendor operation that carries the effect, as fault rules and the ledger name it. */
  vendorOperation: string;
  /** Makes what is written to, and the write. */
  arrange(twin: TwinControl): Promise<WriteInput>;
}

export interface PullCase {
  name: string;
  /** Ids that one full scan must bring, whatever else it brings. */
  expected(twin: TwinControl): Promise<string[]>;
  /** Somebody changes one record there; its id. */
  change(twin: TwinControl): Promise<string>;
}

export interface HookCase<Options> {
  /** The options under which the requests below are judged. */
  options: Options;
  /** The same options with an empty secret. */
  withoutSecret: Options;
  valid: RawRequest;
  wrongSignature: RawRequest;
  noSignature: RawRequest;
  /** Signed, but not to be read. */
  malformed: RawRequest;
}

export interface TokenCase<Client> {
  /** A pair that the twin gave; `expire` makes the twin refuse its access token. */
  initial(twin: TwinControl): Promise<TokenPair>;
  expire(twin: TwinControl): Promise<void>;
  refreshes(twin: TwinControl): Promise<number>;
  read(client: Client): Promise<unknown>;
}

export interface Harness<Options, Client> {
  /** Name of the twin in the sandbox. */
  twin: string;
  connector: Connector<Options, Client>;
  /** Fills the twin before each case. */
  prepare(twin: TwinControl): Promise<void>;
  /** One call that changes nothing. */
  read(client: Client, twin: TwinControl): Promise<unknown>;
  failures: ExpectedFailure[];
  writes: WriteCase[];
  pull: PullCase | Skip;
  hook: HookCase<Options> | Skip;
  /** Ids beyond 2^53 that the twin holds, and the same ids as the client reads them. */
  longIds: ((client: Client, twin: TwinControl) => Promise<{ held: string[]; read: string[] }>) | Skip;
  tokens: TokenCase<Client> | Skip;
}

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
    options = (await twin.connection()).options;
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
    return (await twin.ledger()).filter((line) => line.by === 'api' && line.operation === write.vendorOperation);
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
        expect((await failureOf(port.perform(write.operation, input, 'key-1'))).kind).toBe('unknown_outcome');
        await twin.faults();
        expect(await effects(write)).toHaveLength(0);
        if (port.retry(write.operation) !== 'safe') expect(await port.find(write.operation, input, 'key-1')).toBeNull();
        await port.perform(write.operation, input, 'key-1');
        expect((await effects(write)).filter((line) => line.changed)).toHaveLength(1);
        expect(await port.find(write.operation, input, 'key-1')).not.toBeNull();
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

    test('two processes together keep to the rate limit', async () => {
      const rate = 20;
      const clock = { now: () => Date.now() };
      const budgets = connectionBudgets(connector, 'test', connector.options.parse(options), 1).map((budget) => ({
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

    pullCases(harness.pull);
    hookCases(harness.hook);

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

  function pullCases(pull: PullCase | Skip): void {
    if ('skip' in pull) {
      test.skip(`pull (skipped: ${pull.skip})`);
      return;
    }
    const step = connector.pulls[pull.name];
    if (!step) throw new Error(`${connector.system} has no pull ${pull.name}`);

    async function scan(client: Client, from: Json | null, twice = false): Promise<{ events: InboundEvent[]; cursor: Json }> {
      const events: InboundEvent[] = [];
      let cursor = from;
      for (let steps = 0; steps < 500; steps++) {
        if (twice) await step?.(client, copy(cursor));
        const result = await step?.(client, copy(cursor));
        if (!result) break;
        events.push(...result.events);
        cursor = result.cursor;
        if (result.complete) return { events, cursor };
      }
      throw new Error('the pull never completed');
    }

    test('a pull brings every record, also when each page is read twice from its stored cursor', async () => {
      const { client } = connect();
      const expected = await pull.expected(twin);
      const once = await scan(client, null);
      const again = await scan(client, null, true);
      expect(idsOf(once.events)).toEqual(expect.arrayContaining(expected));
      expect(fingerprintsOf(again.events)).toEqual(fingerprintsOf(once.events));
    });

    test('a pull that failed in the middle goes on from its cursor', async () => {
      const { client } = connect();
      const expected = await pull.expected(twin);
      const events: InboundEvent[] = [];
      let cursor: Json | null = null;
      await twin.faults({ operation: '*', kind: 'error', share: 0.4 });
      for (let steps = 0; steps < 500; steps++) {
        const result: Awaited<ReturnType<typeof step>> | null = await step(client, copy(cursor)).catch((error: unknown) => {
          if (isHubError(error)) return null;
          throw error;
        });
        if (!result) continue;
        events.push(...result.events);
        cursor = result.cursor;
        if (result.complete) break;
      }
      await twin.faults();
      expect(idsOf(events)).toEqual(expect.arrayContaining(expected));
    });

    test('a changed record is told again, under another fingerprint if it has one', async () => {
      const { client } = connect();
      const first = await scan(client, null);
      const id = await pull.change(twin);
      const second = await scan(client, first.cursor);
      const told = second.events.find((event) => event.id === id);
      expect(told).toBeDefined();
      const before = fingerprintsOf(first.events).get(id);
      if (before !== undefined) expect(fingerprintsOf(second.events).get(id)).not.toBe(before);
    });
  }

  function hookCases(hook: HookCase<Options> | Skip): void {
    if ('skip' in hook) {
      test.skip(`hook: signature, redelivery, malformed body (skipped: ${hook.skip})`);
      return;
    }
    const door = connector.hook;
    if (!door) throw new Error(`${connector.system} has no hook`);

    test('a hook lets in its sender alone', () => {
      expect(door.verify(hook.valid, hook.options)).toBe(true);
      expect(door.verify(hook.wrongSignature, hook.options)).toBe(false);
      expect(door.verify(hook.noSignature, hook.options)).toBe(false);
    });
    test('a hook without a secret refuses everybody', () => {
      expect(door.verify(hook.valid, hook.withoutSecret)).toBe(false);
      expect(door.verify(hook.noSignature, hook.withoutSecret)).toBe(false);
    });
    test('a redelivered body is read as the same events', () => {
      expect(door.parse(hook.valid).length).toBeGreaterThan(0);
      expect(door.parse(hook.valid)).toEqual(door.parse(hook.valid));
    });
    test('a body that cannot be read is a validation error', () => {
      expect(() => door.parse(hook.malformed)).toThrow(expect.objectContaining({ kind: 'validation' }));
    });
  }
}

function idsOf(events: readonly InboundEvent[]): string[] {
  return [...new Set(events.map((event) => event.id))];
}

function fingerprintsOf(events: readonly InboundEvent[]): Map<string, string | undefined> {
  return new Map(events.map((event) => [event.id, event.kind === 'hint' ? event.fingerprint : event.key]));
}

/** Cursors travel through the store. */
function copy(cursor: Json | null): Json | null {
  return JSON.parse(JSON.stringify(cursor)) as Json | null;
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, error instanceof HubError ? error.detail : ''].join('\n');
}
