import { describe, expect, test } from 'vitest';
import { normaliseEmail, normaliseInn } from '../../domain/identity/keys.ts';
import { decideMatch, type MatchCandidate } from '../../domain/identity/match.ts';
import { namesAgree } from '../../domain/identity/names.ts';

function candidate(id: string, patch: Partial<MatchCandidate> = {}): MatchCandidate {
  return { id, by: 'phone', nameAgrees: true, taken: false, ...patch };
}

describe('a person or company of the booking system', () => {
  test('is created when the CRM knows nobody like it', () => {
    expect(decideMatch([])).toEqual({ kind: 'create' });
  });

  test('is created when everybody like it is somebody else already', () => {
    expect(decideMatch([candidate('5', { taken: true })])).toEqual({ kind: 'create' });
  });

  test('is the record that carries our mark, the oldest if there are several', () => {
    const marked = [candidate('10', { by: 'mark' }), candidate('9', { by: 'mark' }), candidate('1')];
    expect(decideMatch(marked)).toEqual({ kind: 'attach', id: '9', surplus: ['10'] });
  });

  test.each([true, null])('is the one record with its phone when the name agrees: %s', (nameAgrees) => {
    expect(decideMatch([candidate('5', { nameAgrees })])).toEqual({ kind: 'attach', id: '5', surplus: [] });
  });

  test('is the one record found by phone and by e-mail', () => {
    expect(decideMatch([candidate('5'), candidate('5', { by: 'email' })])).toMatchObject({ kind: 'attach', id: '5' });
  });

  test.each([
    ['several have its phone', [candidate('5'), candidate('6')], 'several'],
    ['phone and e-mail lead apart', [candidate('5'), candidate('6', { by: 'email' })], 'several'],
    ['the name of the phone is another', [candidate('5', { nameAgrees: false })], 'name_differs'],
    ['only the e-mail speaks for it', [candidate('5', { by: 'email', nameAgrees: null })], 'email_only'],
  ])('is left to a person when %s', (_what, candidates, reason) => {
    expect(decideMatch(candidates)).toMatchObject({ kind: 'ambiguous', reason });
  });
});

test.each([
  ['ИВАНОВ/ИВАН', 'Иван Иванов', true],
  ['Семёнова Алёна', 'семенова алена петровна', true],
  ['ИВАНОВ ИВАН', 'Иванова Анна', false],
  ['ИВАНОВ', '', null],
  [null, 'Иванов', null],
])('names %s and %s agree: %s', (a, b, expected) => {
  expect(namesAgree(a, b)).toBe(expected);
});

test.each([
  ['7707083893', '7707083893'],
  ['7707 083893', '7707083893'],
  ['500100732259', '500100732259'],
  ['7707083894', null],
  ['500100732258', null],
  ['123', null],
])('taxpayer number %s → %s', (written, expected) => {
  expect(normaliseInn(written)).toBe(expected);
});

test.each([
  [' Anna@Example.COM ', 'anna@example.com'],
  ['anna@localhost', null],
  ['anna at example.com', null],
])('e-mail %s → %s', (written, expected) => {
  expect(normaliseEmail(written)).toBe(expected);
});
