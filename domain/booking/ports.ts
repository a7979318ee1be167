import type { ClaimRef } from '../deals/claim.ts';
import type { Sentence } from '../errors.ts';

/**
 * What a booking system can do beside its claims. Reads are ports; writes go through the effect ledger, with the fields named here:
 *
 * | operation | entity, id | fields | done means |
 * |---|---|---|---|
 * | `payment.register` | claim, its guid | `RegisterPayment` | a receipt with a number; no money has moved |
 * | `payment.confirm` | claim, its guid | `ConfirmPayment` | the receipt is posted, the claim counts it as paid |
 * | `document.fetch` | claim, its guid | `FetchDocument` | `readBack` is a `FetchedDocument` |
 * | `claim.tourists` | claim, its guid | number, touristKey, phone?, email? | read back and compared |
 */
export interface PaymentPort {
  /** What was paid for a claim, oldest first. A payment for several claims stands in each, under one id, with that claim's share. */
  listPayments(ref: ClaimRef): Promise<ClaimPayment[]>;
}

export interface ClaimPayment {
  /** Of the payment itself; the same in every claim that it was allocated to. */
  id: string;
  date: string | null;
  cash: boolean;
  receipt: string | null;
  receiptDate: string | null;
  note: string | null;
  /** What was handed over for this claim; negative when money went back. */
  paid: PaymentSum;
  /** What it came to in the claim currency. */
  counted: { sum: string; currency: string };
  /** Companies only: a person who pays is not named. */
  payer: { name: string; inn: string | null } | null;
}

export interface PaymentSum {
  /** Decimal string. */
  sum: string;
  currency: string;
  currencyKey: string | null;
  /** Units of this currency for one of the claim currency, as stated by the system. */
  rate: string | null;
}

/** `transactionId` is made by the hub from the payment, never from time or chance: the same payment always has the same. */
export type RegisterPayment = { number: string; transactionId: string; sum: string; currency: string };
export type ConfirmPayment = { number: string; receipt: string };

export interface DocumentPort {
  /** The documents of a claim as they stand, ways to pay left out. Changes nothing. */
  listDocuments(ref: ClaimRef): Promise<ClaimDocument[]>;
  /** Has a document made. `working` is a wait: ask again. Changes nothing that anybody sees. @throws HubError `business_refusal` */
  render(ref: ClaimRef, documentId: string): Promise<RenderJob>;
}

export interface RenderJob {
  documentId: string;
  state: 'working' | 'ready';
}

export interface ClaimDocument {
  id: string;
  /** Number of the category in the booking system, and what it is; `other` for numbers that nobody knows. */
  code: string;
  category: DocumentCategory;
  name: string;
  holder: DocumentHolder;
  availability: Availability;
  /** Another content is another version. */
  version: string;
  /** The booking system counts it as handed out. */
  issued: boolean;
}

export type DocumentCategory =
  | 'invoice'
  | 'medical_insurance'
  | 'voucher'
  | 'contract'
  | 'act'
  | 'ticket_cost'
  | 'ticket'
  | 'questionnaire'
  | 'booklet'
  | 'confirmation'
  | 'visa'
  | 'warrant'
  | 'private_agreement'
  | 'email'
  | 'receipt'
  | 'cancellation_insurance'
  | 'agency_agreement'
  | 'service_voucher'
  | 'money_back'
  | 'other';

/** Whom a document is for: it must reach only the buyer or that tourist. */
export type DocumentHolder =
  | { kind: 'claim' }
  | { kind: 'tourist'; touristKey: string }
  | { kind: 'service'; serviceUid: string; touristKeys: string[] };

/** `waits` passes by itself or with an event, `failure` needs a person, `final` will not be had through the hub. */
export type Availability =
  | { state: 'ready' }
  | { state: 'waits' | 'failure' | 'final'; code: string; message: Sentence; daysBefore: number | null };

/** `version` is the one that was listed: another one in the meantime is a conflict. */
export type FetchDocument = { number: string; documentId: string; version: string };

/** `content` is base64; null when an earlier, interrupted attempt handed the document out: a person decides whether to ask for it again. */
export type FetchedDocument = {
  documentId: string;
  version: string;
  content: string | null;
  contentType: string | null;
  size: number | null;
  sha256: string | null;
};

export interface ReferencePort {
  /**
   * One page of a dictionary from where the last one ended. The cursor is to be stored together with the rows, not before; a page that is read twice is
   * harmless. @param cursor  null for the first load
   */
  pull(type: string, cursor: ReferenceCursor | null): Promise<ReferencePage>;
}

/** 8-byte marks as `0x` and 16 hexadecimal digits: the largest one taken in, and the one that stood before the first load. */
export interface ReferenceCursor {
  lastStamp: string;
  delStamp: string;
}

export interface ReferencePage {
  rows: ReferenceRow[];
  cursor: ReferenceCursor;
  /** False when there may be more right now. */
  complete: boolean;
}

export interface ReferenceRow {
  key: string;
  /** The row is to be removed; the rest of it counts no more. */
  deleted: boolean;
  name: string | null;
  latinName: string | null;
  alias: string | null;
  /** Everything else as written; a reference to nothing is null. */
  values: { [name: string]: string | null };
}

export interface TouristPort {
  /** What the booking system demands of the fields of a claim's tourists; null where it states nothing: then nothing may be written. */
  getTouristRules(ref: ClaimRef): Promise<TouristRule[] | null>;
}

export interface TouristRule {
  field: string;
  required: boolean;
  readOnly: boolean;
  visible: boolean;
  pattern: string | null;
  message: string | null;
}
