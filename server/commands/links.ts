import { getPair } from '../../store/connections.ts';
import { insertEvents } from '../../store/inbox.ts';
import { getLink, type LinkRow } from '../../store/links.ts';
import type { ServerDeps } from '../deps.ts';
import { notFound } from '../refusals.ts';
import { hintOf } from './hints.ts';
import { recordCommand } from './journal.ts';

export const unknownLink = () => notFound('LINK_UNKNOWN', 'Такой связи нет.', 'There is no such link.');

/** Makes a link's run read both sides now. Idempotent: hints that wait are one. */
export async function syncLink(
  deps: Pick<ServerDeps, 'db' | 'vault' | 'wake'>,
  by: string,
  id: string,
  reason: string | undefined,
): Promise<LinkRow> {
  const synced = await deps.db.transaction(async (tx) => {
    const link = await getLink(tx, id);
    const pair = link && (await getPair(tx, link.pairId));
    if (!link || !pair) throw unknownLink();
    await insertEvents(tx, deps.vault, [hintOf(pair, link)]);
    await recordCommand(tx, deps.vault, { by, type: 'sync_requested', link, reason });
    return link;
  });
  deps.wake();
  return synced;
}
