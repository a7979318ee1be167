import { cancelOf, dayOf, distinct, missingOf, type Obstacle, withheld } from './obstacles.ts';
import { type Reason, reasons } from './reasons.ts';
import {
  type ListedDocument,
  type PackClaim,
  type PackPolicy,
  type PartRule,
  type PlannedPart,
  type Recipient,
  type SentPart,
  versionOf,
} from './types.ts';

export interface PackInput {
  claim: PackClaim;
  /** Those of the booking system's present list. */
  documents: readonly ListedDocument[];
  policy: PackPolicy;
  /** In the order in which they were wished. */
  sent: readonly SentPart[];
  /** Finance looks into a payment of the claim. */
  questioned: boolean;
  /** `YYYY-MM-DD` in the zone of the unit. */
  today: string;
}

/**
 * What becomes of every part of a claim's documents, for each recipient: where it stands and why, what may go out now. A function of its input alone: the same
 * look again gives the same plan.
 */
export function planPack(input: PackInput): PlannedPart[] {
  return input.policy.parts.flatMap((rule) => {
    if (rule.to === 'agency' && input.claim.buyer?.kind !== 'agency') return [];
    return [...recipientsOf(rule, input)].map(([recipient, documents]) => planPart(rule, recipient, documents, input));
  });
}

/** Who gets which documents of a part: a tourist's own only reach that tourist or the payer. */
function recipientsOf(rule: PartRule, { claim, documents, sent }: PackInput): Map<Recipient, ListedDocument[]> {
  const found = new Map<Recipient, ListedDocument[]>();
  for (const document of documents.filter(({ category }) => rule.documents.includes(category))) {
    const [only, ...others] = document.touristKeys;
    const tourist = rule.to === 'tourist' && others.length === 0 && only !== undefined && hasAddress(claim, `tourist:${only}`);
    const recipient: Recipient = tourist ? `tourist:${only}` : 'payer';
    found.set(recipient, [...(found.get(recipient) ?? []), document]);
  }
  // Whoever has got a part keeps a line in the plan, also when nothing of it is left.
  for (const { part, recipient } of sent) if (part === rule.part && !found.has(recipient)) found.set(recipient, []);
  if (found.size === 0) found.set('payer', []);
  return found;
}

/** Whether a recipient can be reached at all. */
export function hasAddress({ buyer, tourists }: Pick<PackClaim, 'buyer' | 'tourists'>, recipient: Recipient): boolean {
  const person = recipient === 'payer' ? buyer : tourists.find(({ key }) => `tourist:${key}` === recipient);
  return (person?.email ?? '') !== '' || (person?.phone ?? '') !== '';
}

function planPart(rule: PartRule, recipient: Recipient, listed: ListedDocument[], input: PackInput): PlannedPart {
  const { claim } = input;
  const elsewhere = listed.filter(isElsewhere);
  const documents = listed.filter((document) => !isElsewhere(document));
  const base = { rule, recipient, documents, sendable: null, available: false, changed: [] } as const;
  const notes = elsewhere.flatMap((document) =>
    document.availability.state === 'ready' ? [] : [reasons.kept(document, document.availability)],
  );
  const obstacle = obstacleOf(rule, documents, notes, input);
  const available = obstacle === null;
  const before = historyOf(rule, recipient, documents, input.sent);

  if (before.state === 'none') {
    if (obstacle !== null) return { ...base, ...obstacle, changed: [], reasons: distinct([...obstacle.reasons, ...notes]) };
    if (!hasAddress(claim, recipient))
      return { ...base, changed: [], state: 'waiting', reasons: [reasons.noAddress, ...notes], available };
    return { ...base, changed: [], state: 'ready', reasons: notes, sendable: 'first', available };
  }
  // What did not arrive and must not go any more is over.
  if (before.state === 'failed' && obstacle?.state === 'stopped') return { ...base, ...obstacle, changed: [] };
  const said = [...before.reasons, ...afterwards(rule, documents, before.last, input)];
  if (before.state !== 'changed') return { ...base, changed: [], state: before.state, reasons: [...said, ...notes], available };
  const { changed } = before;
  // A cancelled claim gets no update: what was sent stands as sent, and a person is asked.
  if (cancelOf(claim) !== null) return { ...base, changed, state: 'sent', reasons: said };
  if (obstacle !== null) return { ...base, changed, state: 'changed', reasons: distinct([...said, ...obstacle.reasons]) };
  const reachable = hasAddress(claim, recipient);
  return {
    ...base,
    changed,
    state: 'changed',
    reasons: reachable ? said : [...said, reasons.noAddress],
    sendable: reachable ? 'update' : null,
    available,
  };
}

/** Handed out by somebody else, or not at all. */
const isElsewhere = ({ availability, state }: ListedDocument) => availability.state === 'final' && state !== 'fetched';

function obstacleOf(
  rule: PartRule,
  documents: readonly ListedDocument[],
  notes: readonly Reason[],
  { claim, documents: all, questioned, today }: PackInput,
): Obstacle | null {
  const cancel = cancelOf(claim);
  if (cancel !== null) return { state: 'stopped', reasons: [cancel] };
  const day = dayOf(rule, claim, all, today);
  if (documents.length === 0 && all.length > 0)
    return { state: 'unneeded', reasons: notes.length > 0 ? [] : [reasons.noDocuments] };
  if (day !== null) return { state: 'not_yet', reasons: [day] };
  const missing = missingOf(rule, claim, questioned);
  if (missing.length > 0) return { state: 'waiting', reasons: missing };
  if (documents.length === 0) return { state: 'waiting', reasons: [reasons.listEmpty] };
  return withheld(documents);
}

type History =
  | { state: 'none' }
  | { state: 'sent' | 'sending' | 'unknown' | 'failed'; reasons: Reason[]; last: SentPart }
  | { state: 'changed'; reasons: Reason[]; last: SentPart; changed: ListedDocument[] };

/** What was taken back before it left counts for nothing; what a person sent to another address counts once it is proven. */
function historyOf(
  rule: PartRule,
  recipient: Recipient,
  documents: readonly ListedDocument[],
  sent: readonly SentPart[],
): History {
  const mine = sent.filter(
    (one) =>
      one.part === rule.part &&
      one.recipient === recipient &&
      one.state !== 'cancelled' &&
      (!one.elsewhere || one.state === 'sent'),
  );
  const present = mine.filter((one) => documents.every((document) => one.versions.includes(versionOf(document))));
  const best = (state: SentPart['state']) => present.findLast((one) => one.state === state);
  const last = best('sent') ?? best('under_way') ?? best('waiting') ?? best('unknown') ?? present.at(-1);
  if (last !== undefined) {
    if (last.state === 'sent') return { state: 'sent', reasons: [], last };
    if (last.state === 'unknown') return { state: 'unknown', reasons: [reasons.deliveryUnknown], last };
    if (last.state === 'failed') return { state: 'failed', reasons: [reasons.deliveryFailed(last.failure)], last };
    return { state: 'sending', reasons: [], last };
  }
  const older = mine.findLast(({ state }) => state === 'sent') ?? mine.findLast(({ state }) => state !== 'waiting');
  if (older === undefined) return { state: 'none' };
  // The outcome of what is under way is known first: an update must not overtake it.
  if (older.state === 'under_way') return { state: 'sending', reasons: [], last: older };
  const known = new Set(older.versions.map(documentOf));
  const changed = documents.filter((document) => !older.versions.includes(versionOf(document)));
  const why = changed.map((document) => (known.has(document.externalId) ? reasons.changed(document) : reasons.added(document)));
  return { state: 'changed', reasons: distinct(why), last: older, changed };
}

const documentOf = (version: string) => version.slice(0, version.lastIndexOf('@'));

/** What has happened since a part was sent that a person must look at. */
function afterwards(rule: PartRule, documents: readonly ListedDocument[], last: SentPart, input: PackInput): Reason[] {
  const { claim, questioned } = input;
  const said: Reason[] = [];
  const cancel = cancelOf(claim);
  if (cancel !== null) said.push(cancel);
  else {
    const present = new Set(documents.map(({ externalId }) => externalId));
    const gone = last.versions.some((version) => !present.has(documentOf(version)));
    if (gone && input.documents.length > 0) said.push(reasons.withdrawn);
    const unpaid = missingOf(rule, claim, questioned).some(({ code }) => code === 'not_paid' || code === 'not_paid_fully');
    if (unpaid) said.push(reasons.paidBack);
  }
  if (
    !sameKeys(
      last.touristKeys,
      claim.tourists.map(({ key }) => key),
    )
  )
    said.push(reasons.touristsChanged);
  return said;
}

const sameKeys = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((key) => b.includes(key));
