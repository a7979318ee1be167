import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../support/cluster.ts';
import { stateOfAffairs } from '../../support/cluster-dump.ts';
import { relayRoute } from '../../support/relay.ts';
import { twinControl } from '../../support/twin-control.ts';

export interface RelaySoak {
  events: number;
  /** Posted each second, however the hub answers. */
  rate: number;
  /** Times that every process of the hub is ended by SIGKILL and started again. */
  kills: number;
  /** How long the hub may take to work off what it has accepted. */
  quietSeconds: number;
}

export interface RelayVerdict {
  violations: string[];
  figures: { [name: string]: number };
  affairs: string | null;
}

const KEYS = 20;
const AGAIN_MS = 250;

/**
 * Posts events at a steady rate, each until it is answered, while the whole hub is killed again and again, then counts: each id that was answered 2xx has arrived once, in the order
 * of its key; the sink has seen a repeat only under a key that it knew.
 */
export async function soakRelay(cluster: Cluster, wanted: RelaySoak, say: (line: string) => void): Promise<RelayVerdict> {
  const twin = twinControl(cluster.urls.sandbox, 'http');
  const { hook, send } = await relayRoute(cluster);
  const accepted = new Set<string>();
  let unanswered = 0;
  /** A sender that minds the order of a key waits for the answer to the event before. */
  const posts = new Map<number, Promise<void>>();

  /** Sent again until it is answered, as senders do: what was stored before a kill is then known already. */
  async function post(n: number): Promise<void> {
    const id = `e-${n}`;
    const body = { id, key: `k-${n % KEYS}`, ...tenFields(n) };
    for (;;) {
      const status = await send(hook, body).catch(() => 0);
      if (status >= 200 && status < 300) break;
      unanswered += 1;
      await sleep(AGAIN_MS);
    }
    accepted.add(id);
  }

  const killing = killAndRestart(cluster, wanted, accepted, say);
  const startedAt = Date.now();
  for (let n = 1; n <= wanted.events; n += 1) {
    const key = n % KEYS;
    posts.set(
      key,
      (posts.get(key) ?? Promise.resolve()).then(() => post(n)),
    );
    const due = startedAt + (n * 1_000) / wanted.rate;
    if (due > Date.now()) await sleep(due - Date.now());
  }
  await Promise.all(posts.values());
  await killing;
  say(
    `${accepted.size} events accepted, ${unanswered} posts without an answer, in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`,
  );

  const restAt = Date.now();
  for (const deadline = Date.now() + wanted.quietSeconds * 1_000; Date.now() < deadline; await sleep(200)) {
    const { rows } = await cluster.db.query<{ n: number }>("select count(*)::int as n from inbox where state = 'pending'");
    if (rows[0]?.n === 0) break;
  }
  say(`at rest after ${((Date.now() - restAt) / 1_000).toFixed(1)} s`);
  return judge(cluster, twin, accepted, unanswered);
}

async function judge(
  cluster: Cluster,
  twin: ReturnType<typeof twinControl>,
  accepted: ReadonlySet<string>,
  unanswered: number,
): Promise<RelayVerdict> {
  const items = await twin.state<{ body: { reference: string; key: string; number: number } }>('items');
  const repeats = await twin.state('repeats');
  const arrivals = new Map<string, number>();
  for (const { body } of items) arrivals.set(body.reference, (arrivals.get(body.reference) ?? 0) + 1);
  const { rows } = await cluster.db.query<{ made: number; other: number; events: number; ids: number }>(`
    select (select count(*)::int from effects where process = 'relay' and state = 'done') as made,
      (select count(*)::int from effects where process = 'relay' and state <> 'done') as other,
      (select count(*)::int from inbox where route_id is not null and state = 'done' and result = 'written') as events,
      (select count(distinct vendor_key)::int from inbox where route_id is not null) as ids`);
  const row = rows[0] ?? { made: 0, other: 0, events: 0, ids: 0 };
  const violations = [
    ...[...accepted].filter((id) => !arrivals.has(id)).map((id) => `${id} was accepted and has not arrived`),
    ...[...arrivals].filter(([, times]) => times > 1).map(([id, times]) => `${id} was made ${times} times`),
    ...outOfOrder(items.map(({ body }) => body)),
  ];
  if (row.made !== row.ids || row.other > 0)
    violations.push(`${row.ids} ids, ${row.made} effects made, ${row.other} open or failed`);
  if (row.made !== items.length) violations.push(`${row.made} effects, ${items.length} items at the sink`);
  const figures = {
    'accepted (2xx)': accepted.size,
    'posts without an answer': unanswered,
    'ids in the hub': row.ids,
    'effects made': row.made,
    'arrived at the sink': items.length,
    'repeats that the sink knew by their key': repeats.length,
  };
  return { violations, figures, affairs: violations.length === 0 ? null : await stateOfAffairs(cluster) };
}

/** Within one key what was sent after an answer arrives after what was answered. */
function outOfOrder(bodies: readonly { key: string; number: number; reference: string }[]): string[] {
  const last = new Map<string, number>();
  const wrong: string[] = [];
  for (const { key, number, reference } of bodies) {
    if ((last.get(key) ?? 0) > number) wrong.push(`${reference} arrived after a later one of ${key}`);
    last.set(key, Math.max(last.get(key) ?? 0, number));
  }
  return wrong;
}

/** Kills come when so many events are accepted, and therefore while others are under way. */
async function killAndRestart(
  cluster: Cluster,
  { kills, events }: RelaySoak,
  accepted: ReadonlySet<string>,
  say: (line: string) => void,
): Promise<void> {
  for (let n = 1; n <= kills; n += 1) {
    while (accepted.size < (events * n) / (kills + 1)) await sleep(20);
    await Promise.all([cluster.hub.kill(), ...cluster.workers().map((worker) => worker.kill())]);
    const downAt = Date.now();
    await Promise.all([cluster.restartHub(), cluster.startWorker()]);
    say(`kill -9 of the whole hub, ${n} of ${kills}; up again after ${((Date.now() - downAt) / 1_000).toFixed(1)} s`);
  }
}

export function tenFields(n: number): { [name: string]: unknown } {
  return {
    number: n,
    status: 'paid',
    currency: 'RUB',
    total: `${n}.00`,
    comment: `Заказ ${n}`,
    created: '2026-11-20T10:00:00Z',
    customer: { name: `Клиент ${n}`, city: 'Казань' },
    delivery: { method: 'pickup', point: `П-${n % 7}` },
  };
}
