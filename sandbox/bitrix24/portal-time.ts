/** The portal lives in Moscow: +03:00 all year. */
const OFFSET_MS = 3 * 3_600_000;

/** `2026-03-05T14:00:14+03:00`: this vendor knows no fractions of a second. */
export function isoOf(ms: number): string {
  return `${new Date(ms + OFFSET_MS).toISOString().slice(0, 19)}+03:00`;
}

/** A date without time is kept as UTC midnight and shown with the portal's offset. */
export function isoOfDate(date: string): string {
  return `${date}T03:00:00+03:00`;
}

/** The calendar date in the portal, `YYYY-MM-DD`. */
export function portalDate(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}

/** Epoch milliseconds at one-second resolution out of any notation the vendor accepts; without an offset it is portal time. Null if unreadable. */
export function parseMoment(text: string): number | null {
  const trimmed = text.trim();
  const russian = /^(\d\d)\.(\d\d)\.(\d{4})(?: (\d\d:\d\d(?::\d\d)?))?$/.exec(trimmed);
  const plain = russian ? `${russian[3]}-${russian[2]}-${russian[1]}T${russian[4] ?? '00:00:00'}` : trimmed.replace(' ', 'T');
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(plain)) return null;
  const zoned = /T/.test(plain) ? (/(Z|[+-]\d\d:?\d\d)$/.test(plain) ? plain : `${plain}+03:00`) : `${plain}T00:00:00+03:00`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000) * 1000;
}

/** `YYYY-MM-DD` out of a date or a moment (its date in the portal). Null if unreadable. */
export function parseDate(text: string): string | null {
  const ms = parseMoment(text);
  return ms === null ? null : portalDate(ms);
}
