import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { stateOfAffairs } from './cluster-dump.ts';

export interface QuietOptions {
  withinMs?: number;
  /** How long nothing must have moved. */
  stillMs?: number;
  /** False where feeds cannot be read: a paused connection, workers away. */
  feeds?: boolean;
}

const FEEDS = ['pull:samo:claims', 'pull:bitrix24:deals', 'pull:bitrix24:contacts', 'pull:bitrix24:companies'];

/** Rows, effects and events under way, and what both ledgers hold: a picture that stands still when the hub has nothing left to do. */
async function picture(cluster: Cluster): Promise<{ busy: string | null; marks: string }> {
  const { rows } = await cluster.db.query<{ pending: number; intended: number; newest: string }>(`
    select (select count(*)::int from inbox where state = 'pending') as pending,
      (select count(*)::int from effects where state = 'intended') as intended,
      (select coalesce(max(id), 0)::text from inbox) || '/' || (select coalesce(max(id), 0)::text from journal) as newest`);
  const [row] = rows;
  const ends = await Promise.all([cluster.samo, cluster.bitrix24].map((twin) => ledgerEnd(cluster, twin.twin)));
  const events = (await lastEvents(cluster)).filter(
    (event) => event.outcome === 'waiting' && event.handler.startsWith(cluster.urls.hub),
  );
  const busy = [
    row?.pending ? `${row.pending} rows pending` : '',
    row?.intended ? `${row.intended} effects open` : '',
    events.length > 0 ? `${events.length} events under way` : '',
  ].filter((reason) => reason !== '');
  return { busy: busy.length === 0 ? null : busy.join(', '), marks: `${ends.join('/')}/${row?.newest}` };
}

export async function awaitQuiet(cluster: Cluster, options: QuietOptions = {}): Promise<void> {
  const { withinMs = 60_000, stillMs = 300, feeds = true } = options;
  const startedAt = new Date();
  const deadline = Date.now() + withinMs;
  const unread = new Set(feeds ? FEEDS : []);
  let since = Date.now();
  let last = '';
  for (;;) {
    // Feeds first: what they bring shows in a picture that is taken later.
    const found = unread.size > 0 ? await readSince(cluster, startedAt, [...unread]) : [];
    for (const feed of found) unread.delete(feed);
    const { busy, marks } = await picture(cluster);
    if (busy !== null || marks !== last || found.length > 0) since = Date.now();
    last = marks;
    if (unread.size === 0 && busy === null && Date.now() - since >= stillMs) return;
    if (Date.now() > deadline) {
      const reason = busy ?? (unread.size > 0 ? `feeds not read: ${[...unread].join(', ')}` : 'ledgers keep growing');
      throw new Error(`no quiet within ${withinMs} ms: ${reason}\n${await stateOfAffairs(cluster)}`);
    }
    await sleep(100);
  }
}

/** Feeds of which a reading that began after this moment has ended. */
async function readSince(cluster: Cluster, moment: Date, feeds: readonly string[]): Promise<string[]> {
  const ids = feeds.map((feed) => `WorkflowId STARTS_WITH "${feed}"`).join(' OR ');
  const query = `(${ids}) AND StartTime > "${moment.toISOString()}" AND ExecutionStatus = "Completed"`;
  const read = new Set<string>();
  for await (const run of cluster.temporal.workflow.list({ query })) {
    const feed = feeds.find((one) => run.workflowId.startsWith(one));
    if (feed !== undefined) read.add(feed);
  }
  return [...read];
}

async function ledgerEnd(cluster: Cluster, twin: string): Promise<number> {
  const answer = await fetch(`${cluster.urls.sandbox}/control/${twin}/ledger?after=1000000000`);
  return ((await answer.json()) as { next: number }).next;
}

async function lastEvents(cluster: Cluster): Promise<{ outcome: string; handler: string }[]> {
  const answer = await fetch(`${cluster.urls.sandbox}/control/bitrix24/state/events?last=300`);
  return ((await answer.json()) as { items: { outcome: string; handler: string }[] }).items;
}
