import type { Hours } from './hours.ts';
import type { Instant, Period } from './instant.ts';
import { afterWorking, beforeWorking, DEFAULT_RECKONING, type Reckoning, rounded, workingTime } from './reckon.ts';

/** Something that happens at a distance from the due moment, in working time. */
export interface Mark {
  /** Names it in journals and notices: `warning`, `escalation-1`. */
  id: string;
  /** Before the due moment, or after it where negative. */
  beforeMs: number;
}

export interface ClockPolicy extends Reckoning {
  /** Working time allowed. Null: time is counted and nothing is due. */
  normMs: number | null;
  marks: readonly Mark[];
}

/** What happened to one clock; several attempts are several clocks. */
export interface ClockHistory {
  startedAt: Instant;
  /** In order, apart from each other; the last may be open (`to: null`). */
  pauses: readonly { from: Instant; to: Instant | null }[];
  /** When what the clock waits for was done. */
  stoppedAt: Instant | null;
  /** A moment that is due by itself, such as days before a departure: it stands in place of the norm, and no pause moves it. */
  dueAt?: Instant | null;
}

/**
 * What a clock shows.
 *
 * | state | means |
 * |---|---|
 * | running | time counts; `due` is set where there is a norm |
 * | paused | time stands still; nothing is due |
 * | overdue | the norm is used up and it goes on |
 * | met, missed | stopped in time, or late |
 */
export interface ClockReading {
  state: 'running' | 'paused' | 'overdue' | 'met' | 'missed';
  /** Null: no norm, paused before it was used up, or the calendar does not open again. */
  due: Instant | null;
  /** Working time banked so far, never negative. */
  usedMs: number;
  /** Norm less time used, or working time up to a moment due by itself; negative when late. Null where nothing can be due. */
  leftMs: number | null;
  /** When each mark falls; a mark before the start falls on the start. Empty while nothing is due and for a stopped clock. */
  marks: { id: string; at: Instant }[];
  /** The next moment at which this reading changes or a mark falls, after `now`. Null: only an event changes it. */
  wakeAt: Instant | null;
}

/** Nothing is due and nothing is warned of: a base for policies. */
export const UNTIMED: ClockPolicy = { ...DEFAULT_RECKONING, normMs: null, marks: [] };

/**
 * What a clock shows at `now`: a function of its history, the calendar version and the policy, and of nothing else.
 *
 * A pause shifts the due moment by the working part of it. A clock that was stopped late is late, whenever anyone looks.
 */
export function readClock(history: ClockHistory, hours: Hours, policy: ClockPolicy, now: Instant): ClockReading {
  const start = rounded(history.startedAt, policy);
  const until = rounded(history.stoppedAt ?? now, policy);
  const fixed = history.dueAt ?? null;
  const pauses = (fixed === null ? history.pauses : []).map(({ from, to }) => ({
    start: rounded(from, policy),
    end: to === null ? Number.POSITIVE_INFINITY : rounded(to, policy),
  }));
  const usedMs = worked(hours, start, until, pauses, policy);
  const due = fixed ?? (policy.normMs === null ? null : afterWorking(hours, start, policy.normMs, policy, pauses));
  const leftMs = fixed === null ? (policy.normMs === null ? null : policy.normMs - usedMs) : leftTo(fixed, until, hours);

  if (history.stoppedAt !== null) {
    const late = leftMs !== null && (leftMs < 0 || (due !== null && due < until));
    return { state: late ? 'missed' : 'met', due, usedMs, leftMs, marks: [], wakeAt: null };
  }
  const marks = due === null ? [] : marksOf(policy.marks, due, start, hours, policy, pauses);
  const wakeAt = next([...(due === null ? [] : [due]), ...marks.map(({ at }) => at)], now);
  return { state: stateOf(due, pauses, now), due, usedMs, leftMs, marks, wakeAt };
}

function stateOf(due: Instant | null, pauses: readonly Period[], now: Instant): ClockReading['state'] {
  if (due !== null && due <= now) return 'overdue';
  return pauses.some(({ start, end }) => start <= now && now < end) ? 'paused' : 'running';
}

/** Working time up to a moment; negative once it is past. */
function leftTo(due: Instant, now: Instant, hours: Hours): number {
  return now <= due ? workingTime(hours, now, due) : 0 - workingTime(hours, due, now);
}

function marksOf(
  marks: readonly Mark[],
  due: Instant,
  start: Instant,
  hours: Hours,
  how: Reckoning,
  pauses: readonly Period[],
): ClockReading['marks'] {
  const at = ({ beforeMs }: Mark): Instant | null => {
    if (beforeMs < 0) return afterWorking(hours, due, -beforeMs, { ...how, atClose: 'close' }, pauses);
    if (beforeMs === 0) return due;
    return Math.max(beforeWorking(hours, due, beforeMs, pauses) ?? start, start);
  };
  const fallen = marks.flatMap((mark) => {
    const moment = at(mark);
    return moment === null ? [] : [{ id: mark.id, at: moment }];
  });
  return fallen.sort((a, b) => a.at - b.at);
}

/** Where a calendar never opens and hours then count round the clock, so does the time used. */
function worked(hours: Hours, from: Instant, to: Instant, pauses: readonly Period[], { neverOpen }: Reckoning): number {
  const within = workingTime(hours, from, to, pauses);
  if (within > 0 || neverOpen === 'never' || opens(hours, from)) return within;
  return Math.max(0, to - from);
}

function opens(hours: Hours, from: Instant): boolean {
  for (const _ of hours.after(from)) return true;
  return false;
}

const next = (moments: readonly Instant[], now: Instant) => {
  const coming = moments.filter((moment) => moment > now);
  return coming.length === 0 ? null : Math.min(...coming);
};
