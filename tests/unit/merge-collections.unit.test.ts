import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import { nextBase } from '../../domain/merge/base.ts';
import { type Collection, mergeCollection } from '../../domain/merge/collection.ts';
import { merge } from '../../domain/merge/merge.ts';
import type { FieldPolicy } from '../../domain/merge/types.ts';

type Row = { name: string; price: number; sort?: number };
const cells = (row: Json) => row as Row;
const rows: Collection = {
  keyOf: (row) => cells(row).name.toLowerCase(),
  formOf: (row) => `${cells(row).name} ${cells(row).price}`,
  placeOf: (row) => String(cells(row).sort),
  over: (left, standing) => ({ ...cells(left), ...cells(standing), name: cells(left).name, price: cells(left).price }),
};
const bag = (value: Json) => (Array.isArray(value) && value.length > 0 ? value.map(rows.formOf).sort() : null);
const policy: FieldPolicy = { field: 'rows', owner: 'left', writableLeft: false, normalise: bag, collection: rows };

const hotel = { name: 'Hotel', price: 100, sort: 10 };
const flight = { name: 'Flight', price: 50, sort: 20 };
const extra = { name: 'Insurance', price: 7, sort: 90 };

const merged = (input: { base?: [Json, Json]; left: Json; right: Json }) =>
  mergeCollection(rows, {
    base: { left: input.base?.[0] ?? null, right: input.base?.[1] ?? null },
    left: input.left,
    right: input.right,
  });

describe('rows of two systems', () => {
  test('are told apart by name: one that changed is written over its own, in its place', () => {
    const right = [{ ...flight, sort: 5 }, hotel];
    const left = [
      { name: 'hotel', price: 120 },
      { name: 'Flight', price: 50 },
    ];
    expect(merged({ base: [[hotel, flight], right], left, right })).toEqual([
      { name: 'Flight', price: 50, sort: 5 },
      { name: 'hotel', price: 120, sort: 10 },
    ]);
  });

  test('stay when somebody added them by hand, and go when the owner took them away', () => {
    const both = [hotel, flight];
    const right = [...both, extra];
    expect(merged({ base: [both, right], left: [hotel], right })).toEqual([hotel, extra]);
    expect(merged({ left: both, right: [extra] })).toEqual([extra, hotel, flight]);
  });

  test('come back when somebody deleted or renamed them', () => {
    const both = [hotel, flight];
    expect(merged({ base: [both, both], left: both, right: [hotel] })).toEqual([hotel, flight]);
    expect(merged({ base: [both, both], left: both, right: [{ ...hotel, name: 'Our hotel' }, flight] })).toEqual([flight, hotel]);
  });

  test('of one name are matched with those that say the same first', () => {
    const cheap = { name: 'Transfer', price: 5, sort: 30 };
    const dear = { name: 'Transfer', price: 9, sort: 40 };
    expect(merged({ base: [[dear], [dear]], left: [dear], right: [cheap, dear] })).toEqual([cheap, dear]);
  });

  test('that only the right side holds are no difference', () => {
    const right = [hotel, extra];
    const result = merge({
      policies: [policy],
      base: { left: null, right: null },
      left: { rows: [hotel] },
      right: { rows: right },
    });
    expect(result.toRight).toEqual({});
  });
});

test('whatever both sides do with rows: the owner finds its own, people keep theirs, and a second merge writes nothing', () => {
  const row = fc.record({
    name: fc.constantFrom('A', 'B', 'C', 'a'),
    price: fc.constantFrom(1, 2),
    sort: fc.constantFrom(10, 20),
  });
  const own = fc.record({ name: fc.constantFrom('X', 'Y'), price: fc.constantFrom(1, 2), sort: fc.constantFrom(80, 90) });
  const list = fc.array(row, { maxLength: 4 });
  fc.assert(
    fc.property(list, fc.array(list, { minLength: 1, maxLength: 5 }), fc.array(own, { maxLength: 3 }), (first, turns, added) => {
      let right: Json[] = [];
      let base: { left: { rows: Json } | null; right: { rows: Json } | null } = { left: null, right: null };
      const pass = (left: Json[]) => {
        const input = { policies: [policy], base, left: { rows: left }, right: { rows: right } };
        const result = merge(input);
        const target = result.toRight['rows'];
        if (Array.isArray(target)) right = target;
        const next = nextBase(input, result, { left: { rows: left }, right: { rows: right } });
        base = { left: { rows: next.left['rows'] ?? null }, right: { rows: next.right['rows'] ?? null } };
        return target !== undefined;
      };
      pass(first);
      right = [...right, ...added];
      for (const left of turns) {
        pass(left);
        const forms = right.map(rows.formOf);
        for (const item of left) expect(forms).toContain(rows.formOf(item));
        for (const item of added) expect(forms).toContain(rows.formOf(item));
        expect(right).toHaveLength(left.length + added.length);
        expect(pass(left)).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});
