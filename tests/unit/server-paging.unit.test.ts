import { expect, test } from 'vitest';
import { idBefore, pageOf, placeBefore } from '../../server/paging.ts';
import { InvalidRequest } from '../../server/refusals.ts';

const rows = [{ id: 9 }, { id: 7 }, { id: 4 }];
const view = (row: { id: number }) => row.id;
const place = (row: { id: number }) => String(row.id);

test('a page with a row to spare says where the next one begins', () => {
  const page = pageOf(rows, 2, view, place);
  expect(page.items).toEqual([9, 7]);
  expect(idBefore(page.nextCursor ?? undefined)).toBe(7);
});

test('the last page has no next one', () => {
  expect(pageOf(rows, 3, view, place)).toEqual({ items: [9, 7, 4], nextCursor: null });
  expect(pageOf([], 3, view, place)).toEqual({ items: [], nextCursor: null });
});

test('a place in time and its id go through a cursor unchanged', () => {
  const at = '2026-11-21 08:30:00.123456+00';
  const { nextCursor } = pageOf([1, 2], 1, String, () => `${at} lnk_3q9w8e7r6t5y4u3i`);
  expect(placeBefore(nextCursor ?? undefined)).toEqual({ at, id: 'lnk_3q9w8e7r6t5y4u3i' });
});

test('what no page has given out is refused, and so is the cursor of another list', () => {
  const foreign = pageOf([1, 2], 1, String, () => '2026-11-21 08:30:00+00 lnk_1').nextCursor ?? undefined;
  expect(() => idBefore(foreign)).toThrow(InvalidRequest);
  expect(() => idBefore('LTE')).toThrow(InvalidRequest);
  expect(() => placeBefore('Nw')).toThrow(InvalidRequest);
  expect(idBefore(undefined)).toBeUndefined();
});
