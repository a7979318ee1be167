/** What travels over this vendor's REST: JSON, in which PHP cannot tell an empty map from an empty list. */
export type Wire = string | number | boolean | null | Wire[] | { [key: string]: Wire };
export type WireMap = { [key: string]: Wire };

/** A map as PHP sees it: a list is a map with the keys 0…n-1; anything else is an empty map. */
export function asMap(value: Wire | undefined): WireMap {
  if (Array.isArray(value)) return Object.fromEntries(value.map((item, index) => [String(index), item]));
  return typeof value === 'object' && value !== null ? value : {};
}

export function asList(value: Wire | undefined): Wire[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** Text of a scalar; empty for everything else. */
export function asText(value: Wire | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '';
  return '';
}

/** A whole number above zero out of `7` or `"7"`; null otherwise. */
export function asId(value: Wire | undefined): number | null {
  const text = asText(value).trim();
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

export function isEmpty(value: Wire | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

export function sameWire(left: unknown, right: unknown): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null);
}
