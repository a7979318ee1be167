import { describe, expect, test } from 'vitest';
import { anomalyOf, type JobFigures } from '../../domain/bulk/anomaly.ts';
import { planOf, spread } from '../../domain/bulk/plan.ts';
import { fieldDrift } from '../../domain/drift/cause.ts';
import { deletionsVerdict } from '../../domain/identity/deletions.ts';
import { decideGone } from '../../domain/identity/merged.ts';
import { breaker, WRITES_PER_HOUR } from '../../domain/merge/breaker.ts';
import type { FieldPolicy } from '../../domain/merge/types.ts';

describe('deletions', () => {
  test.each([
    [3, 4, 'believe'],
    [10, 20, 'believe'],
    [11, 100, 'hold'],
    [11, 1_000, 'believe'],
    [50, 1_000, 'hold'],
    [200, 100_000, 'hold'],
  ])('%i of %i within an hour: %s', (deleted, linked, verdict) => {
    expect(deletionsVerdict({ deleted, linked })).toBe(verdict);
  });
});

describe('a payer whose record is gone', () => {
  const heir = { id: '7', sharesContact: true, nameAgrees: null };
  test('was merged when the deals went to a record that holds its phone or e-mail', () => {
    expect(decideGone([heir, { id: '8', sharesContact: false, nameAgrees: false }])).toEqual({ kind: 'merged', into: '7' });
  });
  test('was deleted when the deals point to nobody, or to somebody who was there before', () => {
    expect(decideGone([])).toEqual({ kind: 'deleted' });
    expect(decideGone([{ id: '8', sharesContact: false, nameAgrees: false }])).toEqual({ kind: 'deleted' });
  });
  test('is asked about when several could have taken it in, or only a name agrees', () => {
    expect(decideGone([heir, { ...heir, id: '9' }])).toEqual({ kind: 'ambiguous', ids: ['7', '9'] });
    expect(decideGone([{ id: '8', sharesContact: false, nameAgrees: true }])).toEqual({ kind: 'ambiguous', ids: ['8'] });
  });
});

describe('the loop breaker', () => {
  test('rests the field that was written too often, and no other', () => {
    const fields = { phones: WRITES_PER_HOUR.field, title: 2 };
    expect(breaker({ record: 18, fields }, ['phones', 'title'])).toEqual({ record: false, fields: ['phones'] });
  });
  test('rests the record when many fields take turns', () => {
    expect(breaker({ record: WRITES_PER_HOUR.record, fields: {} }, ['title']).record).toBe(true);
  });
});

describe('a bulk job', () => {
  const calm: JobFigures = { finished: 100, dead: 0, created: 90, duplicates: 0, ambiguous: 1, conflicts: 2, updated: 0 };
  const plan = planOf({ subjects: 1_000, linked: 100 }, [
    { number: '1', act: 'update', about: [], linked: true },
    { number: '2', act: 'unchanged', about: [], linked: true },
    { number: '3', act: 'create', about: [], linked: false },
  ]);

  test('is planned from a sample, linked subjects and new ones apart', () => {
    expect(plan.estimate).toEqual({ create: 900, link: 0, update: 50, conflict: 0, unchanged: 50, skip: 0 });
    expect(spread(1_000, 3)).toEqual([0, 500, 999]);
    expect(spread(2, 20)).toEqual([0, 1]);
  });

  test('goes on when all is as planned', () => {
    expect(anomalyOf(calm, plan, [])).toBeNull();
    expect(anomalyOf({ ...calm, finished: 20, dead: 1, duplicates: 1 }, plan, [])).toBeNull();
  });

  test.each<[string, Partial<JobFigures>]>([
    ['ERRORS', { dead: 6 }],
    ['DUPLICATES', { duplicates: 4 }],
    ['AMBIGUOUS', { ambiguous: 11 }],
    ['CONFLICTS', { conflicts: 21 }],
    ['UNEXPECTED_UPDATES', { updated: 30 }],
  ])('halts for %s, and not again for what a person let pass', (code, figures) => {
    expect(anomalyOf({ ...calm, ...figures }, plan, [])?.code).toBe(code);
    expect(anomalyOf({ ...calm, ...figures }, plan, [code])).toBeNull();
  });
});

describe('drift', () => {
  const policy: FieldPolicy = { field: 'f', owner: 'left', writableLeft: false, normalise: (value) => value };
  const seen = { base: { left: 'a', right: 'a' }, left: 'a', right: 'a', failed: false };

  test.each([
    ['the owner moved', { left: 'b' }, 'missed_event', 'merge'],
    ['the follower was edited', { right: 'b' }, 'manual_edit', 'merge'],
    ['a write was refused', { left: 'b', failed: true }, 'failed_write', 'merge'],
    ['a value was not kept', { base: { left: 'a', right: 'z' }, right: 'z' }, 'failed_write', 'resend'],
    ['the base does not know the field', { base: { left: undefined, right: undefined }, right: null }, 'schema_change', 'merge'],
  ])('%s', (_what, change, cause, repair) => {
    expect(fieldDrift(policy, { ...seen, ...change })).toEqual({ field: 'f', cause, repair });
  });

  test('is nothing where both agree, or where the left side does not decide', () => {
    expect(fieldDrift(policy, seen)).toBeNull();
    expect(fieldDrift({ ...policy, owner: 'shared' }, { ...seen, right: 'b' })).toBeNull();
  });
});
