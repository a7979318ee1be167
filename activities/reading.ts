import type { CrmRecord } from '../domain/deals/ports.ts';
import { HubError } from '../domain/errors.ts';
import type { Fields } from '../domain/json.ts';
import { isUnproved, isWithoutNews, judgeEcho, judgeRead, type ReadRecord } from '../domain/merge/reading.ts';
import type { FieldPolicy } from '../domain/merge/types.ts';
import type { Base } from '../store/links.ts';

const CODES = { stale: 'STALE_READ', same_second: 'SAME_SECOND' } as const;

/** Guards against reads from the past. @throws HubError `conflict`: repeat the read */
export function assertFresh(read: ReadRecord, base: Base | null, attempt: number, retryMs: number): void {
  const verdict = judgeRead(read, base, attempt);
  if (verdict !== 'fresh') throw stale(CODES[verdict], retryMs);
}

/** A hint that the read does not bear out is looked into once more, since nobody will hint again. @throws HubError `conflict`: repeat the read */
export function assertNews(read: ReadRecord, base: Base | null, attempt: number, retryMs: number): void {
  if (isWithoutNews(read, base, attempt)) throw stale('NO_NEWS', retryMs);
}

/** A new record reaches replicas late: absence is believed at the second look, or when it was told. @throws HubError `conflict`: repeat the read */
export function assertGone(rows: readonly { change: 'deleted' | null }[], attempt: number, retryMs: number): void {
  const told = rows.some((row) => row.change === 'deleted');
  if (isUnproved(told, attempt)) throw stale('NOT_THERE', retryMs);
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

/** Our own write coming back. Reads the record's fields only where the revision allows for it. */
export function isEcho(
  record: CrmRecord,
  base: Base | null,
  policies: readonly FieldPolicy[],
  fieldsOf: (record: CrmRecord) => Fields,
): boolean {
  if (base === null || record.revision !== base.revision) return false;
  return judgeEcho({ fields: fieldsOf(record), revision: record.revision }, base, policies);
}
