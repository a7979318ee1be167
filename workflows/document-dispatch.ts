import { condition, continueAsNew, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { DocumentActivities } from '../activities/documents.ts';
import { remoteCalls } from './activity-options.ts';
import { nudge, type Summary } from './nudged.ts';

const { drainDocuments } = proxyActivities<DocumentActivities>({ ...remoteCalls, summary: 'Разобрать документы заявки' });

const MAX_EVENTS = 2_000;

/**
 * Sees a claim's documents to the people whom they are for: looks at each nudge and at the moment that the last look has named, and ends when nothing is to come.
 * The look decides, from rows and the booking system; the timer only wakes.
 */
export async function documentDispatch(link: string): Promise<Summary> {
  let nudged = true;
  setHandler(nudge, () => {
    nudged = true;
  });
  const summary: Summary = { drains: 0, events: 0, writes: 0, echoes: 0, conflicts: 0 };
  for (;;) {
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > MAX_EVENTS)
      await continueAsNew<typeof documentDispatch>(link);
    nudged = false;
    const step = await drainDocuments(link, Date.now());
    summary.drains += 1;
    summary.events += step.events;
    summary.writes += step.writes;
    if (nudged || step.more) continue;
    // The last check and the return happen in one turn: a nudge that arrives meanwhile reopens the run instead of being lost.
    if (step.wake === null) return summary;
    await condition(() => nudged, Math.max(step.wake.at - Date.now(), 1_000), { summary: step.wake.why });
  }
}
