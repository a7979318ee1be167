import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import autocannon from 'autocannon';
import { tenFields } from '../tests/chaos/relay/run.ts';
import { startCluster } from '../tests/support/cluster.ts';
import { startServers } from '../tests/support/cluster-servers.ts';
import { TEN_RULES } from '../tests/support/relay.ts';
import { cpuSeconds, figure, printConfiguration, residentMb, until } from './figures.ts';

/**
 * POST JSON → map ten fields → HTTP POST to a local sink. How fast is an event acknowledged at a steady rate while others are relayed, and how many a
 * second go through from end to end? An acknowledgement stands for a commit; hub, database, Temporal, sink and the load share this machine.
 */
const RATES = [50, 100, 200, 500];
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 15);
const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 6_000);
const LANES = Number(process.env['BENCH_LANES'] ?? 4);
const SECRET = 'bench-secret';
const LIMIT_MS = 300_000;

let nextId = 0;
const sink = await startSink();
const servers = await startServers();
const cluster = await startCluster(servers, { name: 'bench-relay', workers: 1, limitScale: 1 });
try {
  await printConfiguration(cluster.db, 1);
  figure('lanes of the route', LANES);
  await connect();
  await steady('warm-up', 100, 5);
  await drained();

  for (const rate of RATES) {
    await steady(`acknowledgement at ${rate} events/s, while they are relayed`, rate, SECONDS);
    await drained();
  }
  console.log(`${EVENTS} events, as fast as they are accepted`);
  const from = await highest();
  const processes = [cluster.hub, ...cluster.workers()];
  const before = processes.map(({ pid }) => cpuSeconds(pid));
  const result = await autocannon({ ...load(), connections: 16, amount: EVENTS });
  figure('accepted/s', Math.round(result['2xx'] / result.duration));
  await drained();
  const { rows } = await cluster.db.query<{ n: number; seconds: number }>(
    `select count(*)::int as n, extract(epoch from max(finished_at) - min(received_at))::float8 as seconds
     from inbox where id > $1 and state = 'done' and result = 'written'`,
    [from],
  );
  const row = rows[0] ?? { n: 0, seconds: 1 };
  figure('events/s end to end', Math.round(row.n / row.seconds));
  for (const [index, { name, pid }] of processes.entries()) {
    const used = cpuSeconds(pid) - (before[index] ?? 0);
    figure(`${name}: processor seconds for 1 000 events`, ((used * 1_000) / row.n).toFixed(2));
  }
  figure('requests that reached the sink', sink.requests());
  figure('of them repeats of a known key', sink.repeats());
  figure('api process, MB', residentMb(cluster.hub.pid));
  for (const worker of cluster.workers()) figure(`${worker.name} process, MB`, residentMb(worker.pid));
} finally {
  await cluster.stop();
  await servers.stop();
  sink.stop();
}

async function connect(): Promise<void> {
  const site = { hookVerify: 'header', hookSecret: SECRET, hookName: 'x-secret', idPointer: '/id', kind: 'order' };
  const target = {
    url: sink.url,
    privateNetworks: ['127.0.0.0/8'],
    requests: { order: { path: '/orders', idempotencyHeader: 'Idempotency-Key' } },
  };
  for (const [id, options] of Object.entries({ site, target }))
    await cluster.api.post('/api/connections', { id, system: 'http', title: id, options });
  const route = (await cluster.api.post('/api/routes', {
    title: 'Bench',
    source: { connection: 'site', event: 'order' },
    rules: TEN_RULES.filter(({ to }) => to !== 'state'),
    target: { connection: 'target', write: 'order' },
    lanes: LANES,
    mode: 'live',
  })) as { id: string };
  await cluster.api.post(`/api/routes/${route.id}/turn`, { state: 'on' });
}

function load() {
  return {
    url: `${cluster.urls.hub}/hooks/site`,
    requests: [
      {
        method: 'POST' as const,
        headers: { 'content-type': 'application/json', 'x-secret': SECRET },
        setupRequest: (request: autocannon.Request) => ({ ...request, body: event() }),
      },
    ],
  };
}

function event(): string {
  nextId += 1;
  return JSON.stringify({ id: `b-${nextId}`, key: `k-${nextId}`, ...tenFields(nextId) });
}

async function steady(name: string, rate: number, seconds: number): Promise<void> {
  const result = await autocannon({ ...load(), connections: 16, overallRate: rate, duration: seconds });
  if (name === 'warm-up') return;
  console.log(name);
  figure('answered 2xx', result['2xx']);
  figure('other answers and errors', result.non2xx + result.errors);
  figure('p50, ms', result.latency.p50);
  figure('p99, ms', result.latency.p99);
}

async function highest(): Promise<number> {
  const { rows } = await cluster.db.query<{ n: number }>('select coalesce(max(id), 0)::int as n from inbox');
  return rows[0]?.n ?? 0;
}

function drained(): Promise<number> {
  const waiting = async () => {
    const { rows } = await cluster.db.query<{ n: number }>("select count(*)::int as n from inbox where state = 'pending'");
    return rows[0]?.n === 0;
  };
  return until('relaying', waiting, LIMIT_MS);
}

/** Answers at once, and knows keys again. */
async function startSink() {
  const keys = new Set<string>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    keys.add(String(request.headers['idempotency-key']));
    request.resume().on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end('{"ok":true}'));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    repeats: () => requests - keys.size,
    stop: () => void server.close(),
  };
}
