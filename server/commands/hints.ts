import { subjects } from '../../ingress/subjects.ts';
import type { PairRow } from '../../store/connections.ts';
import type { Database } from '../../store/database.ts';
import { insertEvents, type NewEvent } from '../../store/inbox.ts';
import type { Vault } from '../../store/keys.ts';
import { type LinkRow, linksAfter } from '../../store/links.ts';
import { unbookedClaims } from '../../store/payments.ts';

const PAGE = 500;

/** Makes the run of a link read both sides again. Equal hints that wait are one. */
export function hintOf(pair: Pick<PairRow, 'leftConnection'>, link: Pick<LinkRow, 'id' | 'kind' | 'leftId'>): NewEvent {
  return {
    connectionId: pair.leftConnection,
    deliveryId: null,
    kind: 'hint',
    entity: link.kind === 'deal' ? 'claim' : 'buyer',
    externalId: link.leftId,
    subject: subjects[link.kind](link.id),
  };
}

/** Hints every open deal of a pair, a page to a transaction. Idempotent; a broken run is made whole by the next. Returns how many. */
export async function hintDeals(db: Database, vault: Vault, pair: PairRow): Promise<number> {
  let hinted = 0;
  let after: string | null = null;
  for (;;) {
    const page: LinkRow[] = await linksAfter(db, pair.id, 'deal', after, PAGE);
    const open = page.filter((link) => link.state === 'open');
    await db.transaction((tx) =>
      insertEvents(
        tx,
        vault,
        open.map((link) => hintOf(pair, link)),
      ),
    );
    hinted += open.length;
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return hinted;
  }
}

/** Hints the claims of a booking system with a payment that it does not show. Returns how many. */
export async function hintPayments(db: Database, vault: Vault, connectionId: string): Promise<number> {
  const claims = await unbookedClaims(db, connectionId);
  const subject = subjects.payments(connectionId);
  const hint = { connectionId, deliveryId: null, kind: 'hint', entity: 'claim_payments', subject } as const;
  await insertEvents(
    db,
    vault,
    claims.map((externalId) => ({ ...hint, externalId })),
  );
  return claims.length;
}
