import qs from 'qs';
import { z } from 'zod';
import { isPlainObject, phpMap, timing } from './wire.ts';

const MOST_COMMANDS = 50;
/** A batch has the 60 seconds of one request: full pages of records and writes, which may start automation, weigh more than one. */
const WEIGHTS: { [method: string]: number } = {
  'crm.item.list': 5,
  'crm.item.fields': 2,
  'crm.activity.list': 2,
  'user.get': 2,
  'crm.item.add': 3,
  'crm.item.update': 3,
  'crm.item.productrow.set': 2,
};
/** Slow, written by position, or bound to a queue: these go alone. */
const ALONE =
  /^(batch$|event\.|imconnector\.|imopenlines\.|crm\.documentgenerator\.|disk\.|telephony\.|tasks?\.|crm\.item\.(import|batchimport)$)/i;
/** Writes that may share a request: a repeat is kept off by the mark of a new record, or does no harm. */
const SHARED_WRITES = new Set(['crm.item.add', 'crm.item.update', 'crm.item.productrow.set']);

export interface Command {
  method: string;
  params: object;
}

export function readMayRideAlong({ method, params }: Command): boolean {
  return !ALONE.test(method) && fitsQuery(params);
}

export function writeMayRideAlong({ method, params }: Command): boolean {
  return SHARED_WRITES.has(method) && fitsQuery(params);
}

const REFERENCE = Symbol('what an earlier command answered');
interface Reference {
  [REFERENCE]: { at: number; path: readonly (string | number)[] };
}

/** Stands in the parameters of a command for what an earlier command of the same ride answered, by its place there. */
export function resultOf(at: number, ...path: (string | number)[]): object {
  return { [REFERENCE]: { at, path } } satisfies Reference;
}

function isReference(value: object): value is Reference {
  return REFERENCE in value;
}

/**
 * Commands of a batch are written as a query. It cannot tell an empty list from none, and a text that looks like a reference would be replaced by
 * what another command answered: such commands go alone, as JSON.
 */
function fitsQuery(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('$result');
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (isReference(value)) return true;
  const inner = Object.values(value);
  return inner.length > 0 && inner.every(fitsQuery);
}

/** Rides from the front of a queue that fit into one request; the first one always does. Takes them out. */
export function boarding<T extends { commands: readonly Command[] }>(queue: T[]): T[] {
  let room = MOST_COMMANDS;
  const staying = queue.findIndex(({ commands }, at) => {
    room -= commands.reduce((sum, { method }) => sum + (WEIGHTS[method] ?? 1), 0);
    return at > 0 && room < 0;
  });
  return queue.splice(0, staying < 0 ? queue.length : staying);
}

/**
 * Parameters of `batch`. Keys are words: with numbers PHP would print lists, whose entries cannot be told apart. `halt: 0` lets the others go on.
 */
export function batchParams(rides: readonly (readonly Command[])[]): object {
  const cmd: { [key: string]: string } = {};
  for (const ride of rides) {
    const first = Object.keys(cmd).length;
    for (const [at, { method, params }] of ride.entries()) cmd[keyOf(first + at)] = `${method}?${query(params, first)}`;
  }
  return { halt: 0, cmd };
}

export const keyOf = (at: number) => `c${at}`;

/** PHP brackets; PHP reads true and false as words, so that booleans go as 1 and 0. */
function query(params: object, first: number): string {
  return qs.stringify(placed(params, first), {
    arrayFormat: 'indices',
    encoder: (value, encode) => encode(value === true ? '1' : value === false ? '0' : value),
  });
}

function placed(value: unknown, first: number): unknown {
  if (Array.isArray(value)) return value.map((entry) => placed(entry, first));
  if (typeof value !== 'object' || value === null) return value;
  if (isReference(value)) {
    const { at, path } = value[REFERENCE];
    return `$result${[keyOf(first + at), ...path].map((step) => `[${step}]`).join('')}`;
  }
  return isPlainObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, placed(entry, first)]))
    : value;
}

/** Each part is a map by command, or `[]` when it is empty. */
export const batchResult = z.object({
  result: phpMap(z.unknown()),
  result_error: phpMap(z.unknown()),
  result_total: phpMap(z.unknown()).catch({}),
  result_next: phpMap(z.unknown()).catch({}),
  result_time: phpMap(timing.optional().catch(undefined)).catch({}),
});
export type BatchResult = z.output<typeof batchResult>;
