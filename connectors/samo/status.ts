import type { BookingStatus, CancelStatus, ClaimStatus, PaymentStatus } from '../../domain/deals/claim.ts';
import { flag } from './values.ts';

/**
 * What the service says about a claim's state, as written; null where an attribute is absent.
 * `status` and `payStatus` hold the derived words (`csConfirmed`, `psPaid`) or, on some answers, the raw number; `rawStatus` the number.
 */
export interface RawStatus {
  condition: string | null;
  status: string | null;
  payStatus: string | null;
  rawStatus: string | null;
  confirmed: string | null;
  confirmedDate: string | null;
  partpayment: string | null;
  unread: string | null;
  requestCancelDate: string | null;
}

const BOOKING_WORDS: { [word: string]: BookingStatus } = {
  csconfirmed: 'confirmed',
  csunconfirmed: 'unconfirmed',
  csprocessed: 'processing',
  csnotreaded: 'not_read',
  csnotactivated: 'offer',
};

/** The two words that hide the booking axis behind the cancel axis. */
const CANCEL_WORDS: { [word: string]: CancelStatus } = { cscancelled: 'cancelled', csawaitingcancel: 'requested' };

const PAYMENT_WORDS: { [word: string]: PaymentStatus } = {
  pspaid: 'paid',
  pspartiallypaid: 'partially_paid',
  psnotpaid: 'not_paid',
  pspenalty: 'penalty_due',
  pspartiallypaidpenalty: 'penalty_partially_paid',
  pspaidpenalty: 'penalty_paid',
};

const CANCELLED_NUMBERS = ['3', '4', '5'];
const KNOWN_NUMBERS = ['1', '2', '3', '4', '5', '6', '7'];

/**
 * The three axes of a claim's state. Total: whatever it does not know becomes `unknown`, never a guess.
 * The service's own words win over flags; flags speak where a word is absent or hides an axis.
 */
export function claimStatus(raw: RawStatus): ClaimStatus {
  const number = numberOf(raw);
  return { booking: booking(raw, number), payment: payment(raw, number), cancel: cancel(raw, number) };
}

function numberOf(raw: RawStatus): string | null {
  return [raw.rawStatus, raw.status, raw.payStatus].find((value) => value !== null && /^-?\d+$/.test(value)) ?? null;
}

function wordOf(value: string | null): string | null {
  return value === null || /^-?\d+$/.test(value) ? null : value.toLowerCase();
}

function booking(raw: RawStatus, number: string | null): BookingStatus {
  if (raw.condition?.toLowerCase() === 'ccoffer') return 'offer';
  const word = wordOf(raw.status);
  if (word !== null && !Object.hasOwn(CANCEL_WORDS, word)) return own(BOOKING_WORDS, word) ?? 'unknown';
  if (word === null && (number === null || !KNOWN_NUMBERS.includes(number))) return 'unknown';
  if (flag(raw.confirmed)) return 'confirmed';
  // A withdrawn confirmation keeps its date and a cleared flag; where the flag itself is absent, the date is all there is.
  if (raw.confirmedDate !== null) return raw.confirmed === null && word !== null ? 'confirmed' : 'unconfirmed';
  return flag(raw.unread) ? 'not_read' : 'processing';
}

function payment(raw: RawStatus, number: string | null): PaymentStatus {
  const word = wordOf(raw.payStatus);
  if (word !== null) return own(PAYMENT_WORDS, word) ?? 'unknown';
  const part = flag(raw.partpayment);
  switch (number) {
    case '1':
      return 'paid';
    case '2':
      return part ? 'partially_paid' : 'not_paid';
    case '3':
    case '7':
      return 'not_paid';
    case '4':
      return part ? 'penalty_partially_paid' : 'penalty_due';
    case '5':
      return 'penalty_paid';
    case '6':
      return 'partially_paid';
    default:
      return 'unknown';
  }
}

function cancel(raw: RawStatus, number: string | null): CancelStatus {
  const word = wordOf(raw.status);
  if (word !== null) {
    const hidden = own(CANCEL_WORDS, word);
    if (hidden) return hidden;
    return Object.hasOwn(BOOKING_WORDS, word) ? 'none' : 'unknown';
  }
  if (number === null || !KNOWN_NUMBERS.includes(number)) return raw.condition?.toLowerCase() === 'ccoffer' ? 'none' : 'unknown';
  if (CANCELLED_NUMBERS.includes(number)) return 'cancelled';
  return raw.requestCancelDate === null ? 'none' : 'requested';
}

function own<Value>(table: { [word: string]: Value }, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
