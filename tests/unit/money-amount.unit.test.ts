import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import { fitsScale, parseDecimal, sum, toPlain, toScale } from '../../domain/money/amount.ts';

const cents = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });

/** An amount of so many kopecks as text. */
function ofCents(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(3, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

test.each([
  ['1 234,50', '1234.5'],
  ['1\u00a0234.50', '1234.5'],
  ['+5', '5'],
  ['-0.00', '0'],
  [1e21, '1000000000000000000000'],
  [0.1, '0.1'],
])('%j is read as %s', (written, plain) => {
  expect(toPlain(written)).toBe(plain);
});

test.each<Json>(['', '1,234.50', '12 руб', '1e9', 'NaN', Number.NaN, true, null])('%j is no amount', (written) => {
  expect(parseDecimal(written)).toBeNull();
});

describe('rounding', () => {
  test.each([
    ['10.005', '10.01'],
    ['-10.005', '-10.01'],
    ['10.0049', '10.00'],
    ['-0.001', '0.00'],
  ])('%s becomes %s', (written, rounded) => {
    expect(toScale(written, 2)).toBe(rounded);
    expect(fitsScale(written, 2)).toBe(false);
  });

  test('leaves what fits alone', () => {
    fc.assert(fc.property(cents, (value) => toScale(ofCents(value), 2) === ofCents(value) && fitsScale(ofCents(value), 2)));
  });
});

test('sums are exact at any size', () => {
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      expect(toScale(sum([ofCents(a), ofCents(b)]), 2)).toBe(ofCents(a + b));
    }),
  );
});

test('an unreadable term makes the whole unreadable', () => {
  expect(sum(['1', 'x'])).toBeNull();
});
