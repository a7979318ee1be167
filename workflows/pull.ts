import { proxyActivities } from '@temporalio/workflow';
import type { PullActivities, PullStep } from '../activities/pulls.ts';
import { remoteCalls } from './activity-options.ts';

const { runPull } = proxyActivities<PullActivities>({
  ...remoteCalls,
  taskQueue: 'bulk',
  scheduleToCloseTimeout: '30 minutes',
  summary: 'Прочитать ленту изменений',
});

/** Steps in one run; a feed that has still more is read on by the next scheduled run. */
const MAX_STEPS = 30;

/** Reads one feed of one connection from its cursor to its end. */
export async function pull(connection: string, name: string): Promise<PullStep> {
  const total: PullStep = { pages: 0, events: 0, more: true };
  for (let step = 0; total.more && step < MAX_STEPS; step += 1) {
    const done = await runPull(connection, name);
    total.pages += done.pages;
    total.events += done.events;
    total.more = done.more && done.pages > 0;
  }
  return total;
}
