import { type Client, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { HubError } from '../domain/errors.ts';
import { isOurs } from './schedules.ts';

/** A recurring start as it stands in Temporal. */
export interface StandingSchedule {
  id: string;
  /** What it starts: `pull`, `maintain`, `reconcile`. */
  workflow: string;
  /** What it is about: ids of a connection or a pair, and the name of a feed. */
  args: string[];
  every: { seconds: number } | { hour: number; zone: string } | null;
  paused: boolean;
  last: { at: Date; workflowId: string } | null;
  next: Date | null;
}

/** Every schedule that the hub keeps, by id. @throws HubError `transient` when Temporal is away */
export async function standingSchedules(client: Client): Promise<StandingSchedule[]> {
  const standing: StandingSchedule[] = [];
  await reaching(async () => {
    for await (const { scheduleId: id, action, memo, state, info } of client.schedule.list()) {
      if (!isOurs(id)) continue;
      const [, args = [], every = null] = shapeIn(memo?.['shape']);
      const last = info.recentActions.at(-1);
      standing.push({
        id,
        workflow: action?.workflowType ?? '',
        args,
        every,
        paused: state.paused,
        last: last ? { at: last.takenAt, workflowId: last.action.workflow.workflowId } : null,
        next: state.paused ? null : (info.nextActionTimes[0] ?? null),
      });
    }
  });
  return standing.sort((one, other) => one.id.localeCompare(other.id));
}

/**
 * Starts what a schedule starts, now; once more afterwards where it is running.
 * @throws HubError `not_found` for a schedule that does not stand, `transient` when Temporal is away
 */
export function triggerSchedule(client: Client, id: string): Promise<void> {
  return reaching(() => client.schedule.getHandle(id).trigger(ScheduleOverlapPolicy.BUFFER_ONE));
}

type Shape = [workflow?: string, args?: string[], every?: StandingSchedule['every']];

/** The memo that schedules are compared by. */
function shapeIn(memo: unknown): Shape {
  return typeof memo === 'string' && memo.startsWith('[') ? (JSON.parse(memo) as Shape) : [];
}

async function reaching<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) {
      const userMessage = { ru: 'Такого расписания нет.', en: 'There is no such schedule.' };
      throw new HubError({ code: 'SCHEDULE_UNKNOWN', kind: 'not_found', userMessage });
    }
    const userMessage = { ru: 'Temporal сейчас не отвечает, повторите позже.', en: 'Temporal does not answer, try again later.' };
    throw new HubError({ code: 'TEMPORAL_AWAY', kind: 'transient', userMessage, cause: error });
  }
}
