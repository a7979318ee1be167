import type { ClockHistory } from './clock.ts';
import type { Instant } from './instant.ts';

/** What befell a clock. `recomputed` changes nothing of it: it tells that the due moment is another one by a new calendar or policy. */
export type ClockEntry =
  | { type: 'opened' | 'moved'; at: Instant; dueAt: Instant | null }
  | { type: 'paused' | 'resumed' | 'closed'; at: Instant }
  | { type: 'recomputed'; at: Instant; calendar: string; policy: string; before: Instant | null; after: Instant | null };

/**
 * What a clock is read from: its entries, in order. A closed one is not opened again; a pause within a pause, and the end of none, count for nothing.
 * Only for entries that begin with `opened`.
 */
export function historyOf(entries: readonly ClockEntry[]): ClockHistory {
  const history = { startedAt: entries[0]?.at ?? 0, pauses: [] as { from: Instant; to: Instant | null }[] };
  let stoppedAt: Instant | null = null;
  let dueAt: Instant | null = null;
  for (const entry of entries) {
    if (stoppedAt !== null) break;
    const open = history.pauses.at(-1)?.to === null ? history.pauses.at(-1) : undefined;
    if (entry.type === 'opened' || entry.type === 'moved') dueAt = entry.dueAt;
    else if (entry.type === 'paused' && open === undefined) history.pauses.push({ from: entry.at, to: null });
    else if (entry.type === 'resumed' && open !== undefined) open.to = entry.at;
    else if (entry.type === 'closed') stoppedAt = entry.at;
  }
  return { ...history, stoppedAt, dueAt };
}
