import { defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';

/** Says that rows are waiting; carries nothing. */
export const nudge = defineSignal('nudge');

const MAX_EVENTS = 2_000;

/** What every drain step reports. */
export interface Step {
  more: boolean;
  events: number;
  writes: number;
  echoes: number;
  conflicts: number;
}

export type Summary = Omit<Step, 'more'> & { drains: number };

/**
 * Drains a subject until nothing is left: once per nudge, and on while a step has more. The last check and the return happen in one turn, so that a
 * nudge which arrives meanwhile reopens the run instead of being lost.
 */
export async function drainUntilQuiet(step: () => Promise<Step>, again: () => Promise<never>): Promise<Summary> {
  let nudged = true;
  setHandler(nudge, () => {
    nudged = true;
  });
  const summary: Summary = { drains: 0, events: 0, writes: 0, echoes: 0, conflicts: 0 };
  let more = false;
  while (nudged || more) {
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > MAX_EVENTS) await again();
    nudged = false;
    const done = await step();
    more = done.more;
    summary.drains += 1;
    summary.events += done.events;
    summary.writes += done.writes;
    summary.echoes += done.echoes;
    summary.conflicts += done.conflicts;
  }
  return summary;
}
