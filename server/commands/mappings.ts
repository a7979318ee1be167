import { errorsOf } from '../../mappings/engine/check.ts';
import type { Db } from '../../store/database.ts';
import { type DocumentRow, getDocument, holdPublications, publishDocument, textHash } from '../../store/mapping-documents.ts';
import { latestSnapshots } from '../../store/schema-snapshots.ts';
import { closeTask } from '../../store/tasks.ts';
import type { ServerDeps } from '../deps.ts';
import { type CheckedDraft, checkDraft, type Draft } from '../mappings/draft.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'mappings' | 'log'>;

export interface Publication extends Draft {
  reason: string;
  /** The version that the author looked at; another one in the meantime is a conflict. Not minded when left out. */
  over?: number | undefined;
}

/**
 * Puts a text in force: the next version of its document. Running workers take it over within seconds.
 *
 * Idempotent: the text in force is not published again.
 * @throws InvalidRequest with every error of the text; HubError `conflict` when another version was published meanwhile
 */
export async function publish(deps: Deps, by: string, wanted: Publication): Promise<{ row: DocumentRow; fresh: boolean }> {
  const checked = await checkDraft(deps, wanted);
  refuseErrors(checked);
  return store(deps, by, wanted, checked, { origin: 'published' });
}

/**
 * Puts the text of an older version in force again, as a new version. Checked like any other: the systems may have moved on.
 * @throws HubError `not_found` for a version that never was
 */
export async function rollBack(
  deps: Deps,
  by: string,
  { kind, name, version, reason }: Pick<Draft, 'kind' | 'name'> & { version: number; reason: string },
): Promise<{ row: DocumentRow; fresh: boolean }> {
  const old = await getDocument(deps.db, kind, name, version);
  if (!old) throw unknownDocument();
  const draft = { kind, name, text: old.text, reason };
  const checked = await checkDraft(deps, draft);
  refuseErrors(checked);
  return store(deps, by, draft, checked, { origin: 'rolled_back', restores: version });
}

async function store(
  deps: Deps,
  by: string,
  { kind, name, text, reason, over }: Publication,
  checked: CheckedDraft,
  how: { origin: 'published' } | { origin: 'rolled_back'; restores: number },
): Promise<{ row: DocumentRow; fresh: boolean }> {
  const stored = await deps.db.transaction(async (tx) => {
    await holdPublications(tx);
    const newest = await getDocument(tx, kind, name);
    if (newest?.textHash === textHash(text)) return { row: newest, fresh: false };
    if (over !== undefined && over !== (newest?.version ?? 0)) throw moved();
    const row = await publishDocument(tx, { kind, name, text, author: by, reason, ...how });
    await closeAnswered(tx, by, checked);
    await recordCommand(tx, deps.vault, {
      by,
      type: how.origin === 'published' ? 'mapping_published' : 'mapping_rolled_back',
      data: { kind, name, version: row.version, ...(how.origin === 'rolled_back' ? { restores: how.restores } : {}) },
      reason,
    });
    return { row, fresh: true };
  });
  await deps.mappings.refresh();
  return stored;
}

/** Closes what asked for this publication: keys that had no value, and a system that no longer fitted. */
async function closeAnswered(tx: Db, by: string, { library, affects }: CheckedDraft): Promise<void> {
  if (library === null) return;
  const own = affects.flatMap((name) => Object.values(library.specs[name]?.dictionaries ?? {}));
  for (const { name, values } of [...Object.values(library.dictionaries), ...own])
    for (const key of Object.keys(values)) await closeTask(tx, `mapping_value:${name}:${key}`, by);
  for (const { connectionId } of await latestSnapshots(tx))
    for (const name of affects) await closeTask(tx, `mapping_drift:${connectionId}:${name}`, by);
}

function refuseErrors({ findings }: CheckedDraft): void {
  const errors = errorsOf(findings);
  if (errors.length === 0) return;
  throw new InvalidRequest(
    errors.map(({ file, line, column, rule, message }) => ({
      path: `${file}:${line}:${column}`,
      message: `${rule} ${message.en}`,
    })),
    'MAPPING_INVALID',
  );
}

export const unknownDocument = () =>
  notFound('MAPPING_UNKNOWN', 'Такого сопоставления или справочника нет.', 'There is no such mapping or dictionary.');

const moved = () =>
  conflict(
    'MAPPING_MOVED',
    'Пока вы правили, опубликована другая версия. Сравните с ней и опубликуйте снова.',
    'Another version was published while you were editing. Compare with it and publish again.',
  );
