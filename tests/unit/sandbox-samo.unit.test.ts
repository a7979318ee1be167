import Big from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../sandbox/core/clock.ts';
import { createLedger } from '../../sandbox/core/ledger.ts';
import { prng } from '../../sandbox/core/random.ts';
import { createBackOffice } from '../../sandbox/samo/back-office.ts';
import { bookSynthetic } from '../../sandbox/samo/booking.ts';
import type { Claim } from '../../sandbox/samo/claim.ts';
import { moneyRows } from '../../sandbox/samo/money.ts';
import { cancel, takePayment } from '../../sandbox/samo/office-work.ts';
import { derivedPayStatus, derivedStatus } from '../../sandbox/samo/status.ts';

const clock = createVirtualClock(Date.parse('2026-03-02T09:00:00Z'));
const office = createBackOffice({ clock, ledger: createLedger(clock), delimiter: ' ' });

function claimWith(facts: Partial<Claim>): Claim {
  return { ...structuredClone(bookSynthetic(office)), ...facts };
}

test.each<[string, Partial<Claim>]>([
  ['csConfirmed', { confirmed: true, confirmedAt: '2026-01-01T10:00:00', unread: true }],
  ['csUnconfirmed', { confirmedAt: '2026-01-01T10:00:00' }],
  ['csProcessed', { unread: false }],
  ['csNotReaded', { unread: true }],
  ['csCancelled', { rawStatus: 3, confirmed: true, cancelRequestedAt: '2026-01-01T10:00:00' }],
  ['csCancelled', { rawStatus: 4 }],
  ['csCancelled', { rawStatus: 5 }],
  ['csAwaitingCancel', { confirmed: true, cancelRequestedAt: '2026-01-01T10:00:00' }],
  ['csNotActivated', { offer: true, rawStatus: 7 }],
])('status %s', (status, facts) => {
  expect(derivedStatus(claimWith(facts))).toBe(status);
});

test.each<[string, Partial<Claim>]>([
  ['psPaid', { rawStatus: 1 }],
  ['psPartiallyPaid', { rawStatus: 2, partPayment: true }],
  ['psPartiallyPaid', { rawStatus: 6 }],
  ['psNotPaid', { rawStatus: 2 }],
  ['psNotPaid', { rawStatus: 3 }],
  ['psNotPaid', { rawStatus: 7 }],
  ['psPenalty', { rawStatus: 4 }],
  ['psPartiallyPaidPenalty', { rawStatus: 4, partPayment: true }],
  ['psPaidPenalty', { rawStatus: 5 }],
])('payment status %s', (payStatus, facts) => {
  expect(derivedPayStatus(claimWith(facts))).toBe(payStatus);
});

const kopecks = fc.integer({ min: 1, max: 50_000_000 }).map((amount) => new Big(amount).div(100));

test('whatever is paid in whatever parts, price is what is paid and what is owed, in both currencies', () => {
  fc.assert(
    fc.property(fc.array(kopecks, { maxLength: 5 }), fc.option(kopecks), (amounts, penalty) => {
      const claim = claimWith({});
      for (const amount of amounts) takePayment(claim, amount, clock.now(), prng(1));
      if (penalty !== null) cancel(claim, penalty.toFixed(2), 'Отмена', clock.now());
      for (const row of moneyRows(claim)) expect(new Big(row.paid).plus(row.debt).toFixed(2)).toBe(row.price);
      const [, payment] = moneyRows(claim);
      const settled = new Big(payment.debt).lte(0);
      expect(claim.rawStatus === 1 || claim.rawStatus === 5).toBe(settled);
    }),
  );
});

test('a claim paid in full owes exactly nothing in the claim currency', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), (percent) => {
      const claim = claimWith({});
      const due = new Big(moneyRows(claim)[1].price);
      const part = due.times(percent).div(100).round(2);
      takePayment(claim, part, clock.now(), prng(1));
      takePayment(claim, due.minus(part), clock.now(), prng(1));
      expect(moneyRows(claim).map(({ debt }) => debt)).toEqual(['0.00', '0.00']);
    }),
  );
});
