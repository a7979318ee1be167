import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** One page of the vendor's official documentation. */
export interface Sample {
  method: string;
  requests: { [key: string]: unknown }[];
  successes: { [key: string]: unknown }[];
  errors: { [key: string]: unknown }[];
  events: { [key: string]: unknown }[];
}

const folder = resolve(import.meta.dirname, '../../../shared/contracts/bitrix24');

/** Whether the official samples are at hand; says loudly on stderr when they are not. */
export function haveSamples(what: string): boolean {
  if (existsSync(folder)) return true;
  process.stderr.write(`\nSKIPPED: the official Bitrix24 samples are not at ${folder}; ${what} is not checked against them.\n\n`);
  return false;
}

export function sample(page: string): Sample {
  return JSON.parse(readFileSync(resolve(folder, `${page}.json`), 'utf8')) as Sample;
}

/** Names of all pages, in order. */
export function samplePages(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

export type Shape = { [path: string]: string };

/** JSON type by path; elements of a list share the path `[]`, several types of one path are joined by `|`. */
export function shapeOf(value: unknown): Shape {
  const types = new Map<string, Set<string>>();
  walk(value, '$');
  return Object.fromEntries([...types].map(([path, kinds]) => [path, [...kinds].sort().join('|')]));

  function walk(node: unknown, path: string): void {
    const kind = node === null ? 'null' : Array.isArray(node) ? 'list' : typeof node === 'object' ? 'map' : typeof node;
    types.set(path, (types.get(path) ?? new Set()).add(kind));
    if (Array.isArray(node)) for (const item of node) walk(item, `${path}[]`);
    else if (typeof node === 'object' && node !== null)
      for (const [key, item] of Object.entries(node)) walk(item, `${path}.${key}`);
  }
}

/**
 * Where an answer departs from a sample: keys that only one of them has, and types that contradict each other.
 * `null` agrees with everything: the samples are of other records. Paths under an ignored prefix do not count.
 */
export function departures(answer: unknown, official: unknown, ignore: readonly string[] = []): string[] {
  const ours = shapeOf(answer);
  const theirs = shapeOf(official);
  const paths = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter(
    (path) => !ignore.some((prefix) => path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`)),
  );
  return paths.flatMap((path) => {
    const [left, right] = [ours[path], theirs[path]];
    if (left === undefined) return [`${path} is missing`];
    if (right === undefined) return [`${path} is extra`];
    return compatible(left, right) ? [] : [`${path} is ${left}, sample has ${right}`];
  });
}

function compatible(left: string, right: string): boolean {
  const kinds = (shape: string) => shape.split('|').filter((kind) => kind !== 'null');
  const [a, b] = [kinds(left), kinds(right)];
  return a.length === 0 || b.length === 0 || a.some((kind) => b.includes(kind));
}
