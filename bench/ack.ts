import autocannon from 'autocannon';
import { type Cluster, startCluster } from '../tests/support/cluster.ts';
import { startServers } from '../tests/support/cluster-servers.ts';
import { figure, printConfiguration, residentMb } from './figures.ts';

/** How fast is a webhook answered? From the request's first byte to a 200 that stands for a commit, at a steady rate, while runs work on the events. */
const RATES = [100, 500];
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 20);
const LIMIT_SCALE = 1_000;

const servers = await startServers();
const cluster = await startCluster(servers, { name: 'ack', workers: 0, limitScale: LIMIT_SCALE });
try {
  await cluster.connect();
  await printConfiguration(cluster.db, LIMIT_SCALE);
  const { options } = await cluster.bitrix24.connection();
  const secret = String((options as { applicationToken: string }).applicationToken);
  await measure('warm-up', 200, 5, secret);
  for (const rate of RATES) await measure(`${rate}/s, intake alone`, rate, SECONDS, secret);
  const worker = await cluster.startWorker();
  for (const rate of RATES) await measure(`${rate}/s, with a worker draining`, rate, SECONDS, secret);
  figure('resident memory of the api process, MB', residentMb(cluster.hub.pid));
  figure('resident memory of the worker process, MB', residentMb(worker.pid));
  await stored(cluster);
} finally {
  await cluster.stop();
  await servers.stop();
}

async function measure(name: string, rate: number, seconds: number, secret: string): Promise<void> {
  let id = 0;
  const result = await autocannon({
    url: `${cluster.urls.hub}/hooks/bitrix24`,
    connections: 32,
    overallRate: rate,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        setupRequest: (request) => ({ ...request, body: event(String(1_000_000 + (id++ % 5_000)), secret) }),
      },
    ],
  });
  if (name === 'warm-up') return;
  console.log(name);
  figure('answered 2xx', result['2xx']);
  figure('other answers and errors', result.non2xx + result.errors);
  figure('p50, ms', result.latency.p50);
  figure('p97.5, ms', result.latency.p97_5);
  figure('p99, ms', result.latency.p99);
  figure('longest, ms', result.latency.max);
}

function event(id: string, secret: string): string {
  return new URLSearchParams({
    event: 'ONCRMDEALUPDATE',
    event_handler_id: '1',
    'data[FIELDS][ID]': id,
    ts: '1795371599',
    'auth[domain]': 'portal.example.com',
    'auth[member_id]': 'bench',
    'auth[application_token]': secret,
  }).toString();
}

/** Every 2xx stands for a stored delivery. */
async function stored({ db }: Cluster): Promise<void> {
  const rows = await db.query<{ n: string }>("select count(*) as n from deliveries_in where state = 'accepted'");
  figure('deliveries stored', Number(rows.rows[0]?.n));
}
