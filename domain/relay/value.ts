import type { Fields, Json } from '../json.ts';

/** The plain value at a dotted path as text; undefined where there is none. */
export function valueAt(event: Fields, path: string): string | undefined {
  let value: Json | undefined = event;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, step) ? value[step] : undefined;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
