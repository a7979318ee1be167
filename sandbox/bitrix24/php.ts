import qs from 'qs';
import { asMap, type Wire, type WireMap } from './wire.ts';

/**
 * Decodes `a[b][0]=1` as PHP does: a map whose keys are 0…n-1 is a list, every leaf is a string, the last of equal keys wins.
 * Each `[]` starts a new element, so `rows[][name]=x&rows[][price]=1` is two broken rows: lists of maps must carry their indices.
 */
export function parseBrackets(text: string): WireMap {
  const root: WireMap = Object.create(null) as WireMap;
  for (const [name, value] of new URLSearchParams(text)) {
    const head = /^[^[]+/.exec(name)?.[0];
    if (head === undefined || head === '__proto__') continue;
    put(root, [head, ...[...name.slice(head.length).matchAll(/\[([^\]]*)\]/g)].map(([, key]) => key ?? '')], value);
  }
  return asMap(listsFromMaps(root));
}

function put(root: WireMap, path: string[], value: string): void {
  let map = root;
  path.forEach((step, depth) => {
    const key = step === '' ? nextIndex(map) : step;
    if (depth === path.length - 1) {
      map[key] = value;
      return;
    }
    const child = map[key];
    const next = typeof child === 'object' && child !== null && !Array.isArray(child) ? child : (Object.create(null) as WireMap);
    map[key] = next;
    map = next;
  });
}

function nextIndex(map: WireMap): string {
  const taken = Object.keys(map).filter((key) => /^\d+$/.test(key));
  return String(taken.length === 0 ? 0 : Math.max(...taken.map(Number)) + 1);
}

/** Encodes as PHP's queue service does: brackets percent-encoded, keys in insertion order. */
export function formatBrackets(body: WireMap): string {
  return qs.stringify(body, { arrayFormat: 'indices' });
}

/** JSON that went through PHP: maps with the keys 0…n-1 come out as lists, so do empty maps. */
export function listsFromMaps(value: Wire): Wire {
  if (Array.isArray(value)) return value.map(listsFromMaps);
  if (typeof value !== 'object' || value === null) return value;
  return phpMap(Object.entries(value).map(([key, item]) => [key, listsFromMaps(item)]));
}

/** How PHP prints a map: `[]` when empty, a JSON array when the keys are 0…n-1 in order, an object otherwise. */
export function phpMap(entries: [string, Wire][]): Wire {
  if (entries.every(([key], index) => key === String(index))) return entries.map(([, value]) => value);
  return Object.fromEntries(entries);
}
