import type { SpecText } from '../mappings/engine/library.ts';
import type { Database, Db } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import { documentVersions, holdPublications, publishDocument, textHash } from '../store/mapping-documents.ts';
import { openTask } from '../store/tasks.ts';

const AUTHOR = 'uzel';

/**
 * Publishes the texts that ship with the hub where they are new. A text that somebody has changed here stays in force: the new one is kept in front of
 * it, and a person is told. Idempotent; processes that start together wait for each other.
 */
export async function shipDefaults({ db, vault }: { db: Database; vault: Vault }, texts: readonly SpecText[]): Promise<void> {
  await db.transaction(async (tx) => {
    await holdPublications(tx);
    for (const text of texts) await ship(tx, vault, text);
  });
}

async function ship(tx: Db, vault: Vault, { kind, name, text }: SpecText): Promise<void> {
  const versions = await documentVersions(tx, kind, name);
  if (versions.some((row) => row.textHash === textHash(text))) return;
  const [newest] = versions;
  const { version } = await publishDocument(tx, {
    kind,
    name,
    text,
    origin: 'shipped',
    author: AUTHOR,
    reason: newest === undefined ? 'Поставка' : 'Обновление поставки',
  });
  if (newest === undefined || newest.origin === 'shipped') return;
  await publishDocument(tx, {
    kind,
    name,
    text: newest.text,
    origin: 'rolled_back',
    author: AUTHOR,
    reason: `Обновление поставки (версия ${version}) не заменяет изменённое здесь`,
    restores: newest.version,
  });
  await openTask(tx, vault, {
    kind: 'mapping_update',
    dedupKey: `mapping_update:${kind}:${name}`,
    title: {
      ru: `Вышла новая поставка «${name}», а у вас своя версия: сравните их и перенесите нужное`,
      en: `A new “${name}” has shipped, and yours is changed: compare them and take over what you need`,
    },
    data: { kind, name, shipped: version, yours: version + 1 },
  });
}
