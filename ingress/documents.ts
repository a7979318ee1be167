import type { Client } from '@temporalio/client';
import type { Database } from '../store/database.ts';
import { overduePacks, waitingPacks } from '../store/document-packs.ts';
import { movedSends } from '../store/document-sends.ts';
import { insertEvents, type NewEvent } from '../store/inbox.ts';
import type { Vault } from '../store/keys.ts';
import type { Hub } from './hub.ts';
import { subjects } from './subjects.ts';

/** Wakes the run of a claim's documents; several before it looks are one. */
export function documentsHint(connectionId: string, linkId: string): NewEvent {
  const subject = subjects.documents(linkId);
  return { connectionId, deliveryId: null, kind: 'hint', entity: 'documents', externalId: linkId, subject };
}

const AT_ONCE = 200;
/** A timer is given this long before the database wakes its run itself. */
const LATE_MS = 60_000;

/**
 * Tells the runs of documents what they cannot see by themselves: that a message of theirs has arrived or failed, and that their own moment has passed while
 * their timer did not fire. Idempotent; several processes may do it at once. Returns how many were told.
 */
export async function tellDocuments(db: Database, vault: Vault, now: Date): Promise<number> {
  const moved = await movedSends(db, AT_ONCE);
  const late = await overduePacks(db, new Date(now.getTime() - LATE_MS), AT_ONCE);
  const hints = [...moved, ...late].map(({ connectionId, linkId }) => documentsHint(connectionId, linkId));
  if (hints.length > 0) await insertEvents(db, vault, hints);
  return hints.length;
}

/**
 * Makes sure that every pack which waits for a moment of its own has a run to wait with: runs that were ended, or lost with the engine's database, are
 * started anew and take their moment from the store. Returns how many were missing.
 */
export async function keepDispatches(client: Client, hub: Hub, db: Database): Promise<number> {
  const wanted = await waitingPacks(db);
  if (wanted.length === 0) return 0;
  const query = "WorkflowType = 'documentDispatch' and ExecutionStatus = 'Running'";
  const { count } = await client.workflow.count(query);
  if (count >= wanted.length) return 0;
  const running = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query })) running.add(workflowId);
  const missing = wanted.map(subjects.documents).filter((subject) => !running.has(subject));
  await hub.nudge(missing);
  return missing.length;
}
