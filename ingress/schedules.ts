import { type Client, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { QUEUES } from './hub.ts';
import { runIds } from './subjects.ts';

/** A recurring start, as the database wants it. */
export interface WantedSchedule {
  id: string;
  workflow: 'pull' | 'maintain' | 'reconcile';
  args: string[];
  /** Either a period in seconds, or a daily hour in a zone. */
  every: { seconds: number } | { hour: number; zone: string };
  note: string;
}

/** Schedules that people have stopped, with their reason: they stand in Temporal, and do not fire. */
export type Paused = ReadonlyMap<string, string>;

const DAY_SECONDS = 86_400;

export function pullSchedule(connectionId: string, name: string, seconds: number): WantedSchedule {
  return {
    id: runIds.pull(connectionId, name),
    workflow: 'pull',
    args: [connectionId, name],
    every: { seconds },
    note: `Лента «${name}» подключения ${connectionId}`,
  };
}

export function maintainSchedule(connectionId: string): WantedSchedule {
  return {
    id: runIds.maintain(connectionId),
    workflow: 'maintain',
    args: [connectionId],
    every: { seconds: DAY_SECONDS },
    note: `Поддержание подключения ${connectionId}`,
  };
}

export function reconcileSchedule(pairId: string, hour: number, zone: string): WantedSchedule {
  return {
    id: runIds.reconcile(pairId),
    workflow: 'reconcile',
    args: [pairId],
    every: { hour, zone },
    note: `Ночная сверка пары ${pairId}`,
  };
}

const PREFIXES = ['pull:', 'upkeep:'];

/**
 * Makes Temporal's schedules equal to the wanted ones: creates what is missing, removes what nobody wants, replaces what differs, stops and lets go
 * as people decided. Idempotent; several processes may run it at once.
 */
export async function reconcileSchedules(
  client: Client,
  wanted: readonly WantedSchedule[],
  paused: Paused,
): Promise<{ created: number; removed: number }> {
  const present = new Map<string, { shape: string; stopped: boolean }>();
  for await (const { scheduleId, memo, state } of client.schedule.list()) {
    if (isOurs(scheduleId)) present.set(scheduleId, { shape: String(memo?.['shape'] ?? ''), stopped: state.paused });
  }
  let created = 0;
  let removed = 0;
  const ids = new Set(wanted.map((schedule) => schedule.id));
  for (const [id, { shape }] of present) {
    const keep = wanted.find((schedule) => schedule.id === id);
    if (keep && shapeOf(keep) === shape) continue;
    await remove(client, id);
    present.delete(id);
    removed += ids.has(id) ? 0 : 1;
  }
  for (const schedule of wanted) {
    const known = present.get(schedule.id);
    const why = paused.get(schedule.id);
    if (known === undefined) {
      await create(client, schedule, why);
      created += 1;
    } else if (known.stopped !== (why !== undefined)) {
      const handle = client.schedule.getHandle(schedule.id);
      await (why === undefined ? handle.unpause(schedule.note) : handle.pause(why));
    }
  }
  return { created, removed };
}

/** Whether a schedule is one that the hub keeps. */
export const isOurs = (scheduleId: string): boolean => PREFIXES.some((prefix) => scheduleId.startsWith(prefix));

/**
 * Reads a feed now. One that is being read is read once more afterwards: it may have passed the place where the news stands.
 * @throws ScheduleNotFoundError for a feed that nobody reads
 */
export async function triggerPull(client: Client, connectionId: string, name: string): Promise<void> {
  await client.schedule.getHandle(runIds.pull(connectionId, name)).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}

function shapeOf(schedule: WantedSchedule): string {
  return JSON.stringify([schedule.workflow, schedule.args, schedule.every]);
}

async function create(client: Client, schedule: WantedSchedule, paused: string | undefined): Promise<void> {
  const { every } = schedule;
  try {
    await client.schedule.create({
      scheduleId: schedule.id,
      spec:
        'seconds' in every
          ? { intervals: [{ every: every.seconds * 1000 }] }
          : { calendars: [{ hour: every.hour, minute: 0, comment: schedule.note }], timezone: every.zone },
      action: {
        type: 'startWorkflow',
        workflowType: schedule.workflow,
        workflowId: schedule.id,
        args: schedule.args,
        taskQueue: QUEUES.sync,
        staticSummary: schedule.note,
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      memo: { shape: shapeOf(schedule) },
      state:
        paused === undefined ? { note: schedule.note, triggerImmediately: 'seconds' in every } : { note: paused, paused: true },
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ScheduleAlreadyRunning') throw error;
  }
}

async function remove(client: Client, id: string): Promise<void> {
  try {
    await client.schedule.getHandle(id).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
