import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { samo } from '../../connectors/samo/index.ts';
import { connectionBudgets } from '../../connectors/sdk/budgets.ts';
import type { Budget, Lane } from '../../connectors/sdk/contract.ts';
import type { AnyConnector } from '../../connectors/sdk/registry.ts';
import { splitSecrets } from '../../connectors/sdk/secrets.ts';
import type { Json } from '../../domain/json.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { saveConnection } from '../../store/connections.ts';
import { createVault } from '../../store/keys.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { guard } from '../support/guard.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { allTransports } from '../support/samo-options.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

/** Vendor limits run faster by this, on hub and twins together: 20 requests a second at the portal. */
const LIMIT_SCALE = 10;
const BOTH: readonly Lane[] = ['sync', 'sync'];
const REQUESTS = 200;
/** Calls of one process under way at a time. */
const TOGETHER = 8;

const script = fileURLToPath(new URL('../support/budget-caller.mjs', import.meta.url));
const masterKey = randomBytes(32);

interface Outcome {
  startedAt: number;
  endedAt: number;
  errors: string[];
  /** Milliseconds of each call, waiting included. */
  took: number[];
}

interface Task {
  lane: Lane;
  requests?: number;
  together?: number;
  /** Payments instead of reads. */
  pays?: boolean;
}

let sandbox: Sandbox;
let database: Awaited<ReturnType<typeof startHubDatabase>>;

beforeAll(async () => {
  if (!existsSync(join(projectRoot(), 'dist/runtime/connected.js')))
    throw new Error('tests of running processes need the build: npm run build');
  [sandbox, database] = await Promise.all([
    startSandbox({ port: 0, limitScale: LIMIT_SCALE, scenario: 'off' }),
    startHubDatabase(),
  ]);
}, 60_000);
afterAll(() => Promise.all([sandbox.stop(), database.stop()]));

/** One more process of the hub, ready to call; `go` lets it. */
async function caller(connection: string, wanted: Task): Promise<{ go(): Promise<Outcome> }> {
  const task = {
    databaseUrl: database.url,
    masterKey: masterKey.toString('base64'),
    connection,
    requests: REQUESTS,
    together: TOGETHER,
    limitScale: LIMIT_SCALE,
    ...wanted,
  };
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { pid } = child;
  if (pid !== undefined) guard.add(pid);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async () => {
    const line = await lines.next();
    if (line.done) throw new Error('a calling process ended before it was done');
    return line.value;
  };
  expect(await said()).toBe('ready');
  return {
    async go() {
      child.stdin.write('go\n');
      const outcome = JSON.parse(await said()) as Outcome;
      await exited;
      if (pid !== undefined) guard.remove(pid);
      return outcome;
    },
  };
}

/** Stores the twin as a connection, as an administrator would. Returns its budget, the first where it has several. */
async function connect(connector: AnyConnector, options: object): Promise<Budget> {
  const parsed = connector.options.parse({ ...options, privateNetworks: ['127.0.0.0/8'] });
  const { open, secret } = splitSecrets(connector, parsed as { [option: string]: Json });
  const vault = createVault(createKeyring(masterKey));
  const secrets = secret as { [name: string]: string };
  const { system } = connector;
  await saveConnection(database.db, vault, { id: system, system, title: system, open, secret: secrets });
  const [budget] = connectionBudgets(connector, parsed, LIMIT_SCALE);
  if (!budget) throw new Error(`${system} declares no budget`);
  return budget;
}

/** Lets all processes call at once; returns the rate that they reached together after the burst, and the rate that is allowed. */
async function rush(
  connector: AnyConnector,
  twin: TwinControl,
  lanes: readonly Lane[],
  more: { [option: string]: Json } = {},
  { requests, together } = { requests: REQUESTS, together: TOGETHER },
): Promise<{ rate: number; allowed: number; errors: string[]; endedAt: number[] }> {
  const { system, options } = await twin.connection();
  const budget = await connect(connector, { ...(options as object), ...more });
  const callers = await Promise.all(lanes.map((lane) => caller(system, { lane, requests, together })));
  const outcomes = await Promise.all(callers.map(({ go }) => go()));
  const startedAt = Math.min(...outcomes.map((outcome) => outcome.startedAt));
  const endedAt = Math.max(...outcomes.map((outcome) => outcome.endedAt));
  const rate = ((lanes.length * requests - budget.burst) * 1_000) / (endedAt - startedAt);
  const share = ((rate / budget.rate) * 100).toFixed(1);
  process.stdout.write(
    `${system}, ${lanes.join(' and ')}: ${rate.toFixed(1)} of ${budget.rate} requests a second after the burst, ${share} %\n`,
  );
  return {
    rate,
    allowed: budget.rate,
    errors: outcomes.flatMap(({ errors }) => errors),
    endedAt: outcomes.map((one) => one.endedAt),
  };
}

describe('two processes never exceed the budget and use it', () => {
  test('of a portal: no request is one too many, and 95 % of the allowed rate is reached', { timeout: 60_000 }, async () => {
    const twin = twinControl(sandbox.url, 'bitrix24');
    const { rate, allowed, errors } = await rush(bitrix24, twin, BOTH);
    expect(errors).toEqual([]);
    expect(await twin.state('violations')).toEqual([]);
    expect(await twin.state('requests')).toMatchObject([{ requests: BOTH.length * REQUESTS, refused: 0 }]);
    expect(rate).toBeGreaterThanOrEqual(allowed * 0.95);
  });

  test('of a portal with bulk work: none is one too many, and what people wait for comes first', {
    timeout: 60_000,
  }, async () => {
    const twin = twinControl(sandbox.url, 'bitrix24');
    await twin.reset();
    const { errors, endedAt } = await rush(bitrix24, twin, ['bulk', 'sync']);
    expect(errors).toEqual([]);
    expect(await twin.state('violations')).toEqual([]);
    const [bulk = 0, sync = 0] = endedAt;
    expect(sync).toBeLessThan(bulk);
  });

  test('of a booking system: no second has more calls than are allowed, and 95 % of them are made', {
    timeout: 60_000,
  }, async () => {
    const twin = twinControl(sandbox.url, 'samo');
    // One call at a time: slower, so that the length of a call on a busy machine is not what limits the rate.
    const reading = { requests: 100, together: 4 };
    const { rate, allowed, errors } = await rush(samo, twin, BOTH, { requestsPerSecond: 0.75 }, reading);
    expect(errors).toEqual([]);
    const seconds = (await twin.state<{ calls: number }>('calls')).map(({ calls }) => calls);
    expect(seconds.reduce((sum, calls) => sum + calls, 0)).toBe(BOTH.length * reading.requests);
    // A call that left at the end of one second may arrive at the beginning of the next.
    expect(Math.max(...seconds)).toBeLessThanOrEqual(allowed + 2);
    expect(rate).toBeGreaterThanOrEqual(allowed * 0.95);
  });
});

describe('two processes make one call at a time to a booking system', () => {
  /** A read is slow, a payment is not. */
  const READ_MS = 40;

  test('whatever lanes they come from, and a payment goes before all reads that wait', { timeout: 60_000 }, async () => {
    const twin = twinControl(sandbox.url, 'samo');
    await twin.reset();
    await connect(samo, { ...allTransports(await twin.connection()), requestsPerSecond: 20 });
    await twin.faults({ operation: 'GET_CLAIM_LIST', kind: 'delay', share: 1, ms: READ_MS });
    const reading = { requests: 30, together: 3 };
    const callers = await Promise.all([
      caller('samo', { lane: 'sync', ...reading }),
      caller('samo', { lane: 'bulk', ...reading }),
      caller('samo', { lane: 'bulk', requests: 10, together: 1, pays: true }),
    ]);
    const [sync, bulk, paying] = await Promise.all(callers.map(({ go }) => go()));
    await twin.faults();

    expect([...(sync?.errors ?? ['?']), ...(bulk?.errors ?? ['?'])]).toEqual([]);
    const seconds = await twin.state<{ together: number; operations: { [name: string]: number } }>('calls');
    expect(Math.max(...seconds.map(({ together }) => together))).toBe(1);
    const made = (operation: string) => seconds.reduce((sum, { operations }) => sum + (operations[operation] ?? 0), 0);
    expect([made('GET_CLAIM_LIST'), made('payReservation')]).toEqual([60, 10]);
    // At worst a payment waits for the read that is under way, and a read for all others.
    const slowest = Math.max(...(paying?.took ?? [Number.POSITIVE_INFINITY]));
    const reads = [...(sync?.took ?? []), ...(bulk?.took ?? [])].toSorted((a, b) => a - b);
    const usual = reads[Math.floor(reads.length / 2)] ?? 0;
    process.stdout.write(`samo, one call at a time: slowest payment ${slowest} ms, usual read ${usual} ms\n`);
    expect(slowest).toBeLessThan(usual);
  });
});
