import { createHash } from 'node:crypto';
import type { Claim } from '../../domain/deals/claim.ts';
import { documentsHint } from '../../ingress/documents.ts';
import type { PairRow } from '../../store/connections.ts';
import { documentsMoved } from '../../store/document-packs.ts';
import { insertEvents } from '../../store/inbox.ts';
import type { LinkRow } from '../../store/links.ts';
import type { SyncDeps } from '../deps.ts';
import { paid } from './view.ts';

/** Names what a claim's documents depend on; any edit in the booking system moves it, too. */
export function lookOf({ revision, status, dates, money, tourists, services, buyer }: Claim): string {
  const parts = [
    revision,
    status,
    [dates.start, dates.end, dates.cancelRequested, dates.cancelled],
    [money.claim.paid, money.claim.price],
    tourists.map(({ key, email, phone }) => [key, email, phone]),
    services.map(({ uid, kind }) => [uid, kind]),
    [buyer?.kind, buyer?.email, buyer?.phone],
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Something that documents depend on has moved: their run looks at the claim. One whose documents rest costs no call. */
export async function hintDocuments(
  { db, vault }: Pick<SyncDeps, 'db' | 'vault'>,
  pair: Pick<PairRow, 'leftConnection'>,
  link: Pick<LinkRow, 'id'>,
  claim: Claim,
): Promise<void> {
  const seen = { look: lookOf(claim), paid: paid(claim) };
  if (!(await documentsMoved(db, link.id, pair.leftConnection, seen))) return;
  await insertEvents(db, vault, [documentsHint(pair.leftConnection, link.id)]);
}
