import { DELETIONS_WINDOW_MS, deletionsVerdict } from '../domain/identity/deletions.ts';
import { appendJournal } from '../store/journal.ts';
import type { LinkRow } from '../store/links.ts';
import { openTask } from '../store/tasks.ts';
import { anyHeld, deletionWave, putTombstone, tombstoneOf } from '../store/tombstones.ts';
import type { SyncDeps } from './deps.ts';

/** A linked record that its system no longer has. */
export interface Gone {
  connectionId: string;
  link: LinkRow;
  entity: 'claim' | LinkRow['kind'];
  externalId: string;
}

/**
 * Whether a record that is gone may be taken for deleted. Every deletion leaves a tombstone; when too many records of a connection go within an hour, this
 * one and all that follow are held with one task for a person: a lost right or a broken filter looks like that, too.
 */
export async function believeDeletion(deps: SyncDeps, { link, ...gone }: Gone): Promise<boolean> {
  const stone = { ...gone, linkId: link.id };
  return deps.db.transaction(async (tx) => {
    const known = await tombstoneOf(tx, stone);
    if (known?.state === 'accepted') return true;
    if (known?.state === 'held') return false;
    const wave = await deletionWave(tx, { ...gone, windowMs: DELETIONS_WINDOW_MS / deps.limitScale });
    const believed = !(await anyHeld(tx, gone.connectionId)) && deletionsVerdict(wave) === 'believe';
    await putTombstone(tx, { ...stone, state: believed ? 'accepted' : 'held' });
    if (believed) return true;
    const fresh = await openTask(tx, deps.vault, {
      kind: 'mass_delete',
      dedupKey: `mass_delete:${gone.connectionId}`,
      connectionId: gone.connectionId,
      title: {
        ru: `Необычно много удалений за час (${wave.deleted} из ${wave.linked}): обработка удалений приостановлена`,
        en: `Unusually many deletions within an hour (${wave.deleted} of ${wave.linked}): deletions are held`,
      },
      data: { entity: gone.entity, deleted: wave.deleted, linked: wave.linked },
    });
    await appendJournal(tx, deps.vault, {
      link,
      connectionId: gone.connectionId,
      type: 'deletion_held',
      actor: 'hub',
      data: { entity: gone.entity, externalId: gone.externalId },
    });
    if (fresh) deps.log.warn({ connection: gone.connectionId, ...wave }, 'deletions are held');
    return false;
  });
}
