import type { Addresses } from '../../domain/delivery/types.ts';
import { nameFiles } from '../../domain/documents/files.ts';
import { movedWords } from '../../domain/documents/note.ts';
import { shortText } from '../../domain/documents/short.ts';
import type { PlannedPart, Recipient } from '../../domain/documents/types.ts';
import { versionOf } from '../../domain/documents/types.ts';
import { HubError } from '../../domain/errors.ts';
import { normaliseEmail } from '../../domain/identity/keys.ts';
import { claimData } from '../../domain/templates/claim-data.ts';
import { phoneToE164 } from '../../mappings/engine/functions/contacts.ts';
import type { Db } from '../../store/database.ts';
import { listAccounts, postDelivery } from '../../store/deliveries.ts';
import { deliveryKey, openAddress, orderSend, type SendRow, updateSend, versionSetOf } from '../../store/document-sends.ts';
import { type DocumentRow, getDocuments } from '../../store/documents.ts';
import { writeLetter } from '../../store/letters.ts';
import { newLinkToken } from '../../store/shared-links.ts';
import type { DocumentDeps } from './deps.ts';
import type { Subject, View } from './view.ts';

/** Posts a part whose documents are all fetched; nothing where one is missing, or where the very same was posted before. */
export async function sendPart(deps: DocumentDeps, subject: Subject, view: View, part: PlannedPart): Promise<boolean> {
  const { link, claim, now } = subject;
  const { rule, recipient, documents, sendable, changed } = part;
  const files = await getDocuments(
    deps.db,
    documents.map(({ id }) => id),
  );
  if (view.policy === null || sendable === null || !isWhole(files, documents.length)) return false;
  // An update brings what is new; whoever has the rest keeps it.
  const enclosed = sendable === 'update' ? files.filter(({ id }) => changed.some((one) => one.id === id)) : files;
  const letter = sendable === 'update' ? view.policy.updateLetter : rule.letter;
  const wish = {
    linkId: link.id,
    part: rule.part,
    recipient,
    kind: sendable,
    versionSet: versionSetOf(documents.map(versionOf)),
    resend: nextNumber(view, rule.part, recipient, versionSetOf(documents.map(versionOf))),
    documentIds: documents.map(({ id }) => id),
    enclosedIds: enclosed.map(({ id }) => id),
    touristKeys: claim.tourists.map(({ key }) => key),
    state: 'ordered' as const,
    address: null,
    language: view.policy.language,
    orderedBy: 'hub',
    orderedAt: now,
  };
  const message = await write(deps, subject, { letter, language: view.policy.language, files: enclosed, changed });
  return deps.db.transaction(async (tx) => {
    const send = await orderSend(tx, deps.vault, link, wish);
    if (send === null) return false;
    await post(tx, deps, subject, send, addressOf(subject, recipient), message);
    return true;
  });
}

/** What was taken back before it left leaves its number used: the next wish of the same versions is another one. */
function nextNumber({ sends }: View, part: string, recipient: Recipient, versionSet: string): number {
  const same = sends.filter((one) => one.part === part && one.recipient === recipient && one.versionSet === versionSet);
  return Math.max(-1, ...same.map(({ resend }) => resend)) + 1;
}

/** Posts what a person has ordered to be sent again. False while a document of it is missing. */
export async function sendAgain(deps: DocumentDeps, subject: Subject, view: View, send: SendRow): Promise<boolean> {
  const files = await getDocuments(deps.db, send.documentIds);
  if (view.policy === null || !isWhole(files, send.documentIds.length)) return false;
  const { language } = send;
  const message = await write(deps, subject, { letter: view.policy.resendLetter, language, files, changed: [] });
  const named = await openAddress(deps.db, deps.vault, send);
  const to = named === null ? addressOf(subject, send.recipient as Recipient) : { email: named };
  await deps.db.transaction((tx) => post(tx, deps, subject, send, to, message));
  return true;
}

const isWhole = (files: readonly DocumentRow[], count: number) =>
  files.length === count && files.every(({ state }) => state === 'fetched');

/** Where a recipient is reached, as the booking system says now. */
export function addressOf({ claim: { buyer, tourists } }: Pick<Subject, 'claim'>, recipient: Recipient): Addresses {
  const person = recipient === 'payer' ? buyer : tourists.find(({ key }) => `tourist:${key}` === recipient);
  const email = person?.email == null ? null : normaliseEmail(person.email);
  const phone = person?.phone == null ? null : phoneToE164(person.phone);
  return { ...(email === null ? {} : { email }), ...(phone === null ? {} : { phone }) };
}

interface Wanted {
  letter: string;
  language: 'ru' | 'en';
  files: readonly DocumentRow[];
  changed: PlannedPart['changed'];
}

async function write(deps: DocumentDeps, { claim, now }: Subject, { letter, language, files, changed }: Wanted) {
  const named = nameFiles(files, claim, language);
  const data = {
    ...claimData(claim),
    files: named.map(({ name, note }) => ({ name, note })),
    ...(changed.length === 0 ? {} : { change: { document: movedWords(changed, language), what: null } }),
  };
  const { template, rendered } = await writeLetter(deps.db, deps.renderer, {
    name: letter,
    kind: 'email',
    language,
    data,
    at: now,
  });
  const attachments = files.map(({ id, contentType, sizeBytes, sha256 }) => {
    const name = named.find((one) => one.id === id)?.name;
    if (name === undefined || contentType === null || sizeBytes === null || sha256 === null) throw unfetched(id);
    return { documentId: id, name, contentType, size: sizeBytes, sha256 };
  });
  const { kind: _, ...content } = rendered;
  return { template, content: { ...content, data: {} }, attachments };
}

async function post(
  tx: Db,
  deps: DocumentDeps,
  { link, pair, claim, now }: Subject,
  send: SendRow,
  addresses: Addresses,
  message: Awaited<ReturnType<typeof write>>,
): Promise<void> {
  const accounts = await listAccounts(tx, deps.channelOf);
  const { language } = send;
  const page = { token: newLinkToken(), language };
  const short = shortText(send.kind, claim.ref.number, `${deps.publicUrl}/d/${page.token}`, language);
  const { content, ...letter } = message;
  const delivery = {
    key: deliveryKey(send),
    class: 'document' as const,
    process: 'documents',
    subject: link.id,
    unitId: pair.unitId,
    to: { personId: link.personId, addresses },
    ...letter,
    content: addresses.phone === undefined ? content : { ...content, short, page },
  };
  const deliveryId = await postDelivery(tx, deps.vault, accounts, delivery, now);
  await updateSend(tx, send.id, { state: 'posted', deliveryId });
}

const unfetched = (id: string) =>
  new HubError({
    code: 'DOCUMENT_NOT_FETCHED',
    kind: 'bug',
    userMessage: { ru: 'Документ ещё не получен', en: 'The document has not been fetched' },
    detail: id,
  });
