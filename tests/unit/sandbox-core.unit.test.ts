import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../sandbox/core/clock.ts';
import { createFaultPlan } from '../../sandbox/core/fault-plan.ts';
import { createLedger } from '../../sandbox/core/ledger.ts';
import { prng } from '../../sandbox/core/random.ts';
import type { FaultRule } from '../../sandbox/core/types.ts';

const kinds = ['drop', 'commit_then_drop'] as const;

/** Which of `calls` calls of one operation are struck. */
function strikes(seed: number, rules: FaultRule[], calls: number, operation = 'save'): boolean[] {
  const plan = createFaultPlan();
  plan.set(seed, rules);
  return Array.from({ length: calls }, () => plan.strike(operation, kinds) !== null);
}

test('the same seed and the same calls meet the same faults', () => {
  const rule = fc.record({
    operation: fc.constantFrom('*', 'save', 'list'),
    kind: fc.constantFrom(...kinds),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.integer(), fc.array(rule, { maxLength: 4 }), (seed, rules) => {
      expect(strikes(seed, rules, 30)).toEqual(strikes(seed, rules, 30));
    }),
  );
});

test('a rule strikes about its share of the calls, and nothing at 0 and everything at 1', () => {
  const hits = (share: number) => strikes(7, [{ operation: '*', kind: 'drop', share }], 2000).filter(Boolean).length;
  expect(hits(0)).toBe(0);
  expect(hits(1)).toBe(2000);
  expect(hits(0.1)).toBeGreaterThan(150);
  expect(hits(0.1)).toBeLessThan(250);
});

test('adding a rule moves the strikes of no other', () => {
  const one: FaultRule = { operation: 'save', kind: 'drop', share: 0.3 };
  const other: FaultRule = { operation: 'list', kind: 'drop', share: 0.5 };
  const plan = createFaultPlan();
  plan.set(7, [one, other]);
  const mixed = Array.from({ length: 50 }, () => {
    plan.strike('list', kinds);
    return plan.strike('save', kinds) !== null;
  });
  expect(mixed).toEqual(strikes(7, [one], 50));
});

test('a rule strikes only its operation and only the kinds that are asked for; the first of several wins', () => {
  const plan = createFaultPlan();
  plan.set(1, [
    { operation: 'save', kind: 'commit_then_drop', share: 1 },
    { operation: '*', kind: 'drop', share: 1 },
  ]);
  expect(plan.strike('save', kinds)?.kind).toBe('commit_then_drop');
  expect(plan.strike('save', ['drop'])?.kind).toBe('drop');
  expect(plan.strike('list', ['commit_then_drop'])).toBeNull();
});

test('setting a plan starts it over, and setting no rules clears it', () => {
  const plan = createFaultPlan();
  const rules: FaultRule[] = [{ operation: '*', kind: 'drop', share: 0.5 }];
  const run = () => Array.from({ length: 20 }, () => plan.strike('x', kinds) !== null);
  plan.set(3, rules);
  const first = run();
  plan.set(3, rules);
  expect(run()).toEqual(first);
  plan.set(3, []);
  expect(run()).toEqual(Array(20).fill(false));
});

test('the ledger numbers writes from 1, stamps them with its clock and reads on from where a reader stopped', () => {
  const clock = createVirtualClock(Date.parse('2026-03-01T09:00:00Z'));
  const ledger = createLedger(clock);
  const write = { operation: 'save', entity: 'claim', id: 'A', changed: true, fields: { note: 'x' }, by: 'api' } as const;
  expect(ledger.after(0)).toEqual({ writes: [], next: 0 });
  ledger.record(write);
  clock.advance(1000);
  ledger.record({ ...write, id: 'B' });
  expect(ledger.after(0).writes.map(({ n, at, id }) => [n, at, id])).toEqual([
    [1, '2026-03-01T09:00:00.000Z', 'A'],
    [2, '2026-03-01T09:00:01.000Z', 'B'],
  ]);
  expect(ledger.after(1)).toMatchObject({ writes: [{ n: 2 }], next: 2 });
  expect(ledger.after(2)).toEqual({ writes: [], next: 2 });
  ledger.clear();
  ledger.record(write);
  expect(ledger.after(0).writes[0]?.n).toBe(1);
});

test('the generator gives numbers from 0 to below 1, spread evenly', () => {
  const random = prng(42);
  const drawn = Array.from({ length: 5000 }, random);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
  const tenths = Array.from({ length: 10 }, (_, tenth) => drawn.filter((value) => Math.floor(value * 10) === tenth).length);
  expect(Math.min(...tenths)).toBeGreaterThan(400);
});
