import { type ClockPolicy, readClock } from '../sla/clock.ts';
import type { Hours } from '../sla/hours.ts';
import type { Instant } from '../sla/instant.ts';
import { afterWorking, beforeWorking, DEFAULT_RECKONING } from '../sla/reckon.ts';
import { addDays } from '../time/date.ts';
import { startOfDate } from '../time/zoned.ts';
import type { DeadlineLevel, PackPolicy, PartRule, PlannedPart } from './types.ts';

const HOUR_MS = 3_600_000;

export interface Deadline {
  due: Instant | null;
  level: DeadlineLevel;
  /** The next moment at which this changes by itself. */
  wakeAt: Instant | null;
}

const NEVER: Deadline = { due: null, level: 'none', wakeAt: null };

/** The deadline of a part: working hours since everything for it was there. @param sentAt when it was proven; null while it is not */
export function partDeadline(
  { within }: Pick<PartRule, 'within'>,
  readyAt: Instant | null,
  sentAt: Instant | null,
  hours: Hours,
  now: Instant,
): Deadline {
  if (within === null || readyAt === null) return NEVER;
  const policy: ClockPolicy = {
    ...DEFAULT_RECKONING,
    normMs: within.hours * HOUR_MS,
    marks: [
      { id: 'warning', beforeMs: within.warnHours * HOUR_MS },
      { id: 'escalation', beforeMs: -within.escalateHours * HOUR_MS },
    ],
  };
  const running = readClock({ startedAt: readyAt, stoppedAt: null, pauses: [] }, hours, policy, sentAt ?? now);
  const at = (id: string) => running.marks.find((mark) => mark.id === id)?.at ?? null;
  const level = levelAt({ warning: at('warning'), breach: running.due, escalation: at('escalation') }, sentAt ?? now);
  return { due: running.due, level, wakeAt: sentAt === null ? running.wakeAt : null };
}

/**
 * The deadline of the whole pack: the beginning of the day that is so many days before the tour. It runs while a part that can go before that day has not gone.
 * @param zone of the unit
 */
export function packDeadline(
  { whole }: Pick<PackPolicy, 'whole'>,
  start: string | null,
  open: readonly Pick<PlannedPart, 'rule' | 'state'>[],
  hours: Hours,
  now: Instant,
): Deadline {
  if (whole === null || start === null) return NEVER;
  const due = startOfDate(hours.zone, addDays(start, -whole.daysBefore));
  const late = open.filter(({ rule, state }) => OWED.includes(state) && goesBefore(rule, whole.daysBefore));
  if (late.length === 0) return { ...NEVER, due };
  const marks = {
    warning: beforeWorking(hours, due, whole.warnHours * HOUR_MS),
    breach: due,
    escalation: afterWorking(hours, due, whole.escalateHours * HOUR_MS, DEFAULT_RECKONING),
  };
  const coming = Object.values(marks).filter((moment) => moment !== null && moment > now) as Instant[];
  return { due, level: levelAt(marks, now), wakeAt: coming.length === 0 ? null : Math.min(...coming) };
}

const OWED: readonly PlannedPart['state'][] = ['not_yet', 'waiting', 'ready', 'sending', 'changed', 'unknown', 'failed'];

function goesBefore({ when }: Pick<PartRule, 'when'>, days: number): boolean {
  return when.kind === 'now' || when.kind === 'visa' || (when.kind === 'days_before' && when.days > days);
}

function levelAt(
  { warning, breach, escalation }: { warning: Instant | null; breach: Instant | null; escalation: Instant | null },
  now: Instant,
): DeadlineLevel {
  const past = (moment: Instant | null) => moment !== null && moment <= now;
  if (past(escalation)) return 'escalation';
  if (past(breach)) return 'breach';
  return past(warning) ? 'warning' : 'none';
}
