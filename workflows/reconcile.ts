import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ReconcileActivities } from '../activities/reconcile.ts';
import { remoteCalls } from './activity-options.ts';

const { startReconcile, reconcilePage, finishReconcile } = proxyActivities<ReconcileActivities>({
  ...remoteCalls,
  taskQueue: 'bulk',
  summary: 'Сравнить обе стороны целиком',
});

const MAX_EVENTS = 2_000;

export interface ReconcileState {
  run: number;
  after: string | null;
  different: number;
}

/** Compares all deals of a pair with their claims; what differs is noted and brought into agreement by its own run. */
export async function reconcile(pair: string, resumed?: ReconcileState): Promise<{ run: number; different: number }> {
  const state = resumed ?? { run: await startReconcile(pair), after: null, different: 0 };
  for (;;) {
    const page = await reconcilePage(state.run, pair, state.after);
    state.different += page.different;
    if (page.next === null) break;
    state.after = page.next;
    if (workflowInfo().historyLength > MAX_EVENTS) await continueAsNew<typeof reconcile>(pair, state);
  }
  await finishReconcile(state.run);
  return { run: state.run, different: state.different };
}
