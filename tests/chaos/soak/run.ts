import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../support/cluster.ts';
import { stateOfAffairs } from '../../support/cluster-dump.ts';
import type { FaultRuleInput, TwinControl } from '../../support/twin-control.ts';
import { faultRules } from './faults.ts';
import { createPeople } from './people.ts';
import { pick, prng } from './random.ts';
import type { SamoClaim } from './twins.ts';
import { judge, type Verdict } from './verdict.ts';

export interface SoakParameters {
  claims: number;
  edits: number;
  /** Workers ended by SIGKILL and started again. */
  kills: number;
  /** Share of all calls, and of all webhooks, that go wrong. */
  faults: number;
  seed: number;
  /** Over how long the edits are spread. */
  editSeconds: number;
  /** How long to watch that nothing is written any more. */
  stillSeconds: number;
  /** How long the hub may take to come to rest. */
  quietSeconds: number;
}

export interface SoakReport extends Verdict {
  /** The state of affairs, where something went wrong. */
  affairs: string | null;
}

/**
 * Edits both sides at random while calls, webhooks and workers fail; then lets everything heal, and judges what both sides hold and what was written.
 * @param say  takes one line about what is going on
 */
export async function soakDeals(cluster: Cluster, parameters: SoakParameters, say: (line: string) => void): Promise<SoakReport> {
  const random = prng(parameters.seed);
  await cluster.samo.seed(parameters.claims, parameters.seed);
  const notes = new Map((await cluster.samo.state<SamoClaim>('claims')).map((claim) => [claim.guid, claim.note ?? '']));
  const rules = faultRules(parameters.faults);
  await setFaults(cluster, cluster.samo, parameters.seed, rules.samo);
  await setFaults(cluster, cluster.bitrix24, parameters.seed, rules.bitrix24);
  await cluster.connect();

  const people = createPeople(cluster, random, notes);
  const startedAt = Date.now();
  let killed = 0;
  let edits = 0;
  const respawning: Promise<unknown>[] = [];
  while (edits < parameters.edits || killed < parameters.kills) {
    if (edits < parameters.edits && (await people.act())) edits += 1;
    if (killed < parameters.kills && edits >= ((killed + 1) * parameters.edits) / (parameters.kills + 1)) {
      killed += 1;
      respawning.push(killAndRespawn(cluster, random));
      if (edits >= parameters.edits) await Promise.all(respawning);
    }
    const due = startedAt + (edits / parameters.edits) * parameters.editSeconds * 1_000;
    if (due > Date.now()) await sleep(due - Date.now());
  }
  await Promise.all(respawning);
  say(
    `${edits} edits and ${killed} kills in ${seconds(startedAt)} s: ${[...people.counts].map(([what, n]) => `${what} ${n}`).join(', ')}`,
  );

  await setFaults(cluster, cluster.samo, 0, []);
  await setFaults(cluster, cluster.bitrix24, 0, []);
  const healedAt = Date.now();
  const withinMs = parameters.quietSeconds * 1_000;
  try {
    await cluster.quiet({ withinMs });
    await reconciled(cluster, withinMs);
  } catch (error) {
    const verdict = await judge(cluster, notes);
    return { ...verdict, violations: [firstLine(error), ...verdict.violations], affairs: await stateOfAffairs(cluster) };
  }
  say(`at rest ${seconds(healedAt)} s after the last fault`);

  const echoes = await echoesWithin(cluster, parameters.stillSeconds, withinMs);
  const verdict = await judge(cluster, notes);
  const violations = [...echoes, ...verdict.violations];
  return {
    violations,
    figures: { ...verdict.figures, ...(await inboxFigures(cluster)) },
    affairs: violations.length > 0 ? await stateOfAffairs(cluster) : null,
  };
}

/** A comparison of all deals, and everything that it starts. */
async function reconciled(cluster: Cluster, withinMs: number): Promise<void> {
  const before = await comparisons(cluster);
  await cluster.api.post('/api/reconcile', {});
  for (const deadline = Date.now() + withinMs; (await comparisons(cluster)) === before; await sleep(200)) {
    if (Date.now() > deadline) throw new Error(`the comparison did not end within ${withinMs} ms`);
  }
  await cluster.quiet({ withinMs });
}

async function comparisons(cluster: Cluster): Promise<number> {
  const { rows } = await cluster.db.query<{ n: number }>(
    'select count(*)::int as n from drift_runs where finished_at is not null',
  );
  return rows[0]?.n ?? 0;
}

/** Once both sides agree, comparing and reading them again and again writes nothing. */
async function echoesWithin(cluster: Cluster, stillSeconds: number, withinMs: number): Promise<string[]> {
  const twins = [cluster.samo, cluster.bitrix24];
  const ends = await Promise.all(twins.map(async (twin) => (await twin.ledger()).length));
  await reconciled(cluster, withinMs);
  await sleep(stillSeconds * 1_000);
  const later = await Promise.all(twins.map((twin, index) => twin.ledger(ends[index])));
  return later
    .flat()
    .map(
      (line) =>
        `written at rest: ${line.operation} ${line.entity} ${line.id}, changed: ${line.changed}, ${Object.keys(line.fields).join(', ')}`,
    );
}

async function inboxFigures(cluster: Cluster): Promise<{ [name: string]: number }> {
  const { rows } = await cluster.db.query<{ name: string; n: number }>(`
    select 'inbox ' || coalesce(result, state) as name, count(*)::int as n from inbox group by 1
    union all select 'effects ' || state, count(*)::int from effects group by 1
    union all select 'comparisons that differed', sum(different)::int from drift_runs order by 1`);
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

async function killAndRespawn(cluster: Cluster, random: () => number): Promise<void> {
  const victim = pick(random, cluster.workers());
  const pauseMs = 200 + random() * 1_300;
  await victim?.kill();
  await sleep(pauseMs);
  await cluster.startWorker();
}

async function setFaults(cluster: Cluster, twin: TwinControl, seed: number, rules: FaultRuleInput[]): Promise<void> {
  const body = JSON.stringify({ seed, rules });
  const answer = await fetch(`${cluster.urls.sandbox}/control/${twin.twin}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (!answer.ok) throw new Error(`faults of ${twin.twin}: ${answer.status} ${await answer.text()}`);
}

const seconds = (sinceMs: number) => ((Date.now() - sinceMs) / 1_000).toFixed(1);
const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
