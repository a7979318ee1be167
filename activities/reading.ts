import type { CrmRecord } from '../domain/deals/ports.ts';
import { HubError } from '../domain/errors.ts';
import type { Fields } from '../domain/json.ts';
import { sameJson } from '../domain/merge/equal.ts';
import type { FieldPolicy } from '../domain/merge/types.ts';
import type { Base } from '../store/links.ts';

/** Reads that must agree before a difference without a newer revision is believed, and attempts after which an older read is. */
const READS_TO_CONFIRM = 2;
const READS_TO_BELIEVE_OLDER = 6;

/**
 * Guards against reads from the past: systems answer from replicas, and their revisions have one-second resolution.
 * A record older than its base is read again later; one of the same second that differs is read again once, since it may be either.
 *
 * @throws HubError `conflict`: repeat the read
 */
export function assertFresh(
  read: { fields: Fields; revision: string | null },
  base: Base | null,
  attempt: number,
  retryMs: number,
): void {
  if (base?.revision == null || read.revision === null) return;
  const order = compareRevisions(read.revision, base.revision);
  if (order < 0 && attempt < READS_TO_BELIEVE_OLDER) throw stale('STALE_READ', retryMs);
  if (order === 0 && attempt < READS_TO_CONFIRM && !agreesWith(read.fields, base.fields)) throw stale('SAME_SECOND', retryMs);
}

/**
 * A hint that the read does not bear out: the change may not have reached the replica that answered. It is looked for once more, since nobody will
 * hint again.
 *
 * @throws HubError `conflict`: repeat the read
 */
export function assertNews(
  read: { fields: Fields; revision: string | null },
  base: Base | null,
  attempt: number,
  retryMs: number,
): void {
  if (base === null || attempt >= READS_TO_CONFIRM) return;
  if (read.revision === base.revision && agreesWith(read.fields, base.fields)) throw stale('NO_NEWS', retryMs);
}

/**
 * A record that is not there is looked for once more before it counts as deleted, unless its deletion was told: a new record reaches replicas late.
 *
 * @throws HubError `conflict`: repeat the read
 */
export function assertGone(rows: readonly { change: 'deleted' | null }[], attempt: number, retryMs: number): void {
  if (attempt < READS_TO_CONFIRM && !rows.some((row) => row.change === 'deleted')) throw stale('NOT_THERE', retryMs);
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

function stale(code: string, retryMs: number): HubError {
  return new HubError({
    code,
    kind: 'conflict',
    userMessage: {
      ru: 'Система отдала устаревшее состояние, читаем ещё раз',
      en: 'The system answered an older state, reading again',
    },
    untilMs: Date.now() + retryMs,
  });
}

/** An echo: exactly the record as it last read back. Compared with the current base only, never with an earlier write. */
export function isEcho(
  record: CrmRecord,
  base: Base | null,
  policies: readonly FieldPolicy[],
  fieldsOf: (record: CrmRecord) => Fields,
): boolean {
  if (base === null || base.revision === null || record.revision !== base.revision) return false;
  const fields = fieldsOf(record);
  return policies.every(({ field, normalise }) => {
    const now = fields[field];
    return now === undefined || sameJson(normalise(now), normalise(base.fields[field] ?? null));
  });
}
