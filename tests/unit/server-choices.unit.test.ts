import { expect, test } from 'vitest';
import { choicesOf, isCarriedOut } from '../../server/commands/choices.ts';

test('each kind of task offers what its process understands', () => {
  expect(choicesOf({ kind: 'conflict', data: { field: 'phones' } })).toEqual(['left', 'right', 'leave']);
  expect(choicesOf({ kind: 'buyer_ambiguous', data: { candidates: ['12', '34'] } })).toEqual(['12', '34', 'create']);
  expect(choicesOf({ kind: 'deal_deleted', data: {} })).toEqual(['recreate', 'leave']);
  expect(choicesOf({ kind: 'write_refused', data: {} })).toEqual(['close']);
});

test('choices that need a pass stay decided until it is made, the others end at once', () => {
  expect(isCarriedOut({ kind: 'conflict', data: {} }, 'left')).toBe(true);
  expect(isCarriedOut({ kind: 'deal_deleted', data: {} }, 'recreate')).toBe(true);
  expect(isCarriedOut({ kind: 'deal_deleted', data: {} }, 'leave')).toBe(false);
  expect(isCarriedOut({ kind: 'dead_letter', data: {} }, 'close')).toBe(false);
});
