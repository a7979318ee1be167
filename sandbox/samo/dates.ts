/** The installation stands in Moscow: UTC+3 all year. */
const zoneOffsetMs = 3 * 3_600_000;
const dayMs = 86_400_000;

/** `YYYY-MM-DDThh:mm:ss` of the installation's zone, without offset. */
export function localMoment(epochMs: number): string {
  return new Date(epochMs + zoneOffsetMs).toISOString().slice(0, 19);
}

/** `YYYY-MM-DD` of the installation's zone. */
export function localDate(epochMs: number): string {
  return localMoment(epochMs).slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** `YYYYMMDD`, the other of the protocol's two date formats. */
export function compactDate(dateOrMoment: string): string {
  return dateOrMoment.slice(0, 10).replaceAll('-', '');
}

/** Reads either format; empty when absent. */
export function anyDate(text: string): string {
  return /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}` : text.slice(0, 10);
}
