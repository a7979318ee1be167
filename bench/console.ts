import type pg from 'pg';
import { type Cluster, CONNECTIONS, PAIR, startCluster } from '../tests/support/cluster.ts';
import { startServers } from '../tests/support/cluster-servers.ts';
import { figure, printConfiguration } from './figures.ts';

/** How long does a page of a full hub take? Every list of the API over HTTP, first pages and later ones, with many rows of each kind stored. */
const ROWS = Number(process.env['BENCH_ROWS'] ?? 100_000);
const CALLS = Number(process.env['BENCH_CALLS'] ?? 40);
/** A page is felt to be instant below this. */
const AIM_MS = 200;
const PAGES = 3;

/** Filters as people use them, beside the bare lists. */
const SEARCHES = [
  '/links?claim=1050000',
  '/links?payer=%2B79000050000',
  '/links?attention=true',
  '/events?state=dead',
  '/events?connection=samo&state=done',
  '/tasks?state=open',
  '/effects?state=failed',
];

const servers = await startServers();
const cluster = await startCluster(servers, { name: 'console', workers: 0 });
try {
  await cluster.connect({ mode: 'off' });
  await printConfiguration(cluster.db, 50);
  await seed(cluster.db);
  figure('rows of each kind', ROWS);
  const slow: string[] = [];
  for (const path of [...(await lists(cluster)), ...SEARCHES, '/links/lnk_bench_50000', '/links/lnk_bench_50000/journal']) {
    const times = await measure(cluster, path);
    const [p50, p95] = [0.5, 0.95].map((share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
    figure(`GET ${path}, p50 / p95, ms`, `${p50?.toFixed(0)} / ${p95?.toFixed(0)}`);
    if ((p95 ?? 0) >= AIM_MS) slow.push(path);
  }
  figure(`lists at ${AIM_MS} ms or above`, slow.length === 0 ? 'none' : slow.join(', '));
} finally {
  await cluster.stop();
  await servers.stop();
}

/** Addresses that need nothing but a session. */
async function lists({ urls, token }: Cluster): Promise<string[]> {
  const answer = await fetch(`${urls.hub}/api/openapi.json`, { headers: { authorization: `Bearer ${token}` } });
  const { paths } = (await answer.json()) as {
    paths: Record<string, { get?: { parameters?: { in: string; required?: boolean }[] } }>;
  };
  return Object.entries(paths)
    .filter(
      ([, { get }]) =>
        get !== undefined && (get.parameters ?? []).every(({ in: place, required }) => place === 'query' && !required),
    )
    .map(([path]) => path.replace(/^\/api/, ''))
    .filter((path) => !path.includes('{') && path !== '/live' && !path.endsWith('/verify'));
}

/** Milliseconds of each call, sorted; every call takes the next page, and begins anew after a few. */
async function measure({ urls, token }: Cluster, path: string): Promise<number[]> {
  const times: number[] = [];
  let cursor: string | null = null;
  for (let call = 0; call < CALLS; call += 1) {
    const url = new URL(`${urls.hub}/api${path}`);
    if (cursor !== null) url.searchParams.set('cursor', cursor);
    const startedAt = performance.now();
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const body = (await answer.json()) as { nextCursor?: string | null };
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${JSON.stringify(body)}`);
    times.push(performance.now() - startedAt);
    cursor = call % PAGES === PAGES - 1 ? null : (body.nextCursor ?? null);
  }
  // The first call warms caches that a running hub has warm.
  return times.slice(1).sort((a, b) => a - b);
}

/** A desk of some years: deals with their buyers, events, writes, tasks and journal lines, spread over a year. */
async function seed(db: pg.Pool): Promise<void> {
  const many = `generate_series(1, ${ROWS}) as n`;
  const at = `now() - make_interval(secs => n * 31536000.0 / ${ROWS})`;
  const statements = [
    `insert into people (id, kind, name, phone, email) select 'per_bench_' || n, 'person', 'Турист ' || n, '+7900' || lpad(n::text, 7, '0'), 'tourist' || n || '@example.com' from ${many}`,
    `insert into links (id, pair_id, kind, left_id, left_number, right_id, person_id, stage, attention, synced_at, created_at)
       select 'lnk_bench_' || n, '${PAIR}', 'deal', 'guid-' || n, (1000000 + n)::text, n::text, 'per_bench_' || n, 'PREPARATION', n % 500 = 0, ${at}, ${at} from ${many}`,
    `insert into inbox (connection_id, kind, entity, external_id, subject, state, received_at, finished_at, result, error)
       select case when n % 2 = 0 then '${CONNECTIONS.samo}' else '${CONNECTIONS.bitrix24}' end, 'hint', case when n % 2 = 0 then 'claim' else 'deal' end, n::text, 'deal:lnk_bench_' || n,
         case when n % 200 = 0 then 'dead' else 'done' end, ${at}, ${at}, 'written',
         case when n % 200 = 0 then '{"code":"B24_ERROR","kind":"validation","sentence":{"ru":"Поле заполнено неверно","en":"A field is not valid"}}'::jsonb end from ${many}`,
    `insert into effects (key, process, link_id, side, connection_id, creates, entity, external_id, operation, state, plan, plan_hash, field_names, mapping_hash, created_at, finished_at)
       select 'bench-' || n, 'deals', 'lnk_bench_' || n, 'right', '${CONNECTIONS.bitrix24}', true, 'deal', n::text, 'deal.add', case when n % 300 = 0 then 'failed' else 'done' end, '\\x00', 'hash', array['stage'], 'hash', ${at}, ${at} from ${many}`,
    `insert into tasks (kind, dedup_key, link_id, connection_id, state, title, opened_at, closed_at)
       select 'conflict', 'bench-' || n, 'lnk_bench_' || n, '${CONNECTIONS.bitrix24}', case when n % 100 = 0 then 'open' else 'closed' end, '{"ru":"Расхождение","en":"Conflict"}', ${at}, ${at} from ${many}`,
    `insert into journal (link_id, connection_id, type, actor, data, at)
       select 'lnk_bench_' || n, '${CONNECTIONS.bitrix24}', 'fields_written', 'process:deals', '{"side":"right","fields":["stage"]}', ${at} from ${many}`,
    'analyze',
  ];
  for (const statement of statements) await db.query(statement);
}
