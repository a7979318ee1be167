import type { Client } from '@temporalio/client';
import { runningJobs } from '../store/bulk-jobs.ts';
import type { Database } from '../store/database.ts';
import { QUEUES } from './hub.ts';
import { runIds } from './subjects.ts';

/** Makes sure that every running job has its run: a new one after a resume, a terminated run, or the loss of the engine's database. Idempotent. */
export async function keepJobs(client: Client, db: Database): Promise<void> {
  for (const job of await runningJobs(db)) {
    await client.workflow.start('bulk', {
      workflowId: runIds.bulk(job.id),
      taskQueue: QUEUES.sync,
      args: [job.id],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Задание ${job.kind}, пара ${job.pairId}`,
    });
  }
}
