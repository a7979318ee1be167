import { expect, test } from 'vitest';
import { assertGone } from '../../activities/reading.ts';

test('a record that is not there is read once more before it counts as deleted', () => {
  expect(() => assertGone([{ change: null }], 1, 100)).toThrow('NOT_THERE');
  expect(() => assertGone([{ change: null }], 2, 100)).not.toThrow();
});

test('a deletion that was told is believed at once', () => {
  expect(() => assertGone([{ change: null }, { change: 'deleted' }], 1, 100)).not.toThrow();
});
