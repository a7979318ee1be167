import type { DriftCause } from '../../../domain/drift/cause.ts';
import { openDatabase } from '../../../store/database.ts';
import { createVault } from '../../../store/keys.ts';
import { forgetFields, getLink } from '../../../store/links.ts';
import { createKeyring } from '../../../vault/keyring.ts';
import { type Cluster, PAIR } from '../../support/cluster.ts';
import { stateOfAffairs } from '../../support/cluster-dump.ts';
import { until } from '../../support/deals.ts';
import { restOf, startFirstSync } from '../../support/jobs.ts';

export interface DriftParameters {
  /** Injected differences, spread evenly over the five causes. */
  differences: number;
  /** Records without any difference beside them. */
  clean: number;
  stuckSeconds: number;
}

export interface DriftReport {
  violations: string[];
  figures: string[];
  affairs: string | null;
}

interface Run {
  id: number;
  compared: number;
  different: number;
  plan: { cause: string; repair: string; items: number; links: number }[];
}
interface Item {
  id: number;
  link: string;
  field: string | null;
  cause: DriftCause;
}

const CAUSES = [
  'missed_event',
  'manual_edit',
  'failed_write',
  'schema_change',
  'never_synced',
] as const satisfies readonly DriftCause[];
const RIGHT_CAUSES_AT_LEAST = 0.95;
/** Feeds are read rarely, and of tours that hardly exist: nobody tells the hub of anything. */
const QUIET_FEEDS = { pullSeconds: 3_600, samo: { lookBackDays: 0, lookAheadDays: 1 } };
/** A field that both sides have, as if its rule had come after they last met. */
const LATE_FIELD = 'UF_CRM_UZEL_COUNTRY';
/** An edit that moves the title of every deal, also of a cancelled one, whose price moves nothing but its rows. */
const POSTPONED = { dateBeg: '2028-01-10', dateEnd: '2028-01-20' };

/**
 * Injects differences of every cause behind the hub's back, compares, judges what was found and why, repairs, and compares again.
 * @param say  takes one line about what is going on
 */
export async function drift(cluster: Cluster, parameters: DriftParameters, say: (line: string) => void): Promise<DriftReport> {
  const { differences, clean, stuckSeconds } = parameters;
  const withinMs = stuckSeconds * 1_000;
  const each = Math.floor(differences / CAUSES.length);
  await cluster.samo.seed(each * (CAUSES.length - 1) + clean);
  await cluster.connect(QUIET_FEEDS);
  await broughtOver(cluster, withinMs);
  say(`${each * (CAUSES.length - 1) + clean} claims brought over`);
  const { injected, unheard } = await inject(cluster, each, withinMs);
  say(`${injected.size + unheard.length} differences injected`);

  const startedAt = Date.now();
  const first = await compared(cluster, withinMs);
  const seconds = (Date.now() - startedAt) / 1_000;
  const found = await itemsOf(cluster, first.id);
  const violations: string[] = [];
  const { rows } = await cluster.db.query<{ id: string }>('select id from links where left_id = any($1)', [unheard]);
  for (const { id } of rows) injected.set(id, 'never_synced');
  if (rows.length < unheard.length)
    violations.push(`${unheard.length - rows.length} claims that were never brought over were not found`);
  const missed = [...injected].filter(([link]) => !found.has(link));
  if (missed.length > 0) violations.push(`${missed.length} injected differences were not found`);
  const extra = [...found.keys()].filter((link) => !injected.has(link));
  if (extra.length > 0) violations.push(`${extra.length} records were found that nobody touched`);
  const right = [...injected].filter(([link, cause]) => found.get(link)?.every((item) => item.cause === cause)).length;
  if (right < injected.size * RIGHT_CAUSES_AT_LEAST) {
    violations.push(`only ${right} of ${injected.size} causes are right: ${confusion(injected, found)}`);
  }

  const job = (await cluster.api.post('/api/jobs', {
    kind: 'drift_repair',
    pair: PAIR,
    run: first.id,
    reason: 'Исправление после сверки',
  })) as { id: string };
  const rested = await restOf(cluster, job.id, withinMs);
  if (rested.state !== 'done') violations.push(`the repair is ${rested.state}: ${JSON.stringify(rested.halt)}`);
  await cluster.quiet({ feeds: false, withinMs });
  const second = await compared(cluster, withinMs);
  if (second.different > 0) violations.push(`the second pass finds ${second.different}: ${JSON.stringify(second.plan)}`);
  return {
    violations,
    figures: [
      `${injected.size} injected, ${injected.size - missed.length} found, ${right} with the right cause, ${extra.length} besides`,
      `${first.compared} records compared in ${seconds.toFixed(1)} s; plan ${JSON.stringify(first.plan)}`,
      `second pass: ${second.different} of ${second.compared} differ`,
    ],
    affairs: violations.length > 0 ? await stateOfAffairs(cluster) : null,
  };
}

async function broughtOver(cluster: Cluster, withinMs: number): Promise<void> {
  const { id } = await startFirstSync(cluster, 'Первая выгрузка', withinMs);
  let job = await restOf(cluster, id, withinMs);
  while (job.state === 'halted') {
    await cluster.api.post(`/api/jobs/${id}/resume`, { reason: 'Синтетические данные' });
    job = await restOf(cluster, id, withinMs);
  }
  await cluster.quiet({ feeds: false, withinMs });
}

/** Which link was given which difference, and claims that nobody told of: those get their link in the comparison. */
async function inject(
  cluster: Cluster,
  each: number,
  withinMs: number,
): Promise<{ injected: Map<string, DriftCause>; unheard: string[] }> {
  const { rows } = await cluster.db.query<{ id: string; guid: string; deal: string }>(
    "select id, left_id as guid, right_id as deal from links where kind = 'deal' and right_id is not null order by id",
  );
  const injected = new Map<string, DriftCause>();
  const parts = CAUSES.map((_, index) => rows.slice(index * each, (index + 1) * each));
  const [missed = [], manual = [], failed = [], schema = []] = parts;

  await cluster.bitrix24.faults({
    operation: 'crm.item.update',
    kind: 'error',
    share: 1,
    code: 'CRM_FIELD_ERROR_VALUE_NOT_VALID',
  });
  for (const { id, guid } of failed) {
    injected.set(id, 'failed_write');
    await cluster.samo.act('edit', { claim: guid, patch: POSTPONED });
    await cluster.api.post(`/api/links/${id}/sync`, {});
  }
  await cluster.quiet({ feeds: false, withinMs });
  await cluster.bitrix24.faults({ operation: '*', kind: 'lose_event', share: 1 });

  for (const { id, guid } of missed) {
    injected.set(id, 'missed_event');
    await reprice(cluster, guid);
  }
  for (const { id, deal } of manual) {
    injected.set(id, 'manual_edit');
    await cluster.bitrix24.act('edit', { deal, fields: { title: `Переименована ${deal}` } });
  }
  const { db, close } = openDatabase(cluster.databaseUrl, { max: 2, onError: () => {} });
  const vault = createVault(createKeyring(cluster.masterKey));
  for (const { id, deal } of schema) {
    injected.set(id, 'schema_change');
    const link = await getLink(db, id);
    if (link) await db.transaction((tx) => forgetFields(tx, vault, link, [LATE_FIELD]));
    await cluster.bitrix24.act('edit', { deal, fields: { [LATE_FIELD]: '' } });
  }
  await close();
  const unheard: string[] = [];
  for (let count = 0; count < each; count += 1)
    unheard.push((await cluster.samo.act<{ guid: string }>('book', { buyer: 'person' })).guid);
  await cluster.quiet({ feeds: false, withinMs });
  await cluster.bitrix24.faults();
  return { injected, unheard };
}

/** An edit that moves the deal: another price. */
async function reprice(cluster: Cluster, guid: string): Promise<void> {
  await cluster.samo.act('edit', { claim: guid, patch: { price: 123_457 } });
}

async function compared(cluster: Cluster, withinMs: number): Promise<Run> {
  const before = await newest(cluster);
  await cluster.api.post('/api/reconcile', { pair: PAIR });
  const id = await until(
    'the comparison',
    async () => {
      const run = await newest(cluster);
      return run !== null && run.id !== before?.id && run.finishedAt !== null ? run.id : null;
    },
    withinMs,
  );
  return (await cluster.api.get(`/api/drift/${id}`)) as Run;
}

async function newest(cluster: Cluster): Promise<{ id: number; finishedAt: string | null } | null> {
  const { items } = (await cluster.api.get('/api/drift', { pair: PAIR, limit: 1 })) as {
    items: { id: number; finishedAt: string | null }[];
  };
  return items[0] ?? null;
}

/** Differences by link. */
async function itemsOf(cluster: Cluster, run: number): Promise<Map<string, Item[]>> {
  const found = new Map<string, Item[]>();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = (await cluster.api.get(`/api/drift/${run}/differences`, { limit: 1_000, cursor: cursor ?? undefined })) as {
      items: Item[];
      nextCursor: string | null;
    };
    for (const item of page.items) found.set(item.link, [...(found.get(item.link) ?? []), item]);
    cursor = page.nextCursor;
  }
  return found;
}

function confusion(injected: ReadonlyMap<string, DriftCause>, found: ReadonlyMap<string, Item[]>): string {
  const wrong = new Map<string, number>();
  for (const [link, cause] of injected) {
    for (const item of found.get(link) ?? []) {
      if (item.cause === cause) continue;
      const what = `${cause} as ${item.cause} (${item.field ?? '–'})`;
      wrong.set(what, (wrong.get(what) ?? 0) + 1);
    }
  }
  return [...wrong].map(([what, count]) => `${what} ${count}`).join(', ');
}
