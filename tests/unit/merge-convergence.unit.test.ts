import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fields, Json } from '../../domain/json.ts';
import { type Bases, nextBase } from '../../domain/merge/base.ts';
import { type Decision, decide } from '../../domain/merge/decide.ts';
import { merge } from '../../domain/merge/merge.ts';
import type { Choice } from '../../domain/merge/resolve.ts';
import type { FieldPolicy, Owner } from '../../domain/merge/types.ts';

const OWNERS: { [field: string]: { owner: Owner; writableLeft: boolean } } = {
  price: { owner: 'left', writableLeft: false },
  phone: { owner: 'shared', writableLeft: true },
  email: { owner: 'shared', writableLeft: false },
  manager: { owner: 'create_only', writableLeft: false },
  patronymic: { owner: 'never_overwrite_nonempty', writableLeft: false },
  remarks: { owner: 'right', writableLeft: false },
};
const FIELDS = Object.keys(OWNERS);
const policies: FieldPolicy[] = FIELDS.map((field) => ({
  field,
  ...(OWNERS[field] ?? { owner: 'left', writableLeft: false }),
  normalise: (value) => (typeof value === 'string' ? value.trim() || null : value),
}));

/** Two systems, the bases between them, and whatever a write does on its way into the right one. */
class Pair {
  left: Fields;
  right: Fields | null;
  base: { left: Fields | null; right: Fields | null } = { left: null, right: null };
  writes = 0;
  readonly #store: (field: string, value: Json) => Json;

  constructor(left: Fields, right: Fields | null, store: (field: string, value: Json) => Json = (_field, value) => value) {
    this.left = left;
    this.right = right;
    this.#store = store;
  }

  sync(choices: { [field: string]: Choice } = {}): Decision {
    const input = { policies, base: this.base, left: this.left, right: this.right };
    const seen = merge(input).conflicts;
    const made = seen.flatMap(({ field, left, right }) => {
      const choice = choices[field];
      return choice === undefined ? [] : [{ field, choice, left, right }];
    });
    const result = decide(input, { choices: made, rewinds: [] });
    const stored = Object.entries(result.toRight).map(([field, value]) => [field, this.#store(field, value)] as const);
    this.right = { ...this.right, ...Object.fromEntries(stored) };
    this.left = { ...this.left, ...result.toLeft };
    this.writes += Object.keys(result.toRight).length + Object.keys(result.toLeft).length;
    const after: Bases = { left: this.left, right: this.right };
    this.base = nextBase(input, result, after);
    return result;
  }
}

const value = fc.constantFrom<Json>('a', 'b', 'c', ' a ', null);
const record = fc.record(Object.fromEntries(FIELDS.map((field) => [field, value])));
const edit = fc.record({ side: fc.constantFrom('left' as const, 'right' as const), field: fc.constantFrom(...FIELDS), value });
const day = fc.array(fc.array(edit, { maxLength: 6 }), { maxLength: 6 });
const start = fc.record({ left: record, right: fc.option(record) });

function apply(pair: Pair, edits: { side: 'left' | 'right'; field: string; value: Json }[]): void {
  for (const { side, field, value: edited } of edits) {
    if (side === 'left') pair.left = { ...pair.left, [field]: edited };
    else pair.right = { ...pair.right, [field]: edited };
  }
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  const plain = (text: Json | undefined) => (typeof text === 'string' ? text.trim() : (text ?? null));
  return plain(a) === plain(b);
}

test('a merge right after a merge writes nothing and sees no change of its own', () => {
  fc.assert(
    fc.property(start, day, ({ left, right }, edits) => {
      const pair = new Pair(left, right);
      pair.sync();
      for (const batch of edits) {
        apply(pair, batch);
        pair.sync();
        const before = pair.writes;
        const again = pair.sync();
        const disputed = again.conflicts.map((conflict) => conflict.field);
        expect(pair.writes).toBe(before);
        expect([...again.changedLeft, ...again.changedRight].filter((field) => !disputed.includes(field))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test("the owner's value stands on the other side after every merge", () => {
  fc.assert(
    fc.property(start, day, ({ left, right }, edits) => {
      const pair = new Pair(left, right);
      pair.sync();
      for (const batch of edits) {
        apply(pair, batch);
        const remarks = pair.right?.['remarks'];
        pair.sync();
        expect(same(pair.left['price'], pair.right?.['price'])).toBe(true);
        expect(pair.right?.['remarks']).toEqual(remarks);
      }
    }),
    { numRuns: 300 },
  );
});

test('a shared edit arrives on the other side or stands in a conflict with both values', () => {
  fc.assert(
    fc.property(start, day, ({ left, right }, edits) => {
      const pair = new Pair(left, right);
      pair.sync();
      let agreed = same(pair.left['phone'], pair.right?.['phone']) ? (pair.left['phone'] ?? null) : undefined;
      for (const batch of edits) {
        apply(pair, batch);
        const was = { left: pair.left['phone'] ?? null, right: pair.right?.['phone'] ?? null };
        const result = pair.sync();
        const now = { left: pair.left['phone'] ?? null, right: pair.right?.['phone'] ?? null };
        if (same(now.left, now.right)) {
          if (!same(was.left, was.right)) {
            const quiet = agreed === undefined ? null : agreed;
            const winner = same(was.left, quiet) ? was.right : was.left;
            expect(same(now.left, winner)).toBe(true);
            expect(same(was.left, quiet) || same(was.right, quiet)).toBe(true);
          }
          agreed = now.left;
        } else {
          expect(now).toEqual(was);
          expect(result.conflicts).toContainEqual(expect.objectContaining({ field: 'phone', left: was.left, right: was.right }));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('an edit that cannot be carried back is never overwritten without a conflict', () => {
  fc.assert(
    fc.property(start, day, ({ left, right }, edits) => {
      const pair = new Pair(left, right);
      pair.sync();
      for (const batch of edits) {
        apply(pair, batch);
        const typed = batch.filter((one) => one.side === 'right' && one.field === 'email').at(-1);
        const known = pair.base.right?.['email'];
        pair.sync();
        if (typed !== undefined && known !== undefined && !same(typed.value, known))
          expect(same(pair.right?.['email'], typed.value)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('choosing sides ends every conflict', () => {
  fc.assert(
    fc.property(start, day, fc.constantFrom<Choice>('left', 'right'), ({ left, right }, edits, choice) => {
      const pair = new Pair(left, right);
      pair.sync();
      for (const batch of edits) {
        apply(pair, batch);
        pair.sync();
      }
      pair.sync({ phone: choice, email: choice });
      expect(pair.sync().conflicts).toEqual([]);
      expect(same(pair.left['phone'], pair.right?.['phone'])).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a value that the right system silently changes or drops is sent once for each edit, not for ever', () => {
  const stores: ((field: string, value: Json) => Json)[] = [
    () => null,
    () => 'c',
    (_field, stored) => (typeof stored === 'string' ? `${stored}!` : stored),
  ];
  fc.assert(
    fc.property(start, day, fc.constantFrom(...stores), ({ left, right }, edits, store) => {
      const pair = new Pair(left, right, store);
      pair.sync();
      for (const batch of edits) {
        apply(pair, batch);
        pair.sync();
        const before = pair.writes;
        pair.sync();
        pair.sync();
        expect(pair.writes).toBe(before);
      }
    }),
    { numRuns: 300 },
  );
});
