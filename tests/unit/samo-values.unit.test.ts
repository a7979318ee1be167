import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, date, decimal, flag, moment, text } from '../../connectors/samo/values.ts';

test.each([
  ['20260914', '2026-09-14'],
  ['2026-09-14', '2026-09-14'],
  ['2026-09-14T15:30:05', '2026-09-14'],
  ['2026-09-14 00:00:00.000', '2026-09-14'],
  ['14.09.2026', '2026-09-14'],
  ['19000101', null],
  ['1900-01-01T00:00:00', null],
  ['0001-01-01T00:00:00', null],
  ['00010101', null],
  ['20260230', null],
  ['20261301', null],
  ['-2147483647', null],
  ['soon', null],
  ['', null],
  [undefined, null],
])('the date %s is %s', (given, expected) => {
  expect(date(given)).toBe(expected);
});

test.each([
  ['2026-09-14T15:30:05', '2026-09-14T15:30:05'],
  ['2026-09-14T15:30:05.123', '2026-09-14T15:30:05'],
  ['2026-09-14T15:30:05+03:00', '2026-09-14T15:30:05'],
  ['2026-09-14 15:30', '2026-09-14T15:30:00'],
  ['20260914 153005', '2026-09-14T15:30:05'],
  ['20260914', '2026-09-14'],
  ['14.09.2026 15:30', '2026-09-14T15:30:00'],
  ['0001-01-01T00:00:00', null],
])('the moment %s is %s', (given, expected) => {
  expect(moment(given)).toBe(expected);
});

test.each([
  ['1222,50', '1222.50'],
  ['1222.5000', '1222.50'],
  ['1 222,5', '1222.50'],
  ['1\u00a0222,5', '1222.50'],
  ['0', '0.00'],
  ['-0,00', '0.00'],
  ['-15,1', '-15.10'],
  ['+7', '7.00'],
  ['007.10', '7.10'],
  ['.5', '0.50'],
  ['12345678901234567890.12', '12345678901234567890.12'],
  ['91.234567', '91.234567'],
  ['-2147483647', null],
  ['1.2.3', null],
  ['1e5', null],
  ['', null],
  [undefined, null],
])('the amount %s is %s', (given, expected) => {
  expect(decimal(given)).toBe(expected);
});

test('a rate keeps only the places it has', () => {
  expect(decimal('92,5000', 0)).toBe('92.5');
  expect(decimal('1', 0)).toBe('1');
});

test('an amount survives being written with a comma, spaces and more zeros', () => {
  const amount = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 99 }));
  fc.assert(
    fc.property(amount, ([whole, cents]) => {
      const places = String(cents).padStart(2, '0');
      const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, ' ');
      expect(decimal(`${grouped},${places}00`)).toBe(`${whole}.${places}`);
    }),
  );
});

test('a day is the same in both formats', () => {
  const days = fc.date({ min: new Date('1901-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(days, (at) => {
      const iso = at.toISOString().slice(0, 10);
      expect(date(iso.replaceAll('-', ''))).toBe(iso);
      expect(date(iso)).toBe(iso);
    }),
  );
});

test('flags, counts and texts know their sentinels', () => {
  expect(['1', 'true', 'Y', '-1'].every(flag)).toBe(true);
  expect(['0', 'false', '', null, undefined].some(flag)).toBe(false);
  expect([count('7'), count('-2147483647'), count('x'), count(undefined)]).toEqual([7, null, null, null]);
  expect([text(' ИВАНОВ '), text(''), text('-2147483647')]).toEqual(['ИВАНОВ', null, null]);
});
