import { IANAZone } from 'luxon';
import { dateOf } from '../time/date.ts';

/** Minutes after local midnight of its day; `to` may lie past midnight, up to 2 880. */
export interface Span {
  from: number;
  to: number;
}

/** Working hours of a week by ISO weekday (1 = Monday); a weekday that is not named is closed. */
export type Week = Partial<Record<Weekday, readonly Span[]>>;
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** One date that is not like its weekday. `active: false` keeps the line and lets the date be like any other. */
export interface SpecialDay {
  title: string;
  /** Empty: closed. */
  spans: readonly Span[];
  active?: boolean;
}

/**
 * When a unit works.
 *
 * Weeks are versions by date: the one with the latest `since` that is not after the local date counts; before the first, the first does.
 * A special day replaces the hours of its date (holidays, transferred and shortened days); breaks are taken out of whatever a date's hours are.
 */
export interface Calendar {
  /** IANA name, such as `Europe/Moscow`. */
  zone: string;
  weeks: readonly { since: string; hours: Week }[];
  /** By local date, `YYYY-MM-DD`. */
  days: Readonly<Record<string, SpecialDay>>;
  breaks?: readonly { date: string; spans: readonly Span[] }[];
}

export interface CalendarMistake {
  /** Dotted, such as `days.2026-01-01.spans.0`. */
  path: string;
  code: 'zone_unknown' | 'week_missing' | 'date_wrong' | 'span_empty' | 'span_outside' | 'spans_overlap';
}

const MINUTES_A_DAY = 24 * 60;

/** Every mistake of a calendar, so that it can be told to whoever edits it; an empty list for a calendar that may be used. */
export function checkCalendar(calendar: Calendar): CalendarMistake[] {
  const mistakes: CalendarMistake[] = [];
  if (!IANAZone.isValidZone(calendar.zone)) mistakes.push({ path: 'zone', code: 'zone_unknown' });
  if (calendar.weeks.length === 0) mistakes.push({ path: 'weeks', code: 'week_missing' });
  calendar.weeks.forEach(({ since, hours }, index) => {
    checkDate(since, `weeks.${index}.since`, mistakes);
    for (const [weekday, spans] of Object.entries(hours)) checkSpans(spans, `weeks.${index}.hours.${weekday}`, mistakes);
  });
  for (const [date, day] of Object.entries(calendar.days)) {
    checkDate(date, `days.${date}`, mistakes);
    checkSpans(day.spans, `days.${date}.spans`, mistakes);
  }
  (calendar.breaks ?? []).forEach(({ date, spans }, index) => {
    checkDate(date, `breaks.${index}.date`, mistakes);
    checkSpans(spans, `breaks.${index}.spans`, mistakes);
  });
  return mistakes;
}

function checkDate(date: string, path: string, mistakes: CalendarMistake[]): void {
  if (date.length !== 10 || dateOf(date) !== date) mistakes.push({ path, code: 'date_wrong' });
}

function checkSpans(spans: readonly Span[], path: string, mistakes: CalendarMistake[]): void {
  let end = 0;
  spans.forEach(({ from, to }, index) => {
    if (from >= to) mistakes.push({ path: `${path}.${index}`, code: 'span_empty' });
    else if (from < 0 || from >= MINUTES_A_DAY || to > 2 * MINUTES_A_DAY)
      mistakes.push({ path: `${path}.${index}`, code: 'span_outside' });
    else if (from < end) mistakes.push({ path: `${path}.${index}`, code: 'spans_overlap' });
    end = to;
  });
}
