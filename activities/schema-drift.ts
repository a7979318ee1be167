import type { EntitySchema } from '../connectors/sdk/contract.ts';
import { describeDrift } from '../connectors/sdk/drift.ts';
import type { Sentence } from '../domain/errors.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import { getSnapshot, type SnapshotRow } from '../store/schema-snapshots.ts';
import { closeTask, openTask, standingTask } from '../store/tasks.ts';

/** Changes named in a task's title; all of them stand in its data. */
const NAMED = 3;

/**
 * Compares what an installation describes now with what it described before. What may be in the way of writes (a field gone, another type, a new
 * mandatory field, a value gone) is one task a connection, which tells all changes since it was opened and closes itself once nothing of them is left.
 *
 * @param before  the description until now; null at the first one
 */
export async function followSchemaDrift(
  { db, vault }: { db: Database; vault: Vault },
  before: SnapshotRow | null,
  now: SnapshotRow,
): Promise<void> {
  const { connectionId } = now;
  const dedupKey = `schema_drift:${connectionId}`;
  const standing = await standingTask(db, dedupKey);
  const since = standing?.data['since'];
  const base = typeof since === 'number' ? await getSnapshot(db, since) : before;
  if (base === null) return;
  const drift = describeDrift(entitiesOf(base), entitiesOf(now));
  const grave = drift.filter(({ breaking }) => breaking);
  if (grave.length === 0) {
    if (standing) await closeTask(db, dedupKey, 'hub');
    return;
  }
  await openTask(db, vault, {
    kind: 'schema_drift',
    dedupKey,
    connectionId,
    title: titleOf(grave.map(({ message }) => message)),
    data: { since: base.id, changes: drift.map(({ entity, field, kind, breaking }) => ({ entity, field, kind, breaking })) },
  });
}

export function entitiesOf(row: SnapshotRow): EntitySchema[] {
  return row.schemas as unknown as EntitySchema[];
}

function titleOf(changes: readonly Sentence[]): Sentence {
  const [named, others] = [changes.slice(0, NAMED), changes.length - NAMED];
  const list = (language: keyof Sentence) => named.map((change) => change[language]).join('; ');
  return {
    ru: `Поля системы изменились. ${list('ru')}${others > 0 ? `; и ещё ${others}` : ''}`,
    en: `Fields of the system have changed. ${list('en')}${others > 0 ? `; and ${others} more` : ''}`,
  };
}
