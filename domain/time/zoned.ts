import { DateTime } from 'luxon';

/** The calendar date of a moment in a zone, as `YYYY-MM-DD`. */
export function dateIn(zone: string, at: number): string {
  return DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd');
}

/** The moment at which a date begins in a zone, in epoch milliseconds. @throws Error for what is not a date */
export function startOfDate(zone: string, date: string): number {
  const start = DateTime.fromISO(date, { zone }).startOf('day');
  if (!start.isValid) throw new Error(`${date} is not a date`);
  return start.toMillis();
}

/** A moment as people of a zone write it: `23.11.2026 03:12`. */
export function localMoment(zone: string, at: number): string {
  return DateTime.fromMillis(at, { zone }).toFormat('dd.MM.yyyy HH:mm');
}
