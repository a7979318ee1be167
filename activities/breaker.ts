import { BREAKER_WINDOW_MS, breaker, WRITES_PER_HOUR } from '../domain/merge/breaker.ts';
import { appendJournal } from '../store/journal.ts';
import type { LinkRow } from '../store/links.ts';
import { addPause, WHOLE_RECORD } from '../store/pauses.ts';
import { recentWrites } from '../store/recent-writes.ts';
import { openTask } from '../store/tasks.ts';
import type { SyncDeps } from './deps.ts';

/** Fields that must rest from now on; `all` when the whole record must. */
export interface Resting {
  all: boolean;
  fields: string[];
}

/**
 * Breaks loops: what the hub has written too often within an hour is paused, with a task, before it is written once more. The rest of the record, and all
 * other records, go on.
 */
export async function breakLoops(deps: SyncDeps, link: LinkRow, planned: readonly string[]): Promise<Resting> {
  // A link with fewer outcomes in its whole life cannot have had too many within the hour.
  if (planned.length === 0 || link.rev < WRITES_PER_HOUR.field) return { all: false, fields: [] };
  const tripped = breaker(await recentWrites(deps.db, link.id, BREAKER_WINDOW_MS / deps.limitScale), planned);
  for (const field of tripped.record ? [WHOLE_RECORD] : tripped.fields) await rest(deps, link, field);
  return { all: tripped.record, fields: tripped.fields };
}

async function rest(deps: SyncDeps, link: LinkRow, field: string): Promise<void> {
  const whole = field === WHOLE_RECORD;
  const times = whole ? WRITES_PER_HOUR.record : WRITES_PER_HOUR.field;
  await deps.db.transaction(async (tx) => {
    if (!(await addPause(tx, { linkId: link.id, field, reason: 'LOOP', by: 'hub' }))) return;
    await openTask(tx, deps.vault, {
      kind: 'write_loop',
      dedupKey: `loop:${link.id}:${field}`,
      link,
      title: whole
        ? {
            ru: `Запись менялась узлом ${times} раз за час: похоже на зацикливание, она на паузе`,
            en: `The hub has written this record ${times} times within an hour: it looks like a loop and is paused`,
          }
        : {
            ru: `Поле «${field}» менялось узлом ${times} раз за час: похоже на зацикливание, поле на паузе`,
            en: `The hub has written field "${field}" ${times} times within an hour: it looks like a loop and is paused`,
          },
      data: { field, number: link.leftNumber, writes: times },
    });
    await appendJournal(tx, deps.vault, { link, type: 'loop_broken', actor: 'hub', data: { field, writes: times } });
  });
  deps.log.warn({ link: link.id, field }, 'a loop was broken');
}
