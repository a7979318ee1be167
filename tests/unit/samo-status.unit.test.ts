import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimStatus, type RawStatus } from '../../connectors/samo/status.ts';

const NOTHING: RawStatus = {
  condition: null,
  status: null,
  payStatus: null,
  rawStatus: null,
  confirmed: null,
  confirmedDate: null,
  partpayment: null,
  unread: null,
  requestCancelDate: null,
};

const PAST = '2026-05-01T10:00:00';

const words: [Partial<RawStatus>, string, string][] = [
  [{ status: 'csConfirmed' }, 'confirmed', 'none'],
  [{ status: 'csUnconfirmed' }, 'unconfirmed', 'none'],
  [{ status: 'csProcessed' }, 'processing', 'none'],
  [{ status: 'csNotReaded' }, 'not_read', 'none'],
  [{ status: 'csNotActivated', condition: 'ccOffer' }, 'offer', 'none'],
  [{ status: 'csCancelled' }, 'processing', 'cancelled'],
  [{ status: 'csCancelled', confirmedDate: PAST }, 'confirmed', 'cancelled'],
  [{ status: 'csCancelled', confirmed: '1' }, 'confirmed', 'cancelled'],
  [{ status: 'csAwaitingCancel', confirmed: '0', confirmedDate: PAST }, 'unconfirmed', 'requested'],
  [{ status: 'csAwaitingCancel', unread: '1' }, 'not_read', 'requested'],
  [{ status: 'CSCONFIRMED' }, 'confirmed', 'none'],
  [{ status: 'csConfirmed', confirmed: '0', requestCancelDate: PAST }, 'confirmed', 'none'],
  [{ status: 'csFrozen', confirmed: '1' }, 'unknown', 'unknown'],
  [{ status: 'constructor' }, 'unknown', 'unknown'],
  [{}, 'unknown', 'unknown'],
];

test.each(words)('the word in %j means booking %s, cancellation %s', (given, booking, cancel) => {
  expect(claimStatus({ ...NOTHING, ...given })).toMatchObject({ booking, cancel });
});

const numbers: [Partial<RawStatus>, string, string, string][] = [
  [{ rawStatus: '1', confirmed: '1', confirmedDate: PAST }, 'confirmed', 'paid', 'none'],
  [{ rawStatus: '2' }, 'processing', 'not_paid', 'none'],
  [{ rawStatus: '2', partpayment: '1' }, 'processing', 'partially_paid', 'none'],
  [{ rawStatus: '2', unread: '1' }, 'not_read', 'not_paid', 'none'],
  [{ rawStatus: '2', confirmedDate: PAST }, 'unconfirmed', 'not_paid', 'none'],
  [{ rawStatus: '2', confirmed: '0', confirmedDate: PAST }, 'unconfirmed', 'not_paid', 'none'],
  [{ rawStatus: '2', requestCancelDate: PAST }, 'processing', 'not_paid', 'requested'],
  [{ rawStatus: '3', requestCancelDate: PAST }, 'processing', 'not_paid', 'cancelled'],
  [{ rawStatus: '4' }, 'processing', 'penalty_due', 'cancelled'],
  [{ rawStatus: '4', partpayment: '1' }, 'processing', 'penalty_partially_paid', 'cancelled'],
  [{ rawStatus: '5' }, 'processing', 'penalty_paid', 'cancelled'],
  [{ rawStatus: '6' }, 'processing', 'partially_paid', 'none'],
  [{ rawStatus: '7', condition: 'ccOffer' }, 'offer', 'not_paid', 'none'],
  [{ rawStatus: '7' }, 'processing', 'not_paid', 'none'],
  [{ status: '1', confirmed: '1' }, 'confirmed', 'paid', 'none'],
  [{ rawStatus: '8', confirmed: '1' }, 'unknown', 'unknown', 'unknown'],
  [{ rawStatus: '-1' }, 'unknown', 'unknown', 'unknown'],
  [{ rawStatus: '0' }, 'unknown', 'unknown', 'unknown'],
];

test.each(numbers)(
  'the number and flags in %j mean booking %s, payment %s, cancellation %s',
  (given, booking, payment, cancel) => {
    expect(claimStatus({ ...NOTHING, ...given })).toEqual({ booking, payment, cancel });
  },
);

test.each([
  ['psPaid', 'paid'],
  ['psPartiallyPaid', 'partially_paid'],
  ['psNotPaid', 'not_paid'],
  ['psPenalty', 'penalty_due'],
  ['psPartiallyPaidPenalty', 'penalty_partially_paid'],
  ['psPaidPenalty', 'penalty_paid'],
  ['psRefunded', 'unknown'],
  ['', 'unknown'],
])('the word %s means payment %s', (payStatus, payment) => {
  expect(claimStatus({ ...NOTHING, payStatus: payStatus || null }).payment).toBe(payment);
});

test('requirement 3: an unknown word is never read as paid or unpaid, whatever the number says', () => {
  expect(claimStatus({ ...NOTHING, payStatus: 'psRefunded', rawStatus: '1' }).payment).toBe('unknown');
});

test('requirement 3: any combination has an answer', () => {
  const value = fc.option(
    fc.oneof(fc.constantFrom('0', '1', '2', '4', '9', 'csConfirmed', 'psPaid', 'ccOffer', '__proto__'), fc.string()),
    {
      nil: null,
    },
  );
  const raw = fc.record(
    Object.fromEntries(Object.keys(NOTHING).map((key) => [key, value])),
  ) as unknown as fc.Arbitrary<RawStatus>;
  fc.assert(
    fc.property(raw, (given) => {
      const { booking, payment, cancel } = claimStatus(given);
      for (const axis of [booking, payment, cancel]) expect(typeof axis).toBe('string');
    }),
  );
});
