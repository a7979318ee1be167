import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { BulkActivities, BulkStep } from '../activities/bulk.ts';
import { remoteCalls } from './activity-options.ts';

const { feedBulk } = proxyActivities<BulkActivities>({
  ...remoteCalls,
  taskQueue: 'bulk',
  summary: 'Раздать следующую порцию задания',
});

const MAX_EVENTS = 2_000;

const isActive = (state: BulkStep['state']) => state === 'planning' || state === 'canary' || state === 'running';

/** Feeds one bulk job until it is done or halted; a resumed job gets a new run, which goes on where this one stood. */
export async function bulk(job: string): Promise<BulkStep> {
  for (;;) {
    const step = await feedBulk(job);
    if (!isActive(step.state)) return step;
    if (workflowInfo().historyLength > MAX_EVENTS) await continueAsNew<typeof bulk>(job);
  }
}
