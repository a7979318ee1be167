const COMPACT_DATE = /^\d{8}$/;

/**
 * The calendar date at the head of a date or local datetime, as `YYYY-MM-DD`; null when there is none or it is not in the calendar.
 * The text's own day is taken: no time zone is applied.
 */
export function dateOf(text: string): string | null {
  if (text[4] === '-' && text[7] === '-') return inCalendar(text, 5, 8) ? text.slice(0, 10) : null;
  if (!COMPACT_DATE.test(text) || !inCalendar(text, 4, 6)) return null;
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

/** Digits are read one by one: dates are the most frequent values there are, and patterns would take most of a mapping's time. */
function inCalendar(text: string, monthAt: number, dayAt: number): boolean {
  const year = digits(text, 0, 4);
  const month = digits(text, monthAt, 2);
  const day = digits(text, dayAt, 2);
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** The number in these places; -1 when one of them is no digit. */
function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let index = from; index < from + count; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

const ZERO = 48;

/** `2027-03-12` → `12.03.2027`, the way dates are read in Russia; null for what is not a date. */
export function readableDate(text: string): string | null {
  const date = dateOf(text);
  return date === null ? null : `${date.slice(8, 10)}.${date.slice(5, 7)}.${date.slice(0, 4)}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `2027-03-12` and -3 → `2027-03-09`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
