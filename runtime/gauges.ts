import { backlog } from '../store/backlog.ts';
import type { Database } from '../store/database.ts';
import type { Metrics } from './metrics.ts';

/** Sets the gauges that come from the database. */
export async function measure(db: Database, metrics: Metrics): Promise<void> {
  const now = await backlog(db);
  metrics.inboxPending.reset();
  metrics.inboxOldest.reset();
  for (const { process, pending, oldestSeconds } of now.inbox) {
    metrics.inboxPending.set({ process }, pending);
    metrics.inboxOldest.set({ process }, oldestSeconds);
  }
  metrics.tasksOpen.reset();
  for (const { kind, open } of now.tasks) metrics.tasksOpen.set({ kind }, open);
  metrics.effectsOpen.set(now.effectsOpen);
}
