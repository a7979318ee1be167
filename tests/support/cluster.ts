import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { type Api, createApi } from '../../cli/api.ts';
import { freePort } from '../../runtime/provision/port.ts';
import { dropDatabase, makeDatabase } from './cluster-database.ts';
import { type RunningProcess, startNode } from './cluster-process.ts';
import { awaitQuiet, type QuietOptions } from './cluster-quiet.ts';
import type { ServerAddresses } from './cluster-servers.ts';
import { type TwinControl, twinControl } from './twin-control.ts';

export interface ClusterOptions {
  /** Letters and dashes; database and namespace carry it. */
  name: string;
  /** 1 unless said otherwise; 0 leaves starting them to the test. */
  workers?: number;
  limitScale?: number;
  /** A namespace of its own unless said otherwise. */
  namespace?: string;
  /** Where the hub reaches the Temporal UI, if the server has one. */
  temporalUiUrl?: string;
}

/** Which connection ids `connect` makes. */
export const CONNECTIONS = { samo: 'samo', bitrix24: 'bitrix24' } as const;
export const PAIR = 'tours';
/** The user that new deals are given to. */
export const DEFAULT_USER = '1';

export type Mode = 'off' | 'observe' | 'live';

export interface ConnectOptions {
  /** `live` unless said otherwise. */
  mode?: Mode;
  /** Options of the connections besides what the twins say of themselves. */
  samo?: object;
  bitrix24?: object;
  /** How often feeds are read, at limit scale 1; five times as often at most under a scale. */
  pullSeconds?: number;
}

/** The hub as several processes, and the sandbox as one more, all on this machine. */
export interface Cluster {
  samo: TwinControl;
  bitrix24: TwinControl;
  api: Api;
  /** Direct look into the hub's database. */
  db: pg.Pool;
  temporal: Client;
  urls: { hub: string; sandbox: string };
  databaseUrl: string;
  servers: ServerAddresses;
  token: string;
  masterKey: Buffer;
  /** Running or ended, in the order of their start. */
  processes: RunningProcess[];
  /** Those that have come up and still run. */
  workers(): RunningProcess[];
  hub: RunningProcess;
  startWorker(): Promise<RunningProcess>;
  /** The api process again, at its old address. */
  restartHub(): Promise<void>;
  /** As an admin does it: what the twins say of themselves goes into the connection form; the CRM's outgoing webhook is pointed at the hub. */
  connect(options?: ConnectOptions): Promise<void>;
  setMode(mode: Mode): Promise<void>;
  /** Waits until nothing is pending, every feed has been read anew, and the twins' ledgers rest. @throws Error with the state of affairs when that takes too long */
  quiet(options?: QuietOptions): Promise<void>;
  /** What the hub's running processes tell on `/metrics`, by process. */
  metrics(): Promise<{ [name: string]: string }>;
  /** What all processes have printed, by process. */
  logs(): { [name: string]: string };
  stop(): Promise<void>;
}

const READY_MS = 60_000;
/** Read every second at a limit scale of five and more. */
const PULL_SECONDS = 5;
/** Seeded claims reach three months back. */
const LOOK_BACK_DAYS = 200;

export async function startCluster(servers: ServerAddresses, given: ClusterOptions): Promise<Cluster> {
  const options = { workers: 1, limitScale: 50, namespace: null, ...given };
  const dir = mkdtempSync(join(tmpdir(), `uzel-${options.name}-`));
  const id = `${options.name}-${randomBytes(4).toString('hex')}`;
  const namespace = options.namespace ?? id;
  const databaseUrl = await makeDatabase(servers.postgresUrl, id);
  const token = randomBytes(24).toString('base64url');
  const masterKey = randomBytes(32);
  const hubPort = await freePort();
  const processes: RunningProcess[] = [];
  const common = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    TEMPORAL_NAMESPACE: namespace,
    UZEL_MASTER_KEY: masterKey.toString('base64'),
    UZEL_API_TOKEN: token,
    UZEL_LIMIT_SCALE: String(options.limitScale),
    UZEL_LOG_LEVEL: 'info',
    UZEL_DATA_DIR: join(dir, 'data'),
    ...(options.temporalUiUrl === undefined ? {} : { UZEL_TEMPORAL_UI_URL: options.temporalUiUrl }),
  };

  function start(name: string, script: string[], env: NodeJS.ProcessEnv): RunningProcess {
    const started = startNode(name, script, env, dir);
    processes.push(started);
    return started;
  }

  async function startHub(): Promise<RunningProcess> {
    const hub = start('api', ['bin/uzel.js', 'start'], {
      ...common,
      UZEL_ROLE: 'api',
      UZEL_PORT: String(hubPort),
      UZEL_PUBLIC_URL: urls.hub,
    });
    await hub.says(/✓ HTTP|✓ Database schema/, READY_MS);
    await answers(`${urls.hub}/readyz`, hub);
    return hub;
  }

  const workers: RunningProcess[] = [];
  /** Where workers answer health checks and tell their metrics. */
  const ports = new Map<RunningProcess, number>();
  let workersStarted = 0;
  async function startWorker(): Promise<RunningProcess> {
    workersStarted += 1;
    const name = `worker-${workersStarted}`;
    const port = await freePort();
    const worker = start(name, ['bin/uzel.js', 'start'], { ...common, UZEL_ROLE: 'worker', UZEL_PORT: String(port) });
    await worker.says(/✓ Worker/, READY_MS);
    ports.set(worker, port);
    workers.push(worker);
    return worker;
  }

  const sandbox = start('sandbox', ['dist/sandbox/main.js'], {
    UZEL_SANDBOX_PORT: '0',
    UZEL_LIMIT_SCALE: String(options.limitScale),
    UZEL_SANDBOX_SCENARIO: 'off',
  });
  const urls = { hub: `http://127.0.0.1:${hubPort}`, sandbox: '' };
  const db = new pg.Pool({ connectionString: databaseUrl, max: 3 });
  db.on('error', () => {});
  const connection = Connection.lazy({ address: servers.temporalAddress });

  const [, ready] = await Promise.all([startHub(), sandbox.says(/sandbox ready at (\S+)/, READY_MS)]);
  urls.sandbox = ready[1] ?? '';
  await Promise.all(Array.from({ length: options.workers }, startWorker));

  const cluster: Cluster = {
    samo: twinControl(urls.sandbox, 'samo'),
    bitrix24: twinControl(urls.sandbox, 'bitrix24'),
    api: createApi({ UZEL_URL: urls.hub, UZEL_API_TOKEN: token }),
    db,
    temporal: new Client({ connection, namespace }),
    urls,
    databaseUrl,
    servers,
    token,
    masterKey,
    processes,
    workers: () => workers.filter((one) => one.alive()),
    get hub() {
      const last = processes.findLast((one) => one.name === 'api');
      if (!last) throw new Error('the api process was never started');
      return last;
    },
    startWorker,
    async restartHub() {
      await startHub();
    },
    async connect({ mode = 'live', samo = {}, bitrix24 = {}, pullSeconds = PULL_SECONDS } = {}) {
      for (const [twin, more] of [
        [cluster.samo, { lookBackDays: LOOK_BACK_DAYS, ...samo }],
        [cluster.bitrix24, bitrix24],
      ] as const) {
        const { system, options: said } = await twin.connection();
        await cluster.api.post('/api/connections', {
          id: twin.twin,
          system,
          title: twin.twin,
          options: { ...(said as object), privateNetworks: ['127.0.0.0/8'], ...more },
          pullSeconds,
        });
      }
      const constants = { assignedById: DEFAULT_USER, sourceId: 'OTHER' };
      const sides = { leftConnection: CONNECTIONS.samo, rightConnection: CONNECTIONS.bitrix24 };
      await cluster.api.post('/api/pairs', { id: PAIR, process: 'deals', ...sides, constants });
      await cluster.setMode(mode);
      await cluster.bitrix24.act('subscribe', { handler: `${urls.hub}/hooks/${CONNECTIONS.bitrix24}` });
    },
    async setMode(mode) {
      for (const connection of Object.values(CONNECTIONS))
        await cluster.api.put('/api/modes', { process: 'deals', connection, mode });
    },
    quiet: (wanted) => awaitQuiet(cluster, wanted),
    async metrics() {
      const told: { [name: string]: string } = { 'api metrics': await (await fetch(`${urls.hub}/metrics`)).text() };
      for (const worker of cluster.workers())
        told[`${worker.name} metrics`] = await (await fetch(`http://127.0.0.1:${ports.get(worker)}/metrics`)).text();
      return told;
    },
    logs: () =>
      Object.fromEntries(
        readdirSync(dir)
          .filter((name) => name.endsWith('.log'))
          .map((name) => [name, readFileSync(join(dir, name), 'utf8')]),
      ),
    async stop() {
      await Promise.all(processes.filter((one) => one.alive()).map((one) => one.stop()));
      await Promise.allSettled([connection.close(), db.end()]);
      await dropDatabase(servers.postgresUrl, databaseUrl);
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return cluster;
}

async function answers(url: string, by: RunningProcess): Promise<void> {
  for (const deadline = Date.now() + READY_MS; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    if (!by.alive() || Date.now() > deadline) throw new Error(`${url} does not answer:\n${by.output().slice(-4_000)}`);
  }
}
