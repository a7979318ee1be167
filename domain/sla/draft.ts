import type { Calendar, SpecialDay } from './calendar.ts';
import { weekAt } from './hours.ts';
import { type ProductionYear, productionDays } from './production.ts';

/** A calendar as people edit it: their own days over those of a country's production calendar. */
export interface CalendarDraft extends Omit<Calendar, 'breaks'> {
  /** Whose days off and shortened days it keeps to; null for a unit that works through them. */
  production: string | null;
  breaks: NonNullable<Calendar['breaks']>;
}

/**
 * The calendar that a draft stands for, with every special day written out: it stays what it is whatever becomes of the production calendar later.
 *
 * A transferred day is worked like the Monday of the week in force on that date. A day of the draft counts before the production calendar's; one with
 * `active: false` makes the date like any other.
 */
export function calendarOf(draft: CalendarDraft, years: readonly ProductionYear[]): Calendar {
  const weeks = [...draft.weeks].sort((a, b) => a.since.localeCompare(b.since));
  const days: Record<string, SpecialDay> = {};
  for (const { hours } of draft.production === null ? [] : weeks) {
    for (const [date, day] of Object.entries(productionDays(years, hours))) {
      if (weekAt(weeks, date) === hours) days[date] = day;
    }
  }
  return { zone: draft.zone, weeks, days: { ...days, ...draft.days }, breaks: draft.breaks };
}
