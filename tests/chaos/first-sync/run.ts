import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../support/cluster.ts';
import { stateOfAffairs } from '../../support/cluster-dump.ts';
import { type Job, startFirstSync } from '../../support/jobs.ts';
import type { Deal, SamoClaim } from '../soak/twins.ts';
import { once } from '../soak/verdict.ts';
import { paceOf, type Sample, sampleOf } from './pace.ts';

export interface FirstSyncParameters {
  claims: number;
  /** Workers ended by SIGKILL and started again. */
  kills: number;
  limitScale: number;
  /** Without any progress for so long, the job is given up. */
  stuckSeconds: number;
  /** Calls a second that the booking system allows, at limit scale 1; one unless said otherwise. */
  samoRate?: number;
  /** Running time of making a record at the portal, in seconds at limit scale 1; the twin's own unless said otherwise. */
  addSeconds?: number;
}

export interface FirstSyncReport {
  /** One line for each broken promise; empty when all hold. */
  violations: string[];
  /** What was reached of the allowed rates, and what it took. */
  figures: string[];
  /** The state of affairs, where something went wrong. */
  affairs: string | null;
}

/** Requests a second of the portal's standard plan. */
const PORTAL_RATE = 2;
const LOOK_MS = 1_000;
const SAY_EVERY_MS = 5_000;
/** A halted job hands out at most the page that it had begun. */
const HALTED_MS = 3_000;
/** Feeds are read rarely, and of tours that hardly exist: what arrives, the job has brought. */
const QUIET_FEEDS = { pullSeconds: 3_600, samo: { lookBackDays: 0, lookAheadDays: 1 } };

/**
 * Brings all claims of the booking system over in one bulk job while workers are killed and the job is halted and resumed; judges that each claim has
 * one deal and that nothing was started over.
 * @param say  takes one line about what is going on
 */
export async function firstSync(
  cluster: Cluster,
  parameters: FirstSyncParameters,
  say: (line: string) => void,
): Promise<FirstSyncReport> {
  const { claims, kills, limitScale, stuckSeconds } = parameters;
  const { samoRate = 1, addSeconds } = parameters;
  await cluster.samo.seed(claims);
  await cluster.connect({ ...QUIET_FEEDS, samo: { ...QUIET_FEEDS.samo, requestsPerSecond: samoRate } });
  if (addSeconds !== undefined) await cluster.bitrix24.act('slow', { operation: 'crm.item.add', seconds: addSeconds });
  const workers = cluster.workers().length;
  const violations: string[] = [];
  const samples: Sample[] = [await sampleOf(cluster, true)];
  const { id, plan } = await startFirstSync(cluster, 'Первая выгрузка', stuckSeconds * 1_000);
  say(`planned: ${JSON.stringify(plan?.estimate)}`);
  const startedAt = Date.now();

  let killed = 0;
  let halted = false;
  let respawning: Promise<unknown> = Promise.resolve();
  let saidAt = 0;
  let moved = { at: Date.now(), done: 0 };
  for (;;) {
    const job = (await cluster.api.get(`/api/jobs/${id}`)) as Job;
    samples.push(await sampleOf(cluster, job.state === 'running' && cluster.workers().length === workers));
    if (Date.now() - saidAt >= SAY_EVERY_MS || job.state === 'done') {
      saidAt = Date.now();
      say(progressOf(job));
    }
    if (job.state === 'done') break;
    if (job.halt !== null) {
      violations.push(`the job halted itself: ${job.halt.code} ${JSON.stringify(job.halt.figures)}`);
      break;
    }
    if (job.done > moved.done) moved = { at: Date.now(), done: job.done };
    if (Date.now() - moved.at > stuckSeconds * 1_000) {
      violations.push(`no progress for ${stuckSeconds} s: ${progressOf(job)}`);
      break;
    }
    if (killed < kills && job.done >= (claims * (killed + 1)) / (kills + 2)) {
      killed += 1;
      await respawning;
      say(`worker killed (${killed} of ${kills})`);
      await cluster.workers()[0]?.kill();
      respawning = cluster.startWorker();
    } else if (!halted && killed === kills) {
      halted = true;
      await respawning;
      samples.push(await sampleOf(cluster, false));
      violations.push(...(await haltAndResume(cluster, id, say)));
      samples.push(await sampleOf(cluster, false));
    }
    await sleep(LOOK_MS);
  }
  await respawning;
  const seconds = (Date.now() - startedAt) / 1_000;
  await cluster.quiet({ feeds: false, withinMs: stuckSeconds * 1_000 }).catch((error: Error) => violations.push(error.message));
  violations.push(...(await judge(cluster, id, claims)));
  const end = samples.at(-1);
  const perClaim = (side: 'bitrix24' | 'samo') => (((end?.[side] ?? 0) - (samples[0]?.[side] ?? 0)) / claims).toFixed(2);
  return {
    violations,
    figures: [
      `${claims} claims in ${seconds.toFixed(1)} s, ${(claims / seconds).toFixed(1)}/s, with ${killed} kills and one halt`,
      `requests for each claim: bitrix24 ${perClaim('bitrix24')}, samo ${perClaim('samo')}`,
      ...paceOf(samples, { bitrix24: PORTAL_RATE * limitScale, samo: samoRate * limitScale }),
      `running time of methods: ${await runningTime(cluster)}`,
      `by method: ${await methods(cluster)}`,
    ],
    affairs: violations.length > 0 ? await stateOfAffairs(cluster) : null,
  };
}

function progressOf({ state, done, total, dead, left, fed, etaSeconds }: Job): string {
  const eta = etaSeconds === null ? 'unknown' : `${etaSeconds} s`;
  return `${state}: done ${done} of ${total}, left ${left}, handed out ${fed}, parked ${dead}, ETA ${eta}`;
}

async function haltAndResume(cluster: Cluster, id: string, say: (line: string) => void): Promise<string[]> {
  const halted = (await cluster.api.post(`/api/jobs/${id}/halt`, {})) as Job;
  say(`halted at ${halted.fed} handed out`);
  await sleep(HALTED_MS / 2);
  const settled = (await cluster.api.get(`/api/jobs/${id}`)) as Job;
  await sleep(HALTED_MS / 2);
  const later = (await cluster.api.get(`/api/jobs/${id}`)) as Job;
  await cluster.api.post(`/api/jobs/${id}/resume`, {});
  say(`resumed at ${later.fed} handed out`);
  return later.fed === settled.fed ? [] : [`a halted job went on from ${settled.fed} to ${later.fed}`];
}

async function judge(cluster: Cluster, id: string, claims: number): Promise<string[]> {
  const [job, held, deals, crm, calls, violations] = await Promise.all([
    cluster.api.get(`/api/jobs/${id}`) as Promise<Job>,
    cluster.samo.state<SamoClaim>('claims'),
    cluster.bitrix24.state<Deal>('deals'),
    cluster.bitrix24.ledger(),
    cluster.db.query<{ rows: number; subjects: number }>(
      'select count(*)::int as rows, count(distinct external_id)::int as subjects from inbox where job_id = $1',
      [id],
    ),
    cluster.bitrix24.state('violations'),
  ]);
  const found = once(held, deals, crm);
  if (held.length !== claims) found.push(`${held.length} claims were seeded instead of ${claims}`);
  if (job.state !== 'done') found.push(`the job is ${job.state}`);
  if (job.fed !== claims) found.push(`${job.fed} claims were handed out instead of ${claims}`);
  if (job.dead > 0) found.push(`${job.dead} claims were parked`);
  const { rows = 0, subjects = 0 } = calls.rows[0] ?? {};
  if (rows !== claims || subjects !== claims)
    found.push(`${rows} rows of ${subjects} claims stand in the inbox instead of ${claims}`);
  if (violations.length > 0) found.push(`the portal refused ${violations.length} requests as one too many`);
  return found;
}

/** What the hub keeps of the portal's figures: methods that have used half of their ten minutes' budget or more. */
async function runningTime(cluster: Cluster): Promise<string> {
  const { rows } = await cluster.db.query<{ method: string; value: number }>(
    "select substring(scope from '[^:]+$') as method, value from pressures where scope like '%:operating:%' order by value desc",
  );
  if (rows.length === 0) return 'less than half of the 480 s in ten minutes each';
  return rows.map(({ method, value }) => `${method} ${Math.round(value)} s`).join(', ');
}

async function methods(cluster: Cluster): Promise<string> {
  const [traffic] = await cluster.bitrix24.state<{ byMethod: { [method: string]: number } }>('requests');
  return Object.entries(traffic?.byMethod ?? {})
    .sort(([, a], [, b]) => b - a)
    .map(([method, count]) => `${method} ${count}`)
    .join(', ');
}
