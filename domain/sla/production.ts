import type { Span, SpecialDay, Week, Weekday } from './calendar.ts';

/** A year of a country's production calendar, for a five-day week. */
export interface ProductionYear {
  year: number;
  /** Whether the year's transfers of days off are in it already. */
  decree: boolean;
  /** Days off by title. */
  closed: Readonly<Record<string, readonly string[]>>;
  /** Saturdays and Sundays that are worked. */
  working: readonly string[];
  /** Days that end an hour earlier. */
  short: readonly string[];
}

const HOUR = 60;

/**
 * The special days of a unit that keeps to the production calendar: closed on days off, at work on transferred ones like on a Monday, an hour
 * less before holidays.
 *
 * A weekday on which the unit is closed anyway stays closed when it is only shortened.
 */
export function productionDays(years: readonly ProductionYear[], week: Week): Record<string, SpecialDay> {
  const days: Record<string, SpecialDay> = {};
  for (const { closed, working, short } of years) {
    for (const [title, dates] of Object.entries(closed)) for (const date of dates) days[date] = { title, spans: [] };
    for (const date of working) days[date] = { title: 'Рабочий день по переносу', spans: week[1] ?? [] };
    for (const date of short) {
      const spans = working.includes(date) ? (week[1] ?? []) : (week[weekdayOf(date)] ?? []);
      if (spans.length > 0) days[date] = { title: 'Сокращённый день', spans: shortened(spans) };
    }
  }
  return days;
}

function shortened(spans: readonly Span[]): Span[] {
  const last = spans.at(-1);
  if (last === undefined) return [];
  const rest = spans.slice(0, -1);
  return last.to - last.from > HOUR ? [...rest, { from: last.from, to: last.to - HOUR }] : rest;
}

const weekdayOf = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() || 7) as Weekday;
