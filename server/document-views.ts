import type { PackPreview } from '../activities/documents/preview.ts';
import { nameFiles } from '../domain/documents/files.ts';
import type { Recipient } from '../domain/documents/types.ts';
import { CATEGORY_WORDS } from '../domain/documents/words.ts';
import type { ClockRow } from '../store/clocks.ts';
import type { PackContacts, PartRow } from '../store/document-packs.ts';
import type { ListedPack, StoryLine } from '../store/document-search.ts';
import { type StandingSend, stateOfSend } from '../store/document-sends.ts';
import type { DocumentRow } from '../store/documents.ts';
import { maskEmail, maskName, maskPayer, maskPhone } from './mask.ts';

const iso = (at: Date) => at.toISOString();
const isoOrNull = (at: Date | null) => at?.toISOString() ?? null;

export function packView(row: ListedPack, parts: readonly PartRow[]) {
  const { linkId, number, dealId, payer, payerKind, state, attention, policy, policyVersion, payment, price, paid, currency } =
    row;
  return {
    link: linkId,
    claim: number,
    deal: dealId,
    payer: payer === null ? null : maskPayer(payerKind, payer),
    state,
    attention,
    policy: policy === null || policyVersion === null ? null : { name: policy, version: policyVersion },
    payment,
    price: { sum: price, currency },
    paid: { sum: paid, currency },
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    parts: parts.filter((part) => part.linkId === linkId).map(partView),
    wakeAt: isoOrNull(row.wakeAt),
    wakeFor: row.wakeFor,
    openedAt: iso(row.openedAt),
    lookedAt: iso(row.lookedAt),
  };
}

const partView = ({ part, recipient, title, state, reasons, documentIds, level, ...row }: PartRow) => ({
  part,
  recipient: recipient as Recipient,
  title,
  state,
  reasons,
  documents: documentIds,
  level,
  dueAt: isoOrNull(row.dueAt),
  readyAt: isoOrNull(row.readyAt),
  changedAt: iso(row.changedAt),
});

export const recipientView = ({ recipient, name, email, phone }: PackContacts[number]) => ({
  recipient: recipient as Recipient,
  name: name === null ? null : maskName(name),
  email: email === null ? null : maskEmail(email),
  phone: phone === null ? null : maskPhone(phone),
});

/** @param readable the person's key is there */
export const fileView = (row: DocumentRow, readable: boolean) => ({
  id: row.id,
  category: row.category,
  title: CATEGORY_WORDS[row.category],
  no: row.no,
  holder: row.holder,
  tourists: row.touristKeys,
  listed: row.listed,
  state: row.state,
  availability: row.availability,
  reasonCode: row.reasonCode,
  reason: row.reason,
  issued: row.issued,
  error: row.error,
  contentType: row.contentType,
  sizeBytes: row.sizeBytes,
  sha256: row.sha256,
  fetchedAt: isoOrNull(row.fetchedAt),
  downloadable: row.state === 'fetched' && readable,
});

export const sendView = (row: StandingSend) => ({
  id: row.id,
  part: row.part,
  recipient: row.recipient as Recipient,
  kind: row.kind,
  state: stateOfSend(row),
  documents: row.enclosedIds,
  delivery: row.delivery?.id ?? row.deliveryId,
  channel: row.delivery?.channel ?? null,
  elsewhere: row.address !== null,
  orderedBy: row.orderedBy,
  reason: row.reason,
  bulk: row.bulkId,
  error: row.error ?? row.delivery?.error ?? null,
  orderedAt: iso(row.orderedAt),
  provenAt: isoOrNull(row.provenAt),
  notedAt: isoOrNull(row.notedAt),
});

export const clockView = ({ name, policy, state, due, openedAt, closedAt }: ClockRow) => ({
  name,
  policy,
  state,
  due: isoOrNull(due),
  openedAt: iso(openedAt),
  closedAt: isoOrNull(closedAt),
});

export const storyView = ({ at, ...line }: StoryLine) => ({ ...line, at: iso(at) });

export const previewView = ({ policy, tour, parts, left }: PackPreview) => ({
  policy,
  tour,
  parts: parts.map(({ rule, recipient, state, reasons, documents, sendable }) => ({
    part: rule.part,
    recipient,
    title: rule.title,
    state,
    reasons,
    when: rule.when.kind,
    letter: rule.letter,
    documents: documents.map(({ category, touristKeys, availability }) => ({
      category,
      title: CATEGORY_WORDS[category],
      tourists: [...touristKeys],
      availability: availability.state,
    })),
    goes: sendable,
  })),
  left,
});

/** What a document is called when somebody saves it: kind, claim and version, and nobody's name. */
export function fileName(row: DocumentRow, number: string | null): string {
  const [named] = nameFiles([{ ...row, touristKeys: [] }], { ref: { guid: '', number: number ?? '' }, tourists: [] }, 'ru');
  const name = named?.name ?? row.id;
  return row.no === 1 ? name : name.replace(/(\.\w+)$/, ` v${row.no}$1`);
}
