import { DateTime } from 'luxon';

/** Hours of every day, `HH:mm`; from an evening into the next morning where `to` is not after `from`. */
export interface DailyHours {
  from: string;
  to: string;
}

/**
 * The first moment from `at` on that lies outside these hours, by the clock on the wall of a zone; times in epoch milliseconds. Where a clock change skips
 * the end, the moment after the gap.
 */
export function outside(hours: DailyHours, zone: string, at: number): number {
  const local = DateTime.fromMillis(at, { zone });
  const time = local.toFormat('HH:mm');
  const { from, to } = hours;
  if (from === to) return at;
  const overnight = to < from;
  const within = overnight ? time >= from || time < to : time >= from && time < to;
  if (!within) return at;
  const day = overnight && time >= from ? local.plus({ days: 1 }) : local;
  const [hour = 0, minute = 0] = to.split(':').map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 }).toMillis();
}
