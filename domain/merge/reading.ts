import type { Fields } from '../json.ts';
import { sameJson } from './equal.ts';
import type { FieldPolicy } from './types.ts';

/** A record as one side answered it. */
export interface ReadRecord {
  fields: Fields;
  revision: string | null;
}

/** Reads that must agree before a difference without a newer revision is believed, and attempts after which an older read is. */
const READS_TO_CONFIRM = 2;
const READS_TO_BELIEVE_OLDER = 6;

/**
 * Whether a read can be of the present: systems answer from replicas, and their revisions have one-second resolution.
 * A record older than its base is read again later; one of the same second that differs is read again once, since it may be either.
 * @param attempt  counts from 1
 */
export function judgeRead(read: ReadRecord, base: ReadRecord | null, attempt: number): 'fresh' | 'stale' | 'same_second' {
  if (base?.revision == null || read.revision === null) return 'fresh';
  const order = compareRevisions(read.revision, base.revision);
  if (order < 0 && attempt < READS_TO_BELIEVE_OLDER) return 'stale';
  return order === 0 && attempt < READS_TO_CONFIRM && !agreesWith(read.fields, base.fields) ? 'same_second' : 'fresh';
}

/** A hint that the read does not bear out: the change may not have reached the replica that answered. */
export function isWithoutNews(read: ReadRecord, base: ReadRecord | null, attempt: number): boolean {
  if (base === null || attempt >= READS_TO_CONFIRM) return false;
  return read.revision === base.revision && agreesWith(read.fields, base.fields);
}

/** A record that is not there is looked for once more before it counts as deleted, unless its deletion was told. */
export function isUnproved(told: boolean, attempt: number): boolean {
  return attempt < READS_TO_CONFIRM && !told;
}

/** An echo: exactly the record as it last read back. Compared with the current base only, never with an earlier write. */
export function judgeEcho(read: ReadRecord, base: ReadRecord | null, policies: readonly FieldPolicy[]): boolean {
  if (base === null || base.revision === null || read.revision !== base.revision) return false;
  return policies.every(({ field, normalise }) => {
    const now = read.fields[field];
    return now === undefined || sameJson(normalise(now), normalise(base.fields[field] ?? null));
  });
}

function compareRevisions(a: string, b: string): number {
  const [left, right] = [Date.parse(a), Date.parse(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) return a < b ? -1 : a > b ? 1 : 0;
  return left - right;
}

/** Every field that both know is the same. */
function agreesWith(read: Fields, base: Fields): boolean {
  return Object.keys(base).every((name) => read[name] === undefined || sameJson(read[name], base[name]));
}
