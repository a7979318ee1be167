import { describe, expect, test } from 'vitest';
import { compile } from '../../mappings/engine/compile.ts';
import { loadSpecs, shippedSpecsDir } from '../../mappings/engine/load.ts';
import { CASES, outcomeOf } from '../support/mapping/cases.ts';
import { scoreOf } from '../support/mapping/score.ts';

const library = await loadSpecs(shippedSpecsDir);

describe('the table of the shipped specs', () => {
  test.each(CASES)('$spec: $name', (one) => {
    const spec = library.specs[one.spec];
    expect(spec).toBeDefined();
    if (spec !== undefined) expect(outcomeOf(one, compile(spec, library))).toEqual(one.expected);
  });
});

test('dropping any rule, dictionary value or request is noticed, and so is altering nine in ten of their parts', {
  timeout: 60_000,
}, () => {
  const { mutants, byCase, byCheck, survivors } = scoreOf(library);
  expect(mutants).toBeGreaterThan(400);
  expect((byCase + byCheck) / mutants).toBeGreaterThanOrEqual(0.9);
  expect(survivors.filter((survivor) => survivor.endsWith(': dropped'))).toEqual([]);
});
