import { DateTime } from 'luxon';
import type { Period } from './instant.ts';

/** What of a period fell on one local date; `24:00` is its end. */
export interface DayEntry {
  date: string;
  from: string;
  to: string;
}

/** A period cut at local midnights, the way people read a pause. */
export function byLocalDay({ start, end }: Period, zone: string): DayEntry[] {
  const entries: DayEntry[] = [];
  let from = DateTime.fromMillis(start, { zone });
  while (from.toMillis() < end) {
    const midnight = from.plus({ days: 1 }).startOf('day');
    const to = midnight.toMillis() <= end ? null : DateTime.fromMillis(end, { zone });
    entries.push({ date: from.toFormat('yyyy-MM-dd'), from: from.toFormat('HH:mm'), to: to?.toFormat('HH:mm') ?? '24:00' });
    from = midnight;
  }
  return entries;
}
