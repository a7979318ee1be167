import { expect, test } from 'vitest';
import { assertGone, assertNews } from '../../activities/reading.ts';

test('a record that is not there is read once more before it counts as deleted', () => {
  expect(() => assertGone([{ change: null }], 1, 100)).toThrow('NOT_THERE');
  expect(() => assertGone([{ change: null }], 2, 100)).not.toThrow();
});

test('a deletion that was told is believed at once', () => {
  expect(() => assertGone([{ change: null }, { change: 'deleted' }], 1, 100)).not.toThrow();
});

test('a hint that the read does not bear out is looked into once more', () => {
  const base = { fields: { phones: ['+79000000001'] }, revision: '2027-01-12T10:00:00' };
  const read = { fields: { phones: ['+79000000001'], name: 'not compared' }, revision: '2027-01-12T10:00:00' };
  expect(() => assertNews(read, base, 1, 100)).toThrow('NO_NEWS');
  expect(() => assertNews(read, base, 2, 100)).not.toThrow();
  expect(() => assertNews({ ...read, fields: { phones: ['+79000000002'] } }, base, 1, 100)).not.toThrow();
  expect(() => assertNews({ ...read, revision: '2027-01-12T10:00:01' }, base, 1, 100)).not.toThrow();
  expect(() => assertNews(read, null, 1, 100)).not.toThrow();
});
