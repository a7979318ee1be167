import { departures, type Sample } from './samples.ts';

/** What the twin said on one page's behalf, in the order of the page's own bodies. */
export interface Said {
  successes: unknown[];
  errors: unknown[];
  events: unknown[];
}

/**
 * Where the twin departs from one page: key set and JSON type per path, and the code of an error.
 *
 * Not compared: `time`, concrete values, user fields and parent fields (each portal has its own), ids that serve as keys. An empty list or
 * map of the page holds no more than that there is one; a null agrees with everything. Event bodies are strings on the wire.
 */
export function pageDepartures(page: Pick<Sample, 'successes' | 'errors' | 'events'>, said: Said): string[] {
  return [
    ...page.successes.flatMap((official, index) => compared(said.successes[index], official, 'success')),
    ...page.errors.flatMap((official, index) => [
      ...compared(said.errors[index], official, 'error'),
      ...codeDeparture(said.errors[index], official),
    ]),
    ...page.events.flatMap((official, index) => compared(said.events[index], asSent(official), 'event')),
  ];
}

function compared(ours: unknown, theirs: unknown, kind: string): string[] {
  if (ours === undefined) return [`${kind}: not asked`];
  const [left, right] = [normal(ours), normal(theirs)];
  const empty = emptyPaths(right);
  return departures(left, right, ['$.time'])
    .filter((line) => !empty.some(({ path }) => line.startsWith(`${path}.`) || line.startsWith(`${path}[`)))
    .filter((line) => !empty.some(({ path, list }) => list && line === `${path} is map, sample has list`))
    .map((line) => `${kind}: ${line}`);
}

function codeDeparture(ours: unknown, theirs: unknown): string[] {
  const code = (body: unknown) => {
    const error = (body as { error?: unknown } | undefined)?.error;
    return typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : error;
  };
  return code(ours) === code(theirs)
    ? []
    : [`error: code is ${JSON.stringify(code(ours))}, sample has ${JSON.stringify(code(theirs))}`];
}

/** User fields, parents, field types that an application brings: each portal has its own. */
const ownField = /^(ufCrm[\d_]\w*|UF_CRM_\w+|parentId\d+|PARENT_ID_\d+|rest_\d+_\w+)$/;

/** Without what belongs to each portal; keys that are ids share one name. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !ownField.test(key));
  const byId = kept.length > 0 && kept.every(([key]) => /^\d+$/.test(key));
  if (byId) return { '#': merged(kept.map(([, item]) => normal(item))) };
  return Object.fromEntries(kept.map(([key, item]) => [key, normal(item)]));
}

/** One item that has the keys of all. */
function merged(items: unknown[]): unknown {
  return items.every((item) => typeof item === 'object' && item !== null) ? Object.assign({}, ...items) : items[0];
}

function emptyPaths(value: unknown, path = '$'): { path: string; list: boolean }[] {
  if (value === null) return [{ path, list: false }];
  if (Array.isArray(value)) {
    return value.length === 0 ? [{ path, list: true }] : value.flatMap((item) => emptyPaths(item, `${path}[]`));
  }
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  return entries.length === 0 ? [{ path, list: false }] : entries.flatMap(([key, item]) => emptyPaths(item, `${path}.${key}`));
}

function asSent(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(asSent);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asSent(item)]));
}
