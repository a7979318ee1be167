import { type BulkJobRow, getJob, halt, type JobState, moveJob, openJobs, startJob } from '../../store/bulk-jobs.ts';
import { getPair } from '../../store/connections.ts';
import { getDrift, tieRepair } from '../../store/drift.ts';
import { newId } from '../../store/ids.ts';
import { closeTask } from '../../store/tasks.ts';
import { holdName } from '../../store/waking.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, notFound, PlanChanged } from '../refusals.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'wakeJobs'>;

export interface NewJob {
  kind: BulkJobRow['kind'];
  pair: string;
  reason: string;
  /** The comparison to repair, for `drift_repair`. */
  run?: number | undefined;
}

export const unknownJob = () => notFound('JOB_UNKNOWN', 'Такого задания нет.', 'There is no such job.');
const unknownPair = () => notFound('PAIR_UNKNOWN', 'Такой пары нет.', 'There is no such pair.');
const unknownRun = () => notFound('DRIFT_UNKNOWN', 'Такой сверки нет.', 'There is no such comparison.');
const wrongState = () => conflict('JOB_STATE', 'Задание сейчас в другом состоянии.', 'The job is in another state.');

/**
 * Orders a bulk job. A first sync is planned first and waits for its plan to be confirmed; a repair follows the plan of its comparison.
 * @returns the job's id
 * @throws HubError `conflict` while another job of the pair is open, or the comparison is being repaired already
 */
export async function orderJob(deps: Deps, by: string, { kind, pair, reason, run }: NewJob): Promise<string> {
  const id = await deps.db.transaction(async (tx) => {
    await holdName(tx, `jobs:${pair}`);
    if (!(await getPair(tx, pair))) throw unknownPair();
    if ((await openJobs(tx, pair)).length > 0) {
      throw conflict('JOB_RUNNING', 'Для этой пары уже идёт задание.', 'A job of this pair is running already.');
    }
    const made = newId('job');
    const common = { id: made, kind, pairId: pair, reason, startedBy: by };
    if (kind === 'first_sync') await startJob(tx, common);
    else {
      const drift = run === undefined ? null : await getDrift(tx, run);
      if (drift === null || drift.pairId !== pair || drift.finishedAt === null) throw unknownRun();
      if (!(await tieRepair(tx, drift.id, made))) {
        throw conflict('DRIFT_REPAIRED', 'Эта сверка уже исправлена заданием.', 'A job has repaired this comparison already.');
      }
      await startJob(tx, { ...common, state: 'running', driftRun: drift.id, canaryDone: true });
      await closeTask(tx, `drift:${pair}`, by);
    }
    await recordCommand(tx, deps.vault, {
      by,
      type: 'job_started',
      data: { job: made, kind, pair, ...(run === undefined ? {} : { run }) },
      reason,
    });
    return made;
  });
  deps.wakeJobs();
  return id;
}

/**
 * Lets a planned job begin with its canary. The same confirmation again changes nothing.
 * @throws PlanChanged when the plan is another one
 */
export async function confirmJob(
  deps: Deps,
  by: string,
  id: string,
  { hash, reason }: { hash: string; reason: string },
): Promise<void> {
  await turned(deps, id, async (tx, job) => {
    if (job.planHash !== hash) throw new PlanChanged([{ path: 'hash', message: `${hash} → ${job.planHash ?? '–'}` }]);
    if (job.state !== 'planned' && job.state !== 'planning') return false;
    if (!(await moveJob(tx, id, ['planned'], { state: 'canary' }))) throw wrongState();
    await recordCommand(tx, deps.vault, { by, type: 'job_confirmed', data: { job: id, hash }, reason });
    return true;
  });
}

/** Halts an active job: nothing more is handed out. */
export async function haltJob(deps: Deps, by: string, id: string): Promise<void> {
  await turned(deps, id, async (tx) => {
    if (!(await halt(tx, id, null))) throw wrongState();
    await recordCommand(tx, deps.vault, { by, type: 'job_halted', data: { job: id } });
    return true;
  });
}

/** Lets a halted job go on where it stood. What it halted itself for counts as seen and let pass. */
export async function resumeJob(deps: Deps, by: string, id: string, reason: string | undefined): Promise<void> {
  await turned(deps, id, async (tx, job) => {
    const passed = job.halt === null ? [] : [job.halt.code];
    const set = { state: nextState(job), halt: null, acknowledged: [...job.acknowledged, ...passed] };
    if (!(await moveJob(tx, id, ['halted'], set))) throw wrongState();
    await closeTask(tx, `job:${id}`, by);
    await recordCommand(tx, deps.vault, { by, type: 'job_resumed', data: { job: id, passed }, reason });
    return true;
  });
}

/** Gives a job up for good; what it has done stays. */
export async function dropJob(deps: Deps, by: string, id: string, reason: string): Promise<void> {
  await turned(deps, id, async (tx) => {
    const set = { state: 'done' as const, finishedAt: new Date() };
    if (!(await moveJob(tx, id, ['planned', 'halted'], set))) throw wrongState();
    await closeTask(tx, `job:${id}`, by);
    await recordCommand(tx, deps.vault, { by, type: 'job_dropped', data: { job: id }, reason });
    return true;
  });
}

function nextState(job: BulkJobRow): JobState {
  if (job.planHash === null && job.kind === 'first_sync') return 'planning';
  return job.canaryDone ? 'running' : 'canary';
}

async function turned(
  deps: Deps,
  id: string,
  change: (tx: Parameters<Parameters<Deps['db']['transaction']>[0]>[0], job: BulkJobRow) => Promise<boolean>,
): Promise<void> {
  const moved = await deps.db.transaction(async (tx) => {
    const job = await getJob(tx, id);
    if (!job) throw unknownJob();
    return change(tx, job);
  });
  if (moved) deps.wakeJobs();
}
