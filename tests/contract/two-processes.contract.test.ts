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
import type { Lane } from '../../connectors/sdk/contract.ts';
import type { AnyConnector } from '../../connectors/sdk/registry.ts';
import { splitSecrets } from '../../connectors/sdk/secrets.ts';
import type { Json } from '../../domain/json.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { saveConnection } from '../../store/connections.ts';
import { createVault } from '../../store/keys.ts';
import { createKeyring } from '../../vault/keyring.ts';
import { guard } from '../support/guard.ts';
import { startHubDatabase } from '../support/hub-database.ts';
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
async function caller(connection: string, lane: Lane): Promise<{ go(): Promise<Outcome> }> {
  const task = {
    databaseUrl: database.url,
    masterKey: masterKey.toString('base64'),
    connection,
    lane,
    requests: REQUESTS,
    together: TOGETHER,
    limitScale: LIMIT_SCALE,
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

/** Lets all processes call at once; returns the rate that they reached together after the burst, and the rate that is allowed. */
async function rush(
  connector: AnyConnector,
  twin: TwinControl,
  lanes: readonly Lane[],
  more: { [option: string]: Json } = {},
): Promise<{ rate: number; allowed: number; errors: string[]; endedAt: number[] }> {
  const { system, options } = await twin.connection();
  const parsed = connector.options.parse({ ...(options as object), privateNetworks: ['127.0.0.0/8'], ...more });
  const { open, secret } = splitSecrets(connector, parsed as { [option: string]: Json });
  const vault = createVault(createKeyring(masterKey));
  const secrets = secret as { [name: string]: string };
  await saveConnection(database.db, vault, { id: system, system, title: system, open, secret: secrets });
  const [budget] = connectionBudgets(connector, parsed, LIMIT_SCALE);
  if (!budget) throw new Error(`${system} declares no budget`);

  const callers = await Promise.all(lanes.map((lane) => caller(system, lane)));
  const outcomes = await Promise.all(callers.map(({ go }) => go()));
  const startedAt = Math.min(...outcomes.map((outcome) => outcome.startedAt));
  const endedAt = Math.max(...outcomes.map((outcome) => outcome.endedAt));
  const rate = ((lanes.length * REQUESTS - budget.burst) * 1_000) / (endedAt - startedAt);
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
    const { rate, allowed, errors } = await rush(samo, twin, BOTH, { requestsPerSecond: 2 });
    expect(errors).toEqual([]);
    const seconds = (await twin.state<{ calls: number }>('calls')).map(({ calls }) => calls);
    expect(seconds.reduce((sum, calls) => sum + calls, 0)).toBe(BOTH.length * REQUESTS);
    // A call that left at the end of one second may arrive at the beginning of the next.
    expect(Math.max(...seconds)).toBeLessThanOrEqual(allowed + 2);
    expect(rate).toBeGreaterThanOrEqual(allowed * 0.95);
  });
});
