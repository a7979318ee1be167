import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { startCluster } from '../tests/support/cluster.ts';
import { startServers } from '../tests/support/cluster-servers.ts';
import { figure, printConfiguration, residentMb, until } from './figures.ts';

/** How many deals a second pass through, beside the bare one-activity workflow of the same machine in the same run? */
const CLAIMS = Number(process.env['BENCH_CLAIMS'] ?? 300);
const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 30_000);
const LIMIT_SCALE = 1_000;
const AT_ONCE = 40;
const LIMIT_MS = Number(process.env['BENCH_LIMIT_MS'] ?? 300_000);
/** Rows up to this one belong to earlier measurements. */
let mark = 0;

Runtime.install({ logger: new DefaultLogger('WARN') });

const servers = await startServers();
const cluster = await startCluster(servers, { name: 'throughput', workers: 1, limitScale: LIMIT_SCALE });
try {
  await cluster.connect();
  await printConfiguration(cluster.db, LIMIT_SCALE);

  const floor = await bare(500);
  console.log('floor');
  figure('bare one-activity workflows/s', floor.toFixed(1));

  console.log(`${CLAIMS} new claims: each a contact, a deal and its rows`);
  await cluster.samo.seed(CLAIMS, 11);
  const created = await drained('new deals', CLAIMS);
  report('new deals/s', created.perSecond, floor);

  console.log('one change of a claim each: read both sides, one write');
  const paid = await change(CLAIMS);
  report('changed deals/s', paid.perSecond, floor);

  console.log('bursts: ten events for each deal within a second or two');
  const burst = await bursts(CLAIMS, 10);
  report('events/s', burst, floor);

  console.log(`memory after ${EVENTS} events`);
  await flood(EVENTS);
  figure('api process, MB', residentMb(cluster.hub.pid));
  for (const worker of cluster.workers()) figure(`${worker.name} process, MB`, residentMb(worker.pid));
} catch (error) {
  await standing();
  throw error;
} finally {
  await cluster.stop();
  await servers.stop();
}

/** What stood where when a measurement did not come to its end. */
async function standing(): Promise<void> {
  const rows = await cluster.db.query(
    "select entity, state, result, error->>'code' as code, count(*)::int as n from inbox group by 1, 2, 3, 4 order by 5 desc",
  );
  console.table(rows.rows);
  console.table((await cluster.db.query('select id, status, pause from connections')).rows);
}

function report(name: string, perSecond: number, floor: number): void {
  figure(name, perSecond.toFixed(1));
  figure(`${name}, as a share of the bare workflow`, (perSecond / floor).toFixed(2));
}

async function count(query: string): Promise<number> {
  return Number((await cluster.db.query<{ n: string }>(query)).rows[0]?.n ?? 0);
}

/** From the first row stored to the last one done. */
async function drained(what: string, expected: number): Promise<{ perSecond: number }> {
  const done = () => count(`select count(*) as n from inbox where entity = 'claim' and state = 'done' and id > ${mark}`);
  const waiting = () => count(`select count(*) as n from inbox where state = 'pending' and id > ${mark}`);
  // Some seeded claims are offers outside of every window.
  await until(what, async () => (await done()) >= 0.9 * expected && (await waiting()) === 0, LIMIT_MS);
  const { rows } = await cluster.db.query<{ n: string; seconds: number }>(
    "select count(*) as n, extract(epoch from max(finished_at) - min(received_at))::float8 as seconds from inbox where entity = 'claim' and state = 'done' and id > $1",
    [mark],
  );
  return { perSecond: Number(rows[0]?.n ?? 0) / (rows[0]?.seconds ?? 1) };
}

async function change(n: number): Promise<{ perSecond: number }> {
  await cluster.quiet();
  mark = await count('select coalesce(max(id), 0) as n from inbox');
  const claims = (await cluster.samo.state('claims')) as { guid: string }[];
  for (const claim of claims.slice(0, n))
    await cluster.samo.act('edit', { claim: claim.guid, patch: { note: 'Позднее заселение', price: '777.10' } });
  return drained('changes', n);
}

/** Managers' edits and their events, many for each deal. */
async function bursts(deals: number, each: number): Promise<number> {
  await cluster.quiet();
  mark = await count('select coalesce(max(id), 0) as n from inbox');
  const { options } = await cluster.bitrix24.connection();
  const secret = String((options as { applicationToken: string }).applicationToken);
  const ids = (
    await cluster.db.query<{ id: string }>(
      "select right_id as id from links where kind = 'deal' and right_id is not null limit $1",
      [deals],
    )
  ).rows;
  await cluster.bitrix24.act('unsubscribe', {});
  for (const { id } of ids) await cluster.bitrix24.act('edit', { deal: id, fields: { title: `Правка ${id}` } });
  const startedAt = performance.now();
  for (let turn = 0; turn < each; turn += 1)
    await post(
      ids.map(({ id }) => id),
      secret,
    );
  await until('bursts', async () => (await count("select count(*) as n from inbox where state = 'pending'")) === 0, LIMIT_MS);
  return (ids.length * each) / ((performance.now() - startedAt) / 1_000);
}

async function flood(events: number): Promise<void> {
  const { options } = await cluster.bitrix24.connection();
  const secret = String((options as { applicationToken: string }).applicationToken);
  const ids = Array.from({ length: 500 }, (_, index) => String(5_000_000 + index));
  for (let sent = 0; sent < events; sent += ids.length) await post(ids, secret);
  await until('the flood', async () => (await count("select count(*) as n from inbox where state = 'pending'")) === 0, LIMIT_MS);
}

async function post(ids: readonly string[], secret: string): Promise<void> {
  const queue = [...ids];
  const sender = async () => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const body = new URLSearchParams({
        event: 'ONCRMDEALUPDATE',
        'data[FIELDS][ID]': id,
        ts: '1',
        'auth[application_token]': secret,
        'auth[member_id]': 'bench',
      });
      const answer = await fetch(`${cluster.urls.hub}/hooks/bitrix24`, { method: 'POST', body });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`the hook answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, sender));
}

/** Workflows a second with nothing in them, on the same Temporal server. */
async function bare(n: number): Promise<number> {
  const connection = await NativeConnection.connect({ address: servers.temporalAddress });
  const worker = await Worker.create({
    connection,
    namespace: cluster.temporal.options.namespace,
    taskQueue: 'bare',
    workflowsPath: new URL('./workflows/bare.js', import.meta.url).pathname,
    activities: { async nothing() {} },
    maxCachedWorkflows: 200,
  });
  const perSecond = await worker.runUntil(async () => {
    const run = async (total: number) => {
      let next = 0;
      const one = async () => {
        while (next < total) {
          next += 1;
          await cluster.temporal.workflow.execute('bare', { taskQueue: 'bare', workflowId: `bare-${total}-${next}` });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, one));
    };
    await run(100);
    const startedAt = performance.now();
    await run(n);
    return n / ((performance.now() - startedAt) / 1_000);
  });
  await connection.close();
  return perSecond;
}
