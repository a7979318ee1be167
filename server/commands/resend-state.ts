import { reasons } from '../../domain/documents/reasons.ts';
import type {
  ResendOrder,
  ResendPlan,
  ResendRight,
  ResendState,
  StandingDocument,
  StandingPart,
} from '../../domain/documents/resend.ts';
import { planResend } from '../../domain/documents/resend.ts';
import type { Recipient } from '../../domain/documents/types.ts';
import { CATEGORY_WORDS } from '../../domain/documents/words.ts';
import type { Db } from '../../store/database.ts';
import { openContacts, type PackRow, type PartRow, partsOf } from '../../store/document-packs.ts';
import { type StandingSend, sendsOf, stateOfSend } from '../../store/document-sends.ts';
import { type DocumentRow, documentsOf } from '../../store/documents.ts';
import type { Vault } from '../../store/keys.ts';
import type { LinkRow } from '../../store/links.ts';
import { isWithin } from '../../store/scope.ts';
import type { Caller } from '../auth/caller.ts';

/** What a caller may send again: finance all, the others what went out before, to who is known. */
async function rightOf(db: Db, caller: Caller, linkId: string): Promise<ResendRight> {
  const scope = caller.rights.get('documents.release');
  return scope !== undefined && (await isWithin(db, 'link', linkId, scope)) ? 'all' : 'released';
}

export interface StandingPack {
  state: ResendState;
  documents: DocumentRow[];
  sends: StandingSend[];
}

/** A pack as it can be sent again now, from what the last look has stored. */
export async function standingPack(
  db: Db,
  vault: Vault,
  link: Pick<LinkRow, 'id' | 'leftNumber'>,
  pack: PackRow,
): Promise<StandingPack> {
  // One after the other: a transaction has one connection.
  const parts = await partsOf(db, link.id);
  const documents = await documentsOf(db, link.id);
  const sends = await sendsOf(db, link.id);
  const contacts = await openContacts(db, vault, pack);
  const state: ResendState = {
    number: link.leftNumber ?? '',
    cancel: pack.state === 'stopped' ? (stopOf(parts) ?? reasons.cancelled) : null,
    parts: parts.map((part) => standingPart(part, documents, sends, contacts !== null)),
    addresses: (contacts ?? []).map(({ recipient, email }) => ({ recipient: recipient as Recipient, email })),
  };
  return { state, documents, sends };
}

const stopOf = (parts: readonly PartRow[]) =>
  parts
    .flatMap(({ reasons: said }) => said)
    .find(({ code }) => code === 'cancelled' || code === 'cancel_requested' || code === 'cancel_unknown');

export const asStanding = (row: DocumentRow, readable: boolean): StandingDocument => ({
  id: row.id,
  externalId: row.externalId,
  no: row.no,
  word: CATEGORY_WORDS[row.category],
  readable,
});

function standingPart(
  row: PartRow,
  documents: readonly DocumentRow[],
  sends: readonly StandingSend[],
  readable: boolean,
): StandingPart {
  const mine = sends.filter((send) => send.part === row.part && send.recipient === row.recipient);
  const standing = mine.filter(({ state }) => state === 'posted' || state === 'ordered');
  const busy = standing.some((send) => ['waiting', 'under_way'].includes(stateOfSend(send)));
  return {
    part: row.part,
    recipient: row.recipient as Recipient,
    title: row.title,
    state: busy && row.state !== 'changed' ? 'sending' : row.state,
    reasons: row.reasons,
    documents: row.documentIds.flatMap((id) => {
      const document = documents.find((one) => one.id === id);
      return document === undefined ? [] : [asStanding(document, readable)];
    }),
    released: standing.some((send) => row.documentIds.every((id) => send.documentIds.includes(id))),
    resends: Math.max(0, ...mine.map(({ resend }) => resend)),
  };
}

export async function planFor(
  db: Db,
  linkId: string,
  standing: StandingPack,
  order: ResendOrder,
  caller: Caller,
): Promise<ResendPlan> {
  return planResend(standing.state, order, await rightOf(db, caller, linkId));
}
