import { type Hours, without } from './hours.ts';
import type { Instant, Period } from './instant.ts';

/** Choices on which engines differ; each unit's policy names its own. */
export interface Reckoning {
  /** Where a norm ends that is used up exactly when work ends: then, or when work opens next. */
  atClose: 'close' | 'next_opening';
  /** `truncate`: moments count by whole minutes. */
  seconds: 'keep' | 'truncate';
  /** What a calendar that never opens means: hours count round the clock, or nothing is ever due. */
  neverOpen: 'wall_clock' | 'never';
}

export const DEFAULT_RECKONING: Reckoning = { atClose: 'close', seconds: 'keep', neverOpen: 'never' };

/** The moment as the policy reads it. */
export function rounded(moment: Instant, { seconds }: Pick<Reckoning, 'seconds'>): Instant {
  return seconds === 'truncate' ? Math.floor(moment / 60_000) * 60_000 : moment;
}

/** Working milliseconds from `from` to `to`, less what lies within `pauses`; 0 when `to` is not after `from`. */
export function workingTime(hours: Hours, from: Instant, to: Instant, pauses: readonly Period[] = []): number {
  let total = 0;
  for (const period of hours.after(from)) {
    if (period.start >= to) break;
    const within = { start: Math.max(period.start, from), end: Math.min(period.end, to) };
    for (const { start, end } of without([within], pauses)) total += end - start;
  }
  return total;
}

/**
 * The moment at which `ms` of working time have passed since `from`, pauses not counted. No time at all gives the first working moment.
 *
 * Null: never, because work does not open again or the last pause has no end.
 */
export function afterWorking(
  hours: Hours,
  from: Instant,
  ms: number,
  how: Reckoning,
  pauses: readonly Period[] = [],
): Instant | null {
  let left = ms;
  let opened = false;
  let touched: Instant | null = null;
  for (const period of hours.after(from)) {
    opened = true;
    // A norm that ended with a period goes on only where the next does not touch it.
    if (touched !== null && period.start === touched) return touched;
    const within = { start: Math.max(period.start, from), end: period.end };
    for (const { start, end } of without([within], pauses)) {
      if (touched !== null) return start;
      const length = end - start;
      if (left < length || (left === length && how.atClose === 'close')) return start + left;
      left -= length;
      if (left === 0) touched = end;
    }
    if (pauses.some(({ end }) => end === Number.POSITIVE_INFINITY) && period.start > lastStart(pauses)) return null;
  }
  return opened || how.neverOpen === 'never' ? null : from + ms;
}

/** The moment from which `ms` of working time lead up to `until`. No time at all gives the last working moment. Null: there never was so much. */
export function beforeWorking(hours: Hours, until: Instant, ms: number, pauses: readonly Period[] = []): Instant | null {
  let left = ms;
  for (const period of hours.before(until)) {
    const within = { start: period.start, end: Math.min(period.end, until) };
    for (const { start, end } of without([within], pauses).reverse()) {
      const length = end - start;
      if (left <= length) return end - left;
      left -= length;
    }
  }
  return null;
}

const lastStart = (pauses: readonly Period[]) => Math.max(...pauses.map(({ start }) => start));
