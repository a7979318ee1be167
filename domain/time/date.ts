const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})/;
const COMPACT_DATE = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * The calendar date at the head of a date or local datetime, as `YYYY-MM-DD`; null when there is none or it is not in the calendar.
 * The text's own day is taken: no time zone is applied.
 */
export function dateOf(text: string): string | null {
  const match = ISO_DATE.exec(text) ?? COMPACT_DATE.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return `${match[1]}-${match[2]}-${match[3]}`;
}

/** `2027-03-12` → `12.03.2027`, the way dates are read in Russia; null for what is not a date. */
export function readableDate(text: string): string | null {
  const date = dateOf(text);
  return date === null ? null : `${date.slice(8, 10)}.${date.slice(5, 7)}.${date.slice(0, 4)}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
