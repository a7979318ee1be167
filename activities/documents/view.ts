import type { Claim } from '../../domain/deals/claim.ts';
import { type Dispatch, decideDispatch } from '../../domain/documents/decide.ts';
import { paidOf } from '../../domain/documents/obstacles.ts';
import { planPack } from '../../domain/documents/plan.ts';
import { policyFor } from '../../domain/documents/policy.ts';
import type { PackPolicy, PlannedPart, Recipient, SentPart } from '../../domain/documents/types.ts';
import { versionOf } from '../../domain/documents/types.ts';
import type { Sentence } from '../../domain/errors.ts';
import type { Hours } from '../../domain/sla/hours.ts';
import { dateIn } from '../../domain/time/zoned.ts';
import type { PairRow } from '../../store/connections.ts';
import type { Db } from '../../store/database.ts';
import { type StandingSend, sendsOf, stateOfSend } from '../../store/document-sends.ts';
import { asListed, type DocumentRow, documentsOf, keepDocuments } from '../../store/documents.ts';
import type { LinkRow } from '../../store/links.ts';
import { policiesInForce } from '../../store/pack-policies.ts';
import { sharesOfClaim } from '../../store/payments.ts';
import { standingTask } from '../../store/tasks.ts';
import { at } from '../context.ts';
import { findingKey } from '../payments/tasks.ts';
import type { DocumentDeps } from './deps.ts';

/** What one look at a claim's documents is about. */
export interface Subject {
  link: LinkRow;
  pair: PairRow;
  claim: Claim;
  hours: Hours;
  now: Date;
}

/** A claim's documents as the store knows them, and what is to be done about them. */
export interface View {
  policy: (PackPolicy & { version: number }) | null;
  /** Every version that was ever listed. */
  documents: DocumentRow[];
  sends: StandingSend[];
  sent: SentPart[];
  plan: PlannedPart[];
  decision: Dispatch;
}

/** Reads the list of documents from the booking system and takes it over. */
export async function readList(deps: DocumentDeps, { link, pair, claim, now }: Subject): Promise<void> {
  const booking = await deps.booking(pair.leftConnection);
  const listed = await at(pair.leftConnection, booking.listDocuments(claim.ref));
  await deps.db.transaction((tx) => keepDocuments(tx, link.id, listed, now));
}

/** Something of it is paid, or may be. */
export const paid = ({ status }: Pick<Claim, 'status'>) => paidOf(status.payment) !== 'none';

/** From rows alone: a second view right after the first is the same. */
export async function viewOf({ db }: Pick<DocumentDeps, 'db'>, subject: Subject): Promise<View> {
  const { link, claim, hours, now } = subject;
  const [documents, sends, policies, questioned] = await Promise.all([
    documentsOf(db, link.id),
    sendsOf(db, link.id),
    policiesInForce(db),
    areQuestioned(db, link),
  ]);
  const bodies = policies.map(({ body, version }) => ({ ...body, version }));
  const policy = policyFor(bodies, claim);
  const sent = sentParts(sends, documents);
  const listed = documents.filter((row) => row.listed && row.origin === 'booking').map(asListed);
  const today = dateIn(hours.zone, now.getTime());
  const plan = policy === null ? [] : planPack({ claim, documents: listed, policy, sent, questioned, today });
  return { policy, documents, sends, sent, plan, decision: decideDispatch(claim, plan, sent) };
}

/** Nothing goes out on the strength of a payment that finance still looks into. */
export async function areQuestioned(db: Db, link: Pick<LinkRow, 'id'>): Promise<boolean> {
  for (const { payment, share } of await sharesOfClaim(db, link.id))
    if (share.finding !== null && (await standingTask(db, findingKey(payment, link))) !== null) return true;
  return false;
}

export function sentParts(sends: readonly StandingSend[], documents: readonly DocumentRow[]): SentPart[] {
  const names = new Map(documents.map((row) => [row.id, versionOf(row)]));
  return sends.map((send) => ({
    id: send.id,
    part: send.part,
    recipient: send.recipient as Recipient,
    kind: send.kind,
    elsewhere: send.address !== null,
    versions: send.documentIds.flatMap((id) => names.get(id) ?? []),
    touristKeys: send.touristKeys,
    state: stateOfSend(send),
    failure: failureOf(send),
  }));
}

function failureOf({ delivery }: StandingSend): Sentence | null {
  if (delivery?.state === 'cancelled') return { ru: 'его отменил человек', en: 'a person took it back' };
  if (delivery?.state === 'bounced') return delivery.error?.sentence ?? { ru: 'письмо вернулось', en: 'the letter came back' };
  if (delivery?.state === 'expired') return { ru: 'истёк срок отправки', en: 'it expired before it could be sent' };
  return delivery?.error?.sentence ?? null;
}
