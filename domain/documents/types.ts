import type { Availability, DocumentCategory } from '../booking/ports.ts';
import type { Claim } from '../deals/claim.ts';
import type { Sentence } from '../errors.ts';
import type { Reason } from './reasons.ts';

/** What of a trip is booked: hotel and way, one of them, or neither. */
export type TourType = 'package' | 'accommodation' | 'transport' | 'services';
export type BuyerKind = 'person' | 'agency';

/** When a part may go out at the earliest, whatever else it waits for. `visa`: once every visa of the claim is in. */
export type PartMoment = { kind: 'now' } | { kind: 'days_before'; days: number } | { kind: 'visa' } | { kind: 'after_tour' };

/** Documents that go out together, in one message to each recipient. */
export interface PartRule {
  /** Unique in its policy; stands in keys. */
  part: string;
  title: Sentence;
  when: PartMoment;
  requires: { payment: 'none' | 'partly' | 'fully'; confirmed: boolean };
  documents: readonly DocumentCategory[];
  /** `tourist`: each of their own documents, or the payer on behalf of who has no address; `agency`: only where an agency pays. */
  to: 'payer' | 'tourist' | 'agency';
  /** Template of the letter. */
  letter: string;
  /** Name of the policy by which its deadline runs, from the moment in which everything is there to the proof that it was sent. Null: nothing is due. */
  clock: string | null;
}

/** Which documents of a claim go to whom and when. */
export interface PackPolicy {
  name: string;
  title: Sentence;
  tours: readonly TourType[];
  buyers: readonly BuyerKind[];
  language: 'ru' | 'en';
  updateLetter: string;
  resendLetter: string;
  parts: readonly PartRule[];
  /** Every part that can go before has gone by the beginning of the day that is so many days before the tour; `clock` says when that is warned of. */
  whole: { daysBefore: number; clock: string } | null;
}

/** What planning needs of a claim. */
export type PackClaim = Pick<Claim, 'ref' | 'status' | 'dates' | 'buyer' | 'tourists' | 'services'>;

/** A document as it was last listed. */
export interface ListedDocument {
  /** Ours, of this very version. */
  id: string;
  externalId: string;
  version: string;
  category: DocumentCategory;
  holder: 'claim' | 'tourist' | 'service';
  touristKeys: readonly string[];
  availability: Availability;
  /** What has become of its bytes. */
  state: 'listed' | 'fetched' | 'lost' | 'refused';
}

/** Names a version of a document for comparing: `<id of the booking system>@<version>`. */
export const versionOf = ({ externalId, version }: Pick<ListedDocument, 'externalId' | 'version'>) => `${externalId}@${version}`;

/** `payer`, or `tourist:<key of the booking system>`. */
export type Recipient = 'payer' | `tourist:${string}`;

/**
 * How a wish to send stands: `waiting` in the queue, `under_way` handed to a channel, `sent` proven, `unknown` a person is asked, `failed` it did not
 * arrive, `cancelled` it was taken back before it left.
 */
export type SendState = 'waiting' | 'under_way' | 'sent' | 'unknown' | 'failed' | 'cancelled';

/** What was sent, or is being sent, of a part. */
export interface SentPart {
  id: string;
  part: string;
  recipient: Recipient;
  kind: 'first' | 'update' | 'resend';
  /** Went to another address than the recipient's own. */
  elsewhere: boolean;
  versions: readonly string[];
  /** Who travelled then. */
  touristKeys: readonly string[];
  state: SendState;
  /** Why it failed, where that is known. */
  failure: Sentence | null;
}

/**
 * | state | means |
 * |---|---|
 * | not_yet | its day, the visa or the end of the tour is to come |
 * | waiting | money, confirmation, a document or an address is missing |
 * | ready | everything is there |
 * | sending | the message is queued or under way |
 * | sent | proven to have left, in the present versions |
 * | changed | sent, and a document has another version since |
 * | unknown | a person is asked whether it arrived |
 * | stopped | the claim is cancelled, or about to be |
 * | failed | a person is needed |
 * | unneeded | the claim has no such documents, or they are handed out elsewhere |
 */
export const PART_STATES = [
  'not_yet',
  'waiting',
  'ready',
  'sending',
  'sent',
  'changed',
  'unknown',
  'stopped',
  'failed',
  'unneeded',
] as const;
export type PartState = (typeof PART_STATES)[number];

/** A part of a claim's pack for one recipient, as it stands. Every state but `ready`, `sending` and `sent` has a reason. */
export interface PlannedPart {
  rule: PartRule;
  recipient: Recipient;
  state: PartState;
  reasons: Reason[];
  /** What is in it, or will be; what is handed out elsewhere is left out. */
  documents: ListedDocument[];
  /** It may go out now: for the first time, or as an update. */
  sendable: 'first' | 'update' | null;
  /** Whatever it waits for on the side of the booking is there: its deadline runs. */
  available: boolean;
  /** Documents of it that have another version than the one that was sent. */
  changed: ListedDocument[];
}

/** How late a part is. */
export const DEADLINE_LEVELS = ['none', 'warning', 'breach', 'escalation'] as const;
export type DeadlineLevel = (typeof DEADLINE_LEVELS)[number];
