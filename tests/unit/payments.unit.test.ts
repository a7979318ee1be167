import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../../domain/deals/claim.ts';
import { countedIn, findingOf, standingOf } from '../../domain/payments/compare.ts';
import { factKey } from '../../domain/payments/fact.ts';
import { matchPayments, type SeenAtProvider, type SeenInBooking } from '../../domain/payments/match.ts';
import { claimsOfOrder } from '../../domain/payments/order.ts';
import { afterRefund, sharesOf } from '../../domain/payments/shares.ts';

type Paid = Pick<Claim, 'money' | 'status'>;

const account = (currency: string, price: string, paid: string, debt: string, rate: string | null = null) => ({
  ...{ currency, price, paid, debt, rate },
  net: null,
});
const claim = (change: Partial<Paid['status']> = {}): Paid => ({
  status: { booking: 'confirmed', payment: 'partially_paid', cancel: 'none', ...change },
  money: {
    claim: account('EUR', '1000.00', '400.00', '600.00'),
    payment: account('RUB', '100000.00', '40000.00', '60000.00', '100'),
  },
});
const rub = (sum: string) => ({ sum, currency: 'RUB' });

describe('an order names its claims', () => {
  test.each([
    ['51234', [{ number: '51234', share: null }]],
    ['51234-2', [{ number: '51234', share: null }]],
    [
      '51234:1000.00+51235:500.5',
      [
        { number: '51234', share: '1000.00' },
        { number: '51235', share: '500.5' },
      ],
    ],
    ['gift card', []],
    ['51234+51234', []],
    ['', []],
  ])('%s', (order, claims) => expect(claimsOfOrder(order)).toEqual(claims));
});

describe('shares', () => {
  const cents = fc.integer({ min: 1, max: 10_000_000 });
  const text = (value: number) => new Big(value).div(100).toFixed(2);
  const total = (list: readonly string[]) => list.reduce((all, one) => all.plus(one), new Big(0)).toFixed(2);

  test('one claim takes all; several need shares that add up', () => {
    expect(sharesOf('10.00', [{ number: '1', share: null }])).toEqual(['10.00']);
    expect(sharesOf('10.00', claimsOfOrder('1:4+2:6'))).toEqual(['4.00', '6.00']);
    expect(sharesOf('10.00', claimsOfOrder('1:4+2:5'))).toBeNull();
    expect(sharesOf('10.00', claimsOfOrder('1+2'))).toBeNull();
    expect(sharesOf('10.00', [])).toBeNull();
  });

  test('whatever goes back, what is left of the shares adds up to what was kept, and no share grows', () => {
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 6 }), fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        const sum = list.reduce((all, one) => all + one, 0);
        const refunded = Math.floor(sum * part);
        const rests = afterRefund(list.map(text), text(refunded));
        expect(total(rests)).toBe(text(sum - refunded));
        for (const [index, rest] of rests.entries()) {
          expect(Number(rest)).toBeGreaterThanOrEqual(0);
          expect(new Big(rest).times(100).lte(list[index] ?? 0)).toBe(true);
        }
      }),
    );
  });
});

describe('a share is compared with its claim', () => {
  test.each([
    ['the rest of it', rub('60000.00'), claim(), false, null],
    ['an instalment', rub('100.00'), claim(), false, null],
    ['in the currency of the claim', { sum: '600.00', currency: 'EUR' }, claim(), false, null],
    ['a kopeck too much', rub('60000.01'), claim(), false, 'over'],
    ['more than the debt, but counted already', rub('99999.00'), claim(), true, null],
    ['a third currency', { sum: '1.00', currency: 'USD' }, claim(), false, 'currency'],
    ['for a cancelled claim', rub('1.00'), claim({ cancel: 'cancelled' }), false, 'claim_cancelled'],
    ['wholly refunded', rub('0.00'), claim({ cancel: 'cancelled' }), false, null],
  ] as const)('%s', (_, share, of, booked, finding) => expect(findingOf(share, of, booked)).toBe(finding));

  test('two currencies meet by the stated rate, and by no other', () => {
    expect(countedIn(rub('12345.67'), claim())).toEqual({ sum: '123.46', currency: 'EUR' });
    expect(countedIn({ sum: '5.00', currency: 'USD' }, claim())).toBeNull();
  });

  test('the standing of a claim is in its own currency', () => {
    expect(standingOf(claim())).toEqual({ price: { sum: '1000.00', currency: 'EUR' }, debt: '600.00', payment: 'partly' });
  });
});

describe('what is seen at a provider and in the booking system is one payment', () => {
  const at = (id: string, more: Partial<SeenAtProvider> = {}): SeenAtProvider => ({
    ...{ id, share: rub('100.00'), day: '2026-11-20', receipt: null, known: null },
    ...more,
  });
  const booked = (id: string, more: Partial<SeenInBooking> = {}): SeenInBooking => ({
    ...{ id, share: rub('100.00'), day: '2026-11-20', receipt: null, cash: false },
    ...more,
  });

  test('two payments of one sum meet two records, each the nearest', () => {
    const pairs = matchPayments(
      [at('p1'), at('p2', { day: '2026-11-22' })],
      [booked('b1', { day: '2026-11-22' }), booked('b2', { day: '2026-11-21' })],
    );
    expect([...pairs].sort()).toEqual([
      ['p1', 'b2'],
      ['p2', 'b1'],
    ]);
  });

  test('cash, another sum, another currency and a far day are other payments', () => {
    const others = [
      booked('b1', { cash: true }),
      booked('b2', { share: rub('100.01') }),
      booked('b3', { share: { sum: '100.00', currency: 'EUR' } }),
      booked('b4', { day: '2026-11-25' }),
    ];
    expect(matchPayments([at('p1')], others).size).toBe(0);
  });

  test('a receipt of ours decides, whatever else fits', () => {
    const pairs = matchPayments(
      [at('p1', { receipt: 'r7' })],
      [booked('b1'), booked('b2', { receipt: 'r7', day: '2026-01-01' })],
    );
    expect(pairs.get('p1')).toBe('b2');
  });

  test('no payment is in two pairs, money and currency agree, and the order of what is given does not matter', () => {
    const sum = fc.constantFrom('100.00', '250.50');
    const day = fc.constantFrom('2026-11-20', '2026-11-21', '2026-11-23', null);
    const ours = fc.array(fc.record({ sum, day }), { maxLength: 6 });
    const theirs = fc.array(fc.record({ sum, day, cash: fc.boolean() }), { maxLength: 6 });
    fc.assert(
      fc.property(ours, theirs, (left, right) => {
        const one = left.map((row, n) => at(`p${n}`, { share: rub(row.sum), day: row.day }));
        const other = right.map((row, n) => booked(`b${n}`, { share: rub(row.sum), day: row.day, cash: row.cash }));
        const pairs = matchPayments(one, other);
        expect(new Set(pairs.values()).size).toBe(pairs.size);
        for (const [p, b] of pairs) {
          expect(one.find(({ id }) => id === p)?.share).toEqual(other.find(({ id }) => id === b)?.share);
          expect(other.find(({ id }) => id === b)?.cash).toBe(false);
        }
        const again = matchPayments([...one].reverse(), [...other].reverse());
        expect([...again].sort()).toEqual([...pairs].sort());
      }),
    );
  });
});

test('a fact is unique by payment, claim and revision', () => {
  expect(factKey({ payment: 'pay_1', link: 'lnk_1', revision: 2 })).toBe('pay_1/lnk_1/2');
});
