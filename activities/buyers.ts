import { buyerIdentity, contactPerson } from '../domain/deals/buyer.ts';
import type { Buyer } from '../domain/deals/claim.ts';
import { decideMatch, type MatchCandidate } from '../domain/identity/match.ts';
import { namesAgree } from '../domain/identity/names.ts';
import type { Fields } from '../domain/json.ts';
import { sameJson } from '../domain/merge/equal.ts';
import { subjects } from '../ingress/subjects.ts';
import { phoneToE164 } from '../mappings/engine/functions/contacts.ts';
import type { Mapping } from '../mappings/engine/types.ts';
import type { PairRow } from '../store/connections.ts';
import type { Db } from '../store/database.ts';
import { insertEvents } from '../store/inbox.ts';
import { appendJournal } from '../store/journal.ts';
import {
  getLink,
  type LinkRow,
  linkByLeft,
  linksByRight,
  openLinks,
  readBases,
  standingFor,
  updateLink,
} from '../store/links.ts';
import { pausesOf, WHOLE_RECORD } from '../store/pauses.ts';
import { personFor } from '../store/people.ts';
import { closeTask, openTask, tasksOf } from '../store/tasks.ts';
import { agree } from './agree.ts';
import { at } from './context.ts';
import type { SyncDeps } from './deps.ts';
import type { Permits } from './permits.ts';

/** Links of the payer's records in the CRM. */
export interface BuyerLinks {
  personId: string | null;
  contact: LinkRow | null;
  company: LinkRow | null;
  /** The payer's own links, where the CRM merged their records into those of somebody else. */
  mergedFrom: { contact: LinkRow | null; company: LinkRow | null };
}

/** Opens the payer's links (contact, or company with its contact), so that the deal can refer to them. Writes nothing outside. */
export async function openBuyer(deps: SyncDeps, pair: PairRow, buyer: Buyer | null, claimId: string): Promise<BuyerLinks> {
  const mergedFrom: BuyerLinks['mergedFrom'] = { contact: null, company: null };
  if (buyer === null) return { personId: null, contact: null, company: null, mergedFrom };
  const identity = buyerIdentity(buyer, phoneToE164);
  const key = identity?.keys[0] ?? { kind: 'claim', value: claimId };
  const kind = buyer.kind === 'agency' ? 'company' : 'person';
  const personId = await personFor(deps.db, deps.vault, scoped(pair, key), { kind, ...clear(buyer) });
  if (buyer.kind === 'person') return { personId, contact: await open('contact', personId, personId), company: null, mergedFrom };
  const company = await open('company', personId, personId);
  const contact = contactPerson(buyer);
  if (contact === null) return { personId, contact: null, company, mergedFrom };
  const named = scoped(pair, { kind: 'agency_contact', value: personId });
  const contactId = await personFor(deps.db, deps.vault, named, { kind: 'person', ...clear(contact) });
  return { personId, contact: await open('contact', agencyContactId(personId), contactId), company, mergedFrom };

  async function open(kind: 'contact' | 'company', leftId: string, personId: string): Promise<LinkRow> {
    const known = await linkByLeft(deps.db, pair.id, kind, leftId);
    if (known?.state === 'merged') mergedFrom[kind] = known;
    if (known) return standingFor(deps.db, known);
    await openLinks(deps.db, pair.id, kind, [{ leftId, personId }]);
    const link = await linkByLeft(deps.db, pair.id, kind, leftId);
    if (!link) throw new Error('a link vanished while it was being opened');
    return link;
  }
}

const scoped = (pair: PairRow, key: { kind: string; value: string }) => ({
  kind: key.kind,
  value: `${pair.leftConnection}\u0000${key.value}`,
});
const clear = (person: { name: string | null; phone: string | null; email: string | null }) => ({
  name: person.name,
  phone: person.phone,
  email: person.email,
});

const AGENCY_CONTACT = '/contact';
/** The contact that an agency names has no key of its own: it hangs on the agency's. */
export const agencyContactId = (agencyId: string) => `${agencyId}${AGENCY_CONTACT}`;
export const ownerOfContact = (leftId: string) => leftId.replace(AGENCY_CONTACT, '');

/** What the mapping of a payer's record takes: the person or the agency, and references to other records. */
export function buyerRecord(buyer: Buyer, kind: LinkRow['kind'], links: { company: LinkRow | null }): object | null {
  const company = links.company === null ? null : { $link: links.company.id };
  if (kind === 'company') return buyer.kind === 'agency' ? { ...buyer } : null;
  const person = contactPerson(buyer);
  return person === null ? null : { ...person, links: { company } };
}

/**
 * Makes sure that the payer has a record in the CRM: found by our mark, by phone or e-mail where the evidence is good, created otherwise.
 * A payer whose data moved in the booking system is left to that link's own run, by a hint. Idempotent.
 *
 * @returns the link as it now stands; `rightId` stays null in observe mode and while a person must choose
 */
export async function ensureBuyerRecord(
  deps: SyncDeps,
  pair: PairRow,
  link: LinkRow,
  record: object,
  mapping: Mapping,
  permits: Permits,
): Promise<LinkRow> {
  if ((await pausesOf(deps.db, link.id)).some(({ field }) => field === WHOLE_RECORD)) return link;
  const kind = link.kind === 'company' ? 'company' : 'contact';
  const mapped = mapping.toRight(record, { constants: pair.constants });
  if (link.rightId !== null) {
    const bases = await readBases(deps.db, deps.vault, link.id);
    const moved = mapping.policies(record).some(({ field, normalise }) => {
      const now = mapped.fields[field];
      return now !== undefined && !sameJson(normalise(now), normalise(bases.left?.fields[field] ?? null));
    });
    if (moved || bases.left === null) await hintBuyer(deps, pair, link);
    return link;
  }
  if (permits.right !== null && !(await match(deps, pair, link, kind, mapped.fields))) return link;
  const current = (await getLink(deps.db, link.id)) ?? link;
  if (current.state === 'merged') return standingFor(deps.db, current);
  if (current.rightId !== null) {
    await hintBuyer(deps, pair, current);
    return current;
  }
  await deps.ledger.settle(current);
  await agree(deps, {
    process: 'deals',
    link: current,
    mapping,
    leftRecord: record,
    left: { connectionId: pair.leftConnection, fields: mapped.fields, revision: null, editor: null, permit: permits.left },
    right: {
      connectionId: pair.rightConnection,
      entity: kind,
      fields: null,
      revision: null,
      editor: null,
      permit: permits.right,
    },
    bases: { left: null, right: null },
    held: [],
    tasks: [],
    requests: [],
    writeLeft: () => null,
  });
  return (await getLink(deps.db, link.id)) ?? current;
}

/** Attaches the link to a record that the CRM has already. False while a person must choose between several. */
async function match(
  deps: SyncDeps,
  pair: PairRow,
  link: LinkRow,
  kind: 'contact' | 'company',
  fields: Fields,
): Promise<boolean> {
  const key = ambiguousKey(link);
  const chosen = (await tasksOf(deps.db, link.id)).find((task) => task.dedupKey === key)?.choice;
  if (chosen === 'create') {
    await closeTask(deps.db, key, 'hub');
    return true;
  }
  const decision = chosen ? { kind: 'attach' as const, id: chosen } : decideMatch(await candidates(deps, pair, kind, fields));
  if (decision.kind === 'create') return true;
  if (decision.kind === 'ambiguous') {
    await askWhichBuyer(deps.db, deps, pair, link, kind, decision);
    return false;
  }
  await deps.db.transaction(async (tx) => {
    const [holder] = await linksByRight(tx, [pair.id], kind, [decision.id]);
    const taken = holder !== undefined && holder.id !== link.id;
    await updateLink(tx, link.id, taken ? { state: 'merged', mergedInto: holder.id } : { rightId: decision.id });
    await closeTask(tx, key, 'hub');
    await appendJournal(tx, deps.vault, {
      link,
      type: 'record_attached',
      actor: 'process:deals',
      data: { entity: kind, externalId: decision.id },
    });
  });
  return true;
}

const ambiguousKey = (link: LinkRow) => `ambiguous:${link.id}`;

/** Asks a person which of several records the payer is; the next pass of a deal carries the answer out. */
export async function askWhichBuyer(
  db: Db,
  deps: Pick<SyncDeps, 'vault'>,
  pair: PairRow,
  link: LinkRow,
  kind: 'contact' | 'company',
  { ids, reason }: { ids: string[]; reason: string },
): Promise<void> {
  await openTask(db, deps.vault, {
    kind: 'buyer_ambiguous',
    dedupKey: ambiguousKey(link),
    link,
    connectionId: pair.rightConnection,
    title: {
      ru: 'В CRM есть похожие записи: выберите, какая из них этот покупатель, или создайте новую',
      en: 'The CRM has similar records: choose the one that is this buyer, or create a new one',
    },
    data: { candidates: ids, reason, entity: kind },
  });
}

export async function candidates(
  deps: SyncDeps,
  pair: PairRow,
  kind: 'contact' | 'company',
  fields: Fields,
): Promise<MatchCandidate[]> {
  const crm = await deps.clients.crm(pair.rightConnection);
  const [phone] = Array.isArray(fields['phones']) ? fields['phones'] : [];
  const [email] = Array.isArray(fields['emails']) ? fields['emails'] : [];
  const found = new Map<string, MatchCandidate['by']>();
  if (typeof phone === 'string') {
    for (const id of await at(pair.rightConnection, crm.findByCommunication(kind, { phone }))) found.set(id, 'phone');
  } else if (typeof email === 'string') {
    for (const id of await at(pair.rightConnection, crm.findByCommunication(kind, { email }))) found.set(id, 'email');
  }
  if (found.size === 0) return [];
  const ids = [...found.keys()];
  const taken = new Set((await linksByRight(deps.db, [pair.id], kind, ids)).map((row) => row.rightId));
  const records = await at(pair.rightConnection, crm.getRecords(kind, ids.slice(0, 50)));
  return records
    .filter((record) => record.mark === null)
    .map((record) => ({
      id: record.id,
      by: found.get(record.id) ?? 'phone',
      nameAgrees: namesAgree(nameOf(fields), nameOf(record.fields)),
      taken: taken.has(record.id),
    }));
}

export function nameOf(fields: Fields): string | null {
  const parts = ['lastName', 'name', 'secondName', 'title']
    .map((name) => fields[name])
    .filter((part) => typeof part === 'string');
  return parts.length === 0 ? null : parts.join(' ');
}

/** Wakes the run of a payer's own link. */
async function hintBuyer(deps: SyncDeps, pair: PairRow, link: LinkRow): Promise<void> {
  const subject = subjects[link.kind](link.id);
  const hint = {
    connectionId: pair.leftConnection,
    deliveryId: null,
    kind: 'hint' as const,
    entity: 'buyer',
    externalId: link.leftId,
    subject,
  };
  await insertEvents(deps.db, deps.vault, [hint]);
}
