import { HubError } from '../domain/errors.ts';
import { decideGone, type GoneDecision, type SuccessorEvidence } from '../domain/identity/merged.ts';
import { namesAgree } from '../domain/identity/names.ts';
import type { Fields, Json } from '../domain/json.ts';
import { sameJson } from '../domain/merge/equal.ts';
import { subjects } from '../ingress/subjects.ts';
import type { PairRow } from '../store/connections.ts';
import { insertEvents } from '../store/inbox.ts';
import { appendJournal } from '../store/journal.ts';
import { type Bases, dealsOf, dropBases, type LinkRow, linksByRight, mergedLinks, updateLink } from '../store/links.ts';
import { nameOf, ownerOfContact } from './buyers.ts';
import { at } from './context.ts';
import type { SyncDeps } from './deps.ts';

export const REFERENCES = { contact: 'contactId', company: 'companyId' } as const;
export type BuyerKind = keyof typeof REFERENCES;

const DEALS_ASKED = 50;

/** What became of a payer's record that the CRM no longer has: deals that point to somebody else tell of a merge. */
export async function fateOf(deps: SyncDeps, pair: PairRow, link: LinkRow, kind: BuyerKind, bases: Bases): Promise<GoneDecision> {
  const crm = await deps.clients.crm(pair.rightConnection);
  const deals = await dealsOf(deps.db, pair.id, ownerOfContact(link.leftId));
  const ids = deals.flatMap(({ rightId }) => (rightId === null ? [] : [rightId])).slice(0, DEALS_ASKED);
  if (ids.length === 0) return { kind: 'deleted' };
  const records = await at(pair.rightConnection, crm.getRecords('deal', ids));
  const pointed = new Set(records.map(({ fields }) => fields[REFERENCES[kind]]).filter((id) => typeof id === 'string'));
  pointed.delete(link.rightId ?? '');
  if (pointed.size === 0) return { kind: 'deleted' };
  const lost = bases.right?.fields ?? {};
  const successors = await at(pair.rightConnection, crm.getRecords(kind, [...pointed]));
  return decideGone(successors.map(({ id, fields }) => evidence(id, fields, lost)));
}

function evidence(id: string, found: Fields, lost: Fields): SuccessorEvidence {
  return { id, sharesContact: sharesContact(found, lost), nameAgrees: namesAgree(nameOf(lost), nameOf(found)) };
}

function sharesContact(a: Fields, b: Fields): boolean {
  return ['phones', 'emails'].some((field) => textsOf(a[field]).some((value) => textsOf(b[field]).includes(value)));
}

const textsOf = (value: Json | undefined) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** Follows a merge in the CRM: the link goes over to the record that stays, or to the link that has that record already. */
export async function followMerge(deps: SyncDeps, link: LinkRow, kind: BuyerKind, into: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [holder] = await linksByRight(tx, [link.pairId], kind, [into]);
    await dropBases(tx, link.id);
    await updateLink(
      tx,
      link.id,
      holder === undefined ? { rightId: into } : { rightId: null, state: 'merged', mergedInto: holder.id },
    );
    await appendJournal(tx, deps.vault, {
      link,
      type: 'record_merged',
      actor: 'hub',
      data: { entity: kind, externalId: link.rightId, into, link: holder?.id ?? null },
    });
  });
}

/** Links that were merged into one whose record is gone stand for themselves again. */
export async function releaseMerged(tx: Parameters<typeof updateLink>[0], link: LinkRow): Promise<LinkRow[]> {
  const released = await mergedLinks(tx, link.id);
  for (const one of released) await updateLink(tx, one.id, { state: 'open', mergedInto: null });
  return released;
}

/**
 * Notices, before a deal's reference is set back, that the record it should point to is gone, or that people have taken a merged payer apart again.
 *
 * @throws HubError `conflict`: the payer's link is being brought up to date, read again
 */
export async function assertBuyersStand(
  deps: SyncDeps,
  pair: PairRow,
  payers: readonly { kind: BuyerKind; link: LinkRow | null; mergedFrom: LinkRow | null }[],
  deal: Fields,
  mapped: (kind: BuyerKind) => Fields | null,
): Promise<void> {
  for (const { kind, link, mergedFrom } of payers) {
    const pointed = deal[REFERENCES[kind]] ?? null;
    if (link === null || link.rightId === null || pointed === null || sameJson(pointed, { $link: link.id })) continue;
    const crm = await deps.clients.crm(pair.rightConnection);
    if (mergedFrom !== null && typeof pointed === 'string') {
      const [found] = await at(pair.rightConnection, crm.getRecords(kind, [pointed]));
      const own = mapped(kind);
      if (found !== undefined && own !== null && sharesContact(found.fields, own)) await split(deps, mergedFrom, kind, pointed);
    }
    if ((await at(pair.rightConnection, crm.getRecord(kind, link.rightId))) !== null) continue;
    await insertEvents(deps.db, deps.vault, [
      {
        connectionId: pair.rightConnection,
        deliveryId: null,
        kind: 'hint',
        entity: kind,
        externalId: link.rightId,
        change: 'deleted',
        subject: subjects[kind](link.id),
      },
    ]);
    throw relinking(deps.limitScale);
  }
}

async function split(deps: SyncDeps, link: LinkRow, kind: BuyerKind, externalId: string): Promise<never> {
  await deps.db.transaction(async (tx) => {
    await updateLink(tx, link.id, { state: 'open', mergedInto: null, rightId: externalId });
    await appendJournal(tx, deps.vault, { link, type: 'record_split', actor: 'hub', data: { entity: kind, externalId } });
  });
  throw relinking(deps.limitScale);
}

const RELINK_MS = 2_000;

function relinking(scale: number): HubError {
  return new HubError({
    code: 'BUYER_RELINKING',
    kind: 'conflict',
    userMessage: {
      ru: 'Запись покупателя в CRM объединена или разделена, связь обновляется',
      en: "The payer's CRM record was merged or split, its link is being brought up to date",
    },
    untilMs: Date.now() + RELINK_MS / scale,
  });
}
