import type { Calendar, Span, Week } from '../../domain/sla/calendar.ts';
import { type ClockPolicy, UNTIMED } from '../../domain/sla/clock.ts';
import { type Hours, hoursOf } from '../../domain/sla/hours.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** `2013-03-21 09:30` or with seconds and an offset; UTC unless said. */
export const utc = (text: string) => Date.parse(/[zZ]|[+-]\d\d:\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
export const iso = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString().slice(0, 19));
export const at = (text: string) => iso(utc(text));

/** `9-17` or `9-12,13-17:30`: hours of a day; an empty text is a day off. */
export function spans(text: string): Span[] {
  if (text === '') return [];
  const minutes = (part: string) => {
    const [hour = '0', minute = '0'] = part.split(':');
    return Number(hour) * 60 + Number(minute);
  };
  return text.split(',').map((span) => {
    const [from = '', to = ''] = span.split('-');
    return { from: minutes(from), to: minutes(to) };
  });
}

const DAYS = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 } as const;

/** `{ 'mon tue wed': '9-17' }` */
export function week(hours: Record<string, string>): Week {
  const parts = Object.entries(hours).flatMap(([days, text]) =>
    days.split(' ').map((day) => [DAYS[day as keyof typeof DAYS], spans(text)] as const),
  );
  return Object.fromEntries(parts);
}

export const WORKDAYS = 'mon tue wed thu fri';
export const EVERY_DAY = `${WORKDAYS} sat sun`;

export function calendar(zone: string, hours: Record<string, string>, more: Partial<Calendar> = {}): Hours {
  return hoursOf({ zone, weeks: [{ since: '2000-01-01', hours: week(hours) }], days: {}, ...more });
}

export const norm = (minutes: number | null, more: Partial<ClockPolicy> = {}): ClockPolicy => ({
  ...UNTIMED,
  normMs: minutes === null ? null : minutes * MINUTE,
  ...more,
});
