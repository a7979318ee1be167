import { DateTime } from 'luxon';
import type { Calendar, Span, Week, Weekday } from './calendar.ts';
import type { Instant, Period } from './instant.ts';

const DAY_MS = 86_400_000;

/** A calendar that can be asked; remembers the days it has worked out, so keep one for each calendar version. */
export interface Hours {
  zone: string;
  /** Working periods that end after `from`, in order; the first may have begun before it. Periods that touch are one. Ends when nothing opens within two years. */
  after(from: Instant): Iterable<Period>;
  /** Working periods that begin before `until`, the latest first. */
  before(until: Instant): Iterable<Period>;
}

/** How long a calendar may stay closed before it counts as never open. */
const HORIZON_DAYS = 731;

/**
 * A local time that a clock change skips counts as one hour later, one that it repeats as the first of both;
 * a span that becomes empty that way is not worked.
 */
export function hoursOf(calendar: Calendar): Hours {
  const known = new Map<number, readonly Period[]>();
  const weeks = [...calendar.weeks].sort((a, b) => a.since.localeCompare(b.since));
  const breaks = new Map<string, Span[]>();
  for (const { date, spans } of calendar.breaks ?? []) breaks.set(date, [...(breaks.get(date) ?? []), ...spans]);

  function dayOf(moment: Instant): number {
    const local = DateTime.fromMillis(moment, { zone: calendar.zone });
    return Date.UTC(local.year, local.month - 1, local.day) / DAY_MS;
  }

  function periodsOf(day: number): readonly Period[] {
    const remembered = known.get(day);
    if (remembered !== undefined) return remembered;
    const date = new Date(day * DAY_MS);
    const iso = date.toISOString().slice(0, 10);
    const special = calendar.days[iso];
    const spans = special !== undefined && special.active !== false ? special.spans : spansOn(weekAt(weeks, iso), date);
    const periods = without(
      spans.flatMap((span) => periodOf(date, span, calendar.zone)),
      (breaks.get(iso) ?? []).flatMap((span) => periodOf(date, span, calendar.zone)),
    );
    known.set(day, periods);
    return periods;
  }

  return {
    zone: calendar.zone,
    *after(from) {
      let open: Period | null = null;
      let closedDays = 0;
      // The day before may reach past midnight.
      for (let day = dayOf(from) - 1; closedDays <= HORIZON_DAYS; day += 1) {
        const periods = periodsOf(day);
        closedDays = periods.length === 0 ? closedDays + 1 : 0;
        for (const period of periods) {
          if (open !== null && period.start <= open.end) open = { start: open.start, end: Math.max(open.end, period.end) };
          else {
            if (open !== null && worked(open) && open.end > from) yield open;
            open = period;
          }
        }
        // Round the clock: handed out by days, or it would never end.
        if (open !== null && open.end - open.start >= 7 * DAY_MS) {
          if (open.end > from) yield open;
          open = { start: open.end, end: open.end };
        }
      }
      if (open !== null && worked(open) && open.end > from) yield open;
    },
    *before(until) {
      let open: Period | null = null;
      let closedDays = 0;
      for (let day = dayOf(until); closedDays <= HORIZON_DAYS; day -= 1) {
        const periods = periodsOf(day);
        closedDays = periods.length === 0 ? closedDays + 1 : 0;
        for (const period of periods.toReversed()) {
          if (period.start >= until) continue;
          if (open !== null && period.end >= open.start)
            open = { start: Math.min(open.start, period.start), end: Math.max(open.end, period.end) };
          else {
            if (open !== null && worked(open)) yield open;
            open = period;
          }
        }
        if (open !== null && open.end - open.start >= 7 * DAY_MS) {
          yield open;
          open = { start: open.start, end: open.start };
        }
      }
      if (open !== null && worked(open)) yield open;
    },
  };
}

const worked = (period: Period) => period.end > period.start;

/** Periods less what lies within any of `gaps`; both in order of time. */
export function without(periods: readonly Period[], gaps: readonly Period[]): Period[] {
  let left = [...periods];
  for (const gap of gaps) {
    left = left.flatMap((period) => {
      if (gap.end <= period.start || gap.start >= period.end) return [period];
      const parts = [
        { start: period.start, end: gap.start },
        { start: gap.end, end: period.end },
      ];
      return parts.filter(({ start, end }) => start < end);
    });
  }
  return left;
}

/** The week in force on a local date. @param weeks  in order of `since` */
export function weekAt(weeks: Calendar['weeks'], date: string): Week {
  const current = weeks.findLast(({ since }) => since <= date) ?? weeks[0];
  return current?.hours ?? {};
}

function spansOn(week: Week, date: Date): readonly Span[] {
  const weekday = (date.getUTCDay() || 7) as Weekday;
  return week[weekday] ?? [];
}

function periodOf(date: Date, span: Span, zone: string): Period[] {
  const start = moment(date, span.from, zone);
  const end = moment(date, span.to, zone);
  return start < end ? [{ start, end }] : [];
}

function moment(date: Date, minutes: number, zone: string): Instant {
  const day = new Date(date.getTime() + Math.floor(minutes / 1440) * DAY_MS);
  const local = DateTime.fromObject(
    {
      year: day.getUTCFullYear(),
      month: day.getUTCMonth() + 1,
      day: day.getUTCDate(),
      hour: Math.floor((minutes % 1440) / 60),
      minute: minutes % 60,
    },
    { zone },
  );
  return Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis()));
}
