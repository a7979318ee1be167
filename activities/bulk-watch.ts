import { type Anomaly, anomalyOf, type JobFigures } from '../domain/bulk/anomaly.ts';
import { type BulkJobRow, buyersMade, figuresOf, halt, moveJob } from '../store/bulk-jobs.ts';
import type { PairRow } from '../store/connections.ts';
import { appendJournal } from '../store/journal.ts';
import { getLinks } from '../store/links.ts';
import { openTask } from '../store/tasks.ts';
import { at } from './context.ts';
import type { SyncDeps } from './deps.ts';

/**
 * Looks at what a job has done so far, and halts it where something is not as it should be: with a task, and until a person lets it go on.
 * @returns whether it halted
 */
export async function watchJob(deps: SyncDeps, job: BulkJobRow): Promise<boolean> {
  return judged(deps, job, { ...(await figuresOf(deps.db, job)), duplicates: 0 });
}

/** The canary is worked off: judged with a look for duplicates in the other system, and let go on to the rest. */
export async function endCanary(deps: SyncDeps, job: BulkJobRow, pair: PairRow): Promise<void> {
  const figures = { ...(await figuresOf(deps.db, job)), duplicates: await duplicatesOf(deps, job, pair) };
  if (await judged(deps, job, figures)) return;
  await deps.db.transaction(async (tx) => {
    if (!(await moveJob(tx, job.id, ['canary'], { state: 'running', canaryDone: true }))) return;
    await appendJournal(tx, deps.vault, { type: 'canary_passed', actor: 'hub', data: { job: job.id, ...figures } });
  });
}

async function judged(deps: SyncDeps, job: BulkJobRow, figures: JobFigures): Promise<boolean> {
  const anomaly = anomalyOf(figures, job.plan, job.acknowledged);
  if (anomaly === null) return false;
  await haltBy(deps, job, anomaly);
  return true;
}

async function haltBy(deps: SyncDeps, job: BulkJobRow, anomaly: Anomaly): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await halt(tx, job.id, anomaly))) return;
    await openTask(tx, deps.vault, {
      kind: 'job_halted',
      dedupKey: `job:${job.id}`,
      title: anomaly.sentence,
      data: { job: job.id, code: anomaly.code, ...anomaly.figures },
    });
    const data = { job: job.id, code: anomaly.code, ...anomaly.figures };
    await appendJournal(tx, deps.vault, { type: 'job_halted', actor: 'hub', data });
  });
  deps.log.warn({ job: job.id, code: anomaly.code, ...anomaly.figures }, 'a bulk job halted itself');
}

/** Buyers' records that the canary made although others with the same phone or e-mail are there: asked of the CRM, whatever the match rules said. */
async function duplicatesOf(deps: SyncDeps, job: BulkJobRow, pair: PairRow): Promise<number> {
  const crm = await deps.clients.crm(pair.rightConnection);
  const made = await getLinks(deps.db, await buyersMade(deps.db, job));
  let duplicates = 0;
  for (const kind of ['contact', 'company'] as const) {
    const ids = made.flatMap((link) => (link.kind === kind && link.rightId !== null ? [link.rightId] : []));
    if (ids.length === 0) continue;
    for (const { id, fields } of await at(pair.rightConnection, crm.getRecords(kind, ids.slice(0, 50)))) {
      const others = await Promise.all(
        [...textsOf(fields['phones']).map((phone) => ({ phone })), ...textsOf(fields['emails']).map((email) => ({ email }))].map(
          (by) => at(pair.rightConnection, crm.findByCommunication(kind, by)),
        ),
      );
      if (others.flat().some((other) => other !== id)) duplicates += 1;
    }
  }
  return duplicates;
}

const textsOf = (value: unknown) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
