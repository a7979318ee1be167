import { condition, continueAsNew, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { RelayActivities } from '../activities/relay.ts';
import { remoteCalls } from './activity-options.ts';
import { nudge } from './nudged.ts';

const { drainRelay } = proxyActivities<RelayActivities>({ ...remoteCalls, summary: 'Передать события маршрута' });

const MAX_EVENTS = 2_000;

export interface RelaySummary {
  drains: number;
  events: number;
  writes: number;
  parked: number;
}

/**
 * Works off one lane of a route until nothing is left: once per nudge, on while a pass has more, and again when a postponed event is due. The last check
 * and the return happen in one turn, so that a nudge which arrives meanwhile reopens the run instead of being lost.
 */
export async function relay(lane: string): Promise<RelaySummary> {
  let nudged = true;
  setHandler(nudge, () => {
    nudged = true;
  });
  const summary: RelaySummary = { drains: 0, events: 0, writes: 0, parked: 0 };
  let more = false;
  while (nudged || more) {
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > MAX_EVENTS)
      await continueAsNew<typeof relay>(lane);
    nudged = false;
    const step = await drainRelay(lane);
    more = step.more;
    summary.drains += 1;
    summary.events += step.events;
    summary.writes += step.writes;
    summary.parked += step.parked;
    if (!more && step.retryInMs !== null) {
      await condition(() => nudged, step.retryInMs);
      more = true;
    }
  }
  return summary;
}
