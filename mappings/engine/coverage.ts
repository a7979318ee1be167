import type { Fields, Json } from '../../domain/json.ts';
import { isEmpty } from '../../domain/merge/equal.ts';
import { type Condition, type Library, type Rule, type Spec, sourcePaths } from './spec.ts';

/** Left paths that a spec reads. Rows are written `services[].name`; a `deep` path is read with all that lies under it. */
export interface Reads {
  exact: ReadonlySet<string>;
  deep: readonly string[];
}

/** What a spec reads, by its rules, their conditions, the specs they include, and its requests. */
export function readsOf(spec: Spec, library: Library): Reads {
  const exact = new Set<string>();
  const deep = new Set<string>();
  const add = (path: string) => void deep.add(path);
  for (const rule of spec.rules) {
    for (const path of watched([...rule.when, ...(rule.back?.when ?? [])])) exact.add(path);
    if (rule.back?.to != null) add(rule.back.to);
    const columns = columnsOf(rule, library);
    for (const path of sourcePaths(rule.from)) {
      if (columns === null) add(path);
      else for (const column of columns) add(`${path}[].${column}`);
    }
  }
  for (const request of spec.requests) {
    for (const path of watched(request.unless)) exact.add(path);
    for (const source of Object.values(request.fields)) for (const path of sourcePaths(source)) add(path);
  }
  return { exact, deep: [...deep] };
}

export function isRead({ exact, deep }: Reads, path: string): boolean {
  return (
    exact.has(path) ||
    deep.some((read) => path === read || (path.startsWith(read) && (path[read.length] === '.' || path[read.length] === '[')))
  );
}

const watched = (conditions: readonly Condition[]) => conditions.map(({ path }) => path);

/** Columns of the rows that a rule takes; null where it takes the source as it is. */
function columnsOf(rule: Rule, library: Library): string[] | null {
  const included = rule.each === null ? undefined : library.specs[rule.each];
  const named = rule.via.flatMap((call) => library.functions[call.name]?.reads ?? []);
  if (included === undefined) return named.length === 0 ? null : named;
  return [...named, ...readsOf(included, library).deep];
}

/** A name of a field, and not a value that somebody used for a key. */
const NAME = /^[A-Za-z_$][\w@/-]{0,79}$/;
const DIGITS = /\d{5,}/;
const ANY = '*';
const DEEPEST = 8;

/**
 * Visits every leaf of a record that holds a value, by its path; each path once. References to other records are the hub's own and left out.
 * Keys that look like data stand as `*`: a path may be shown to anybody.
 */
export function leafPaths(record: object, visit: (path: string) => void): void {
  const seen = new Set<string>();
  walk(record as Fields, '', 0, (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    visit(path);
  });
}

function walk(fields: Fields, prefix: string, depth: number, visit: (path: string) => void): void {
  for (const name in fields) {
    if (prefix === '' && name === 'links') continue;
    const value = fields[name] as Json;
    if (isEmpty(value)) continue;
    const path = prefix + (NAME.test(name) && !DIGITS.test(name) ? name : ANY);
    if (typeof value !== 'object' || value === null || depth >= DEEPEST) visit(path);
    else if (!Array.isArray(value)) walk(value, `${path}.`, depth + 1, visit);
    else {
      for (const item of value) {
        if (typeof item === 'object' && item !== null && !Array.isArray(item)) walk(item, `${path}[].`, depth + 1, visit);
        else visit(path);
      }
    }
  }
}
