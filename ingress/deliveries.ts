import type { Client } from '@temporalio/client';
import type { Database } from '../store/database.ts';
import { dueAccounts, leavePausedAccounts } from '../store/delivery-attempts.ts';
import type { Vault } from '../store/keys.ts';
import { QUEUES, senderSummary } from './hub.ts';
import { subjects } from './subjects.ts';

/**
 * Makes sure that every account with something to send has its sender: after a new message, a wait that is over, a terminated run, or the loss of
 * the engine's database. Messages that wait for a paused account take their next way first. Idempotent.
 */
export async function keepSenders(client: Client, { db, vault }: { db: Database; vault: Vault }, now: Date): Promise<void> {
  await leavePausedAccounts(db, vault, now);
  for (const account of await dueAccounts(db, now)) {
    await client.workflow.start('deliveries', {
      workflowId: subjects.deliveries(account),
      taskQueue: QUEUES.sync,
      args: [account],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: senderSummary(account),
    });
  }
}
