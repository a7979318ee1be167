import { getPair, type PairRow } from '../../store/connections.ts';
import type { Db } from '../../store/database.ts';
import { insertEvents } from '../../store/inbox.ts';
import type { Vault } from '../../store/keys.ts';
import { getLinks } from '../../store/links.ts';
import { releaseHeld } from '../../store/tombstones.ts';
import { hintOf } from './hints.ts';

/**
 * Ends the holding of a connection's deletions: they happened, or they did not. Either way the records concerned are looked at again; one that is gone after
 * a dismissal counts anew.
 */
export async function endMassDelete(tx: Db, vault: Vault, connectionId: string, state: 'accepted' | 'dismissed'): Promise<void> {
  const links = await getLinks(tx, await releaseHeld(tx, connectionId, state));
  const pairs = new Map<string, PairRow | null>();
  for (const { pairId } of links) if (!pairs.has(pairId)) pairs.set(pairId, await getPair(tx, pairId));
  await insertEvents(
    tx,
    vault,
    links.flatMap((link) => {
      const pair = pairs.get(link.pairId);
      return pair ? [hintOf(pair, link)] : [];
    }),
  );
}
