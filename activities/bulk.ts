import { setTimeout as sleep } from 'node:timers/promises';
import { type BulkJobRow, finishJob, getJob, isActive, outstanding } from '../store/bulk-jobs.ts';
import { getPair, type PairRow } from '../store/connections.ts';
import { feedCanary, feedClaims, feedRepair, PAGE_SIZE } from './bulk-feed.ts';
import { planStep } from './bulk-plan.ts';
import { endCanary, watchJob } from './bulk-watch.ts';
import { begun, running } from './context.ts';
import type { SyncDeps } from './deps.ts';

export interface BulkStep {
  state: BulkJobRow['state'];
  fed: number;
}

export interface BulkActivities {
  /**
   * Feeds a job for up to a minute: plans it, hands out its canary, then the next page of subjects whenever few are outstanding, so that a halt takes effect
   * at once. A job that goes wrong halts itself.
   * Page and cursor are committed together: after a crash the walk goes on where it stood, and nothing is handed out twice.
   */
  feedBulk(jobId: string): Promise<BulkStep>;
}

export interface BulkDeps extends SyncDeps {
  onEvents(): void;
}

const BUDGET_MS = 45_000;
const LOOK_MS = 500;
/** How often a running job is looked at for anomalies. */
const WATCH_MS = 10_000;
/** Subjects handed out and not yet worked off, at most. */
const OUTSTANDING = 200;

export function createBulkActivities(deps: BulkDeps): BulkActivities {
  return {
    feedBulk: (jobId) =>
      running(deps.limitScale, async () => {
        begun();
        const until = Date.now() + BUDGET_MS;
        const looked = { at: Date.now() };
        for (;;) {
          const job = await getJob(deps.db, jobId);
          if (job === null || !isActive(job)) return { state: job?.state ?? 'halted', fed: job?.fed ?? 0 };
          const waiting = await outstanding(deps.db, jobId);
          if (job.state === 'running' && job.walked && waiting === 0) {
            if (await watchJob(deps, job)) continue;
            await finishJob(deps.db, jobId);
            return { state: 'done', fed: job.fed };
          }
          if (Date.now() > until) return { state: 'running', fed: job.fed };
          const pair = await getPair(deps.db, job.pairId);
          if (!pair) await sleep(LOOK_MS);
          else await step(deps, job, pair, waiting, looked);
        }
      }),
  };
}

/** The next thing that a job in one of its active states has to do. */
async function step(deps: BulkDeps, job: BulkJobRow, pair: PairRow, waiting: number, looked: { at: number }): Promise<void> {
  if (job.state === 'planning') return planStep(deps, job, pair);
  if (job.state === 'canary' && job.fed > 0 && waiting === 0) return endCanary(deps, job, pair);
  if (Date.now() - looked.at > WATCH_MS) {
    looked.at = Date.now();
    if (await watchJob(deps, job)) return;
  }
  if (job.walked || waiting > OUTSTANDING - PAGE_SIZE || (job.state === 'canary' && job.fed > 0)) return sleep(LOOK_MS);
  if (job.state === 'canary') await feedCanary(deps, job, pair);
  else if (job.kind === 'drift_repair') await feedRepair(deps, job, pair);
  else await feedClaims(deps, job, pair);
  deps.onEvents();
}
