import { expect, test } from 'vitest';
import { partOf } from '../../console/screens/templates/place.ts';
import { amountOf, startOfDay } from '../../console/ui/asked.ts';

test.each([
  ['15000', '15000'],
  ['15 000,50', '15000.50'],
  ['15\u00a0000.5', '15000.5'],
  ['', undefined],
  ['пятнадцать', undefined],
  ['1,234', undefined],
])('an amount typed as “%s” is asked for as %s', (typed, asked) => {
  expect(amountOf(typed)).toBe(asked);
});

test('a day is asked for whole, from its first moment to the first moment of the next', () => {
  const [from, until] = [startOfDay('2026-12-31'), startOfDay('2026-12-31', 'after')];
  expect(new Date(until ?? '').getTime() - new Date(from ?? '').getTime()).toBe(86_400_000);
  expect(new Date(from ?? '').getHours()).toBe(0);
  expect(startOfDay(undefined)).toBeUndefined();
  expect(startOfDay('soon')).toBeUndefined();
});

test('a place that a check names is taken apart', () => {
  expect(partOf('block 3 (facts), row 2')).toEqual({ block: 3, kind: 'facts', within: 'row', number: 2 });
  expect(partOf('block 4 (button), link')).toEqual({ block: 4, kind: 'button', within: 'link', number: null });
  expect(partOf('word/document.xml')).toEqual({ block: null, kind: 'word/document.xml', within: null, number: null });
});
