import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CrmRecord } from '../../../domain/deals/ports.ts';
import type { Pull } from '../../sdk/contract.ts';
import type { Bitrix24 } from '../client.ts';
import type { RecordEntity } from '../entities.ts';
import { readCursor } from './cursor.ts';

/**
 * One pass reads everything changed since `since`, by id. Records that change during the pass behind the reader are met by the next one,
 * which therefore starts where this pass started, at the portal's own time.
 */
const cursorSchema = z.object({
  since: z.string().nullable(),
  afterId: z.string().nullable(),
  /** Start of the running pass by the portal's clock; null between passes. */
  startedAt: z.string().nullable(),
  /** Latest change seen in the running pass: stands in for the portal's time where it does not tell it. */
  maxSeen: z.string().nullable(),
});
type Cursor = z.output<typeof cursorSchema>;

const START: Cursor = { since: null, afterId: null, startedAt: null, maxSeen: null };

/** These move with every call or message and mean no change of the record. */
const NOISE = ['lastActivityTime', 'lastActivityBy', 'searchContent'];

/** Hints of changed records, 50 a call; 500 while everything is read for the first time. Deleted records are not seen here. */
export function changesOf(entity: RecordEntity): Pull<Bitrix24> {
  return async (client, stored) => {
    const cursor = readCursor(stored, cursorSchema, START);
    const page = await client.changedPage(entity, overlapped(cursor.since, client.options.pullOverlapMinutes), cursor.afterId);
    const startedAt = cursor.startedAt ?? page.servedAt;
    const maxSeen = latest([cursor.maxSeen, ...page.records.map((record) => record.revision)]);
    const next: Cursor = page.complete
      ? { ...START, since: startedAt ?? maxSeen ?? cursor.since }
      : { since: cursor.since, afterId: page.records.at(-1)?.id ?? cursor.afterId, startedAt, maxSeen };
    return {
      events: page.records.map((record) => ({ kind: 'hint', entity, id: record.id, fingerprint: fingerprint(record) })),
      cursor: next,
      complete: page.complete,
    };
  };
}

/** Equal for two reads of an unchanged record; seconds alone cannot tell two changes within one second apart. */
export function fingerprint(record: CrmRecord): string {
  const fields = Object.entries(record.fields)
    .filter(([name]) => !NOISE.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([record.revision, fields]))
    .digest('hex')
    .slice(0, 32);
}

function overlapped(since: string | null, minutes: number): string | null {
  return since === null ? null : `${new Date(Date.parse(since) - minutes * 60_000).toISOString().slice(0, 19)}+00:00`;
}

function latest(moments: readonly (string | null)[]): string | null {
  return moments.reduce((a, b) => (b !== null && (a === null || Date.parse(b) > Date.parse(a)) ? b : a), null);
}
