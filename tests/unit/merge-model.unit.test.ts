import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fields, Json } from '../../domain/json.ts';
import { nextBase } from '../../domain/merge/base.ts';
import { type Decision, decide, type MadeChoice } from '../../domain/merge/decide.ts';
import { sameJson } from '../../domain/merge/equal.ts';
import { judgeEcho, judgeRead, type ReadRecord } from '../../domain/merge/reading.ts';
import type { FieldPolicy, Owner } from '../../domain/merge/types.ts';

/**
 * Two systems, the inbox between them, both bases, and a hub that may stop after any step. Reads answer with records as they are, or as they were a moment
 * ago; hints come late, twice, in any order, or never; a comparison looks at everything in the end.
 */

type Side = 'left' | 'right';
const OWNERS: { [field: string]: { owner: Owner; writableLeft: boolean } } = {
  price: { owner: 'left', writableLeft: false },
  phone: { owner: 'shared', writableLeft: true },
  email: { owner: 'shared', writableLeft: false },
  source: { owner: 'create_only', writableLeft: false },
  patronymic: { owner: 'never_overwrite_nonempty', writableLeft: false },
  remarks: { owner: 'right', writableLeft: false },
};
const FIELDS = Object.keys(OWNERS);
const plain = (value: Json): Json => (typeof value === 'string' ? value.trim() || null : value);
const policies: FieldPolicy[] = FIELDS.map((field) => ({
  field,
  ...(OWNERS[field] ?? { owner: 'left', writableLeft: false }),
  normalise: plain,
}));

interface Versioned {
  fields: Fields;
  revision: number;
}

const revisionOf = (record: Versioned | null) => (record === null ? null : new Date(record.revision * 1_000).toISOString());
const readOf = (record: Versioned): ReadRecord => ({ fields: record.fields, revision: revisionOf(record) });

/** Where a pass may be cut off: after a write that the hub does not know of yet, or after one that it has stored. */
type Crash = 'none' | 'before_store' | 'before_conclude';

class World {
  readonly records: { [side in Side]: Versioned[] };
  base: { [side in Side]: ReadRecord | null } = { left: null, right: null };
  /** Pending hints, by side: the inbox keeps one for each record. */
  readonly inbox = new Set<Side>();
  readonly delayed: Side[] = [];
  readonly tasks = new Map<string, MadeChoice & { decided: boolean }>();
  /** Values that people have typed, by field, as long as nobody can say what became of them. */
  readonly typed: { side: Side; field: string; value: Json }[] = [];
  writes = 0;
  changes = 0;
  choices = 0;
  /** What the hub meant to write when it was cut off: found again by the next pass. */
  intended: { side: Side; fields: Fields } | null = null;

  constructor(left: Fields, right: Fields | null) {
    this.records = { left: [{ fields: left, revision: 1 }], right: right === null ? [] : [{ fields: right, revision: 1 }] };
    this.changes = FIELDS.length;
    this.inbox.add('left');
  }

  now(side: Side): Versioned | null {
    return this.records[side].at(-1) ?? null;
  }

  put(side: Side, fields: Fields): void {
    const before = this.now(side);
    this.records[side].push({ fields: { ...before?.fields, ...fields }, revision: (before?.revision ?? 0) + 1 });
  }

  edit(side: Side, field: string, value: Json): void {
    const before = this.now(side);
    if (before === null || sameJson(before.fields[field] ?? null, value)) return;
    this.put(side, { [field]: value });
    this.changes += 1;
    this.typed.push({ side, field, value });
  }

  /** One pass of the link's run. `stale` shows an older version of that side once. @returns whether anything is left to do */
  pass(stale: Side | null, crash: Crash): void {
    if (this.inbox.size === 0) return;
    const hinted = [...this.inbox];
    this.settle();
    const read = (side: Side) => (stale === side ? this.#older(side) : null) ?? this.now(side);
    const left = read('left');
    const right = read('right');
    if (left === null) return;
    for (const [side, seen] of [
      ['left', left],
      ['right', right],
    ] as const) {
      if (seen === null) continue;
      const verdict = judgeRead(readOf(seen), this.base[side], 1);
      // An older read is repeated: the hint stays.
      if (verdict === 'stale') return;
    }
    if (hinted.length === 1 && hinted[0] === 'right' && right !== null) {
      const echo = judgeEcho(readOf(right), this.base.right, policies);
      if (echo) return void this.inbox.clear();
    }
    const input = {
      policies,
      base: { left: this.base.left?.fields ?? null, right: this.base.right?.fields ?? null },
      left: left.fields,
      right: right?.fields ?? null,
    };
    const choices = [...this.tasks.values()].filter((task) => task.decided);
    const decision = decide(input, { choices, rewinds: [] });
    for (const [side, patch] of [
      ['left', decision.toLeft],
      ['right', decision.toRight],
    ] as const) {
      if (Object.keys(patch).length === 0 && !(side === 'right' && right === null)) continue;
      this.intended = { side, fields: patch };
      this.put(side, patch);
      this.writes += Object.keys(patch).length;
      if (crash === 'before_store') return;
      this.settle();
      // The system tells of every change, the hub's own too.
      this.delayed.push(side);
    }
    if (crash === 'before_conclude') return;
    this.conclude(input, decision, hinted);
  }

  /** A version from before the last meeting: what a lagging replica shows. One that the hub has never seen cannot be told from the present. */
  #older(side: Side): Versioned | null {
    const met = this.base[side]?.revision ?? null;
    return met === null ? null : (this.records[side].findLast((one) => (revisionOf(one) ?? '') < met) ?? null);
  }

  /** What the ledger does first: a write that landed is found, and both bases take it over. */
  settle(): void {
    if (this.intended === null) return;
    const { side, fields } = this.intended;
    this.intended = null;
    const revision = side === 'right' ? revisionOf(this.now('right')) : undefined;
    this.base = {
      left: { fields: { ...this.base.left?.fields, ...fields }, revision: this.base.left?.revision ?? null },
      right: { fields: { ...this.base.right?.fields, ...fields }, revision: revision ?? this.base.right?.revision ?? null },
    };
  }

  conclude(input: Parameters<typeof decide>[0], decision: Decision, hinted: readonly Side[]): void {
    const [left, right] = [this.now('left'), this.now('right')];
    const after = { left: { ...input.left, ...decision.toLeft }, right: { ...input.right, ...decision.toRight } };
    const next = nextBase(input, decision, after);
    this.base = {
      left: { fields: next.left, revision: revisionOf(left) },
      right: { fields: next.right, revision: revisionOf(right) },
    };
    const standing = new Set(decision.conflicts.map(({ field }) => field));
    for (const field of this.tasks.keys()) if (!standing.has(field)) this.tasks.delete(field);
    for (const { field, left: mine, right: theirs } of decision.conflicts) {
      const known = this.tasks.get(field);
      const decided = known?.decided === true && !decision.outdated.includes(field);
      this.tasks.set(field, { field, choice: known?.choice ?? 'left', left: mine, right: theirs, decided });
    }
    for (const side of hinted) this.inbox.delete(side);
  }
}

type Step =
  | { kind: 'edit'; side: Side; field: string; value: Json; news: 'told' | 'late' | 'twice' | 'lost' }
  | { kind: 'pass'; stale: Side | null; crash: Crash }
  | { kind: 'deliver'; index: number }
  | { kind: 'choose'; field: string; choice: MadeChoice['choice'] };

const side = fc.constantFrom<Side>('left', 'right');
const value = fc.constantFrom<Json>('a', 'b', 'c', ' a ', null);
const record = fc.record(Object.fromEntries(FIELDS.map((field) => [field, value])));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      side,
      field: fc.constantFrom(...FIELDS),
      value,
      news: fc.constantFrom('told' as const, 'late' as const, 'twice' as const, 'lost' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      stale: fc.option(side),
      crash: fc.constantFrom<Crash>('none', 'none', 'none', 'before_store', 'before_conclude'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('deliver' as const), index: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('choose' as const),
      field: fc.constantFrom(...FIELDS),
      choice: fc.constantFrom<MadeChoice['choice']>('left', 'right', 'leave'),
    }),
  },
);

function take(world: World, one: Step): void {
  if (one.kind === 'edit') {
    world.edit(one.side, one.field, one.value);
    if (one.news === 'told' || one.news === 'twice') world.inbox.add(one.side);
    if (one.news === 'late' || one.news === 'twice') world.delayed.push(one.side);
  } else if (one.kind === 'pass') world.pass(one.stale, one.crash);
  else if (one.kind === 'deliver') {
    const [told] = world.delayed.splice(one.index % Math.max(1, world.delayed.length), 1);
    if (told !== undefined) world.inbox.add(told);
  } else {
    const task = world.tasks.get(one.field);
    if (task === undefined) return;
    world.tasks.set(one.field, { ...task, choice: one.choice, decided: true });
    world.choices += 1;
    world.inbox.add('left');
  }
}

/** All that is late arrives, the nightly comparison hints the record, and the run drains. */
function comeToRest(world: World): void {
  for (let round = 0; round < 6; round += 1) {
    for (const told of world.delayed.splice(0)) world.inbox.add(told);
    world.inbox.add('left');
    world.pass(null, 'none');
  }
}

const same = (a: Json | undefined, b: Json | undefined) => sameJson(plain(a ?? null), plain(b ?? null));

test('whatever is edited, delayed, repeated, lost or cut off: both sides come to rest, owners stand, nothing is lost in silence', () => {
  fc.assert(
    fc.property(record, fc.option(record), fc.array(step, { maxLength: 40 }), (left, right, steps) => {
      const world = new World(left, right);
      for (const one of steps) take(world, one);
      comeToRest(world);
      const [l, r] = [world.now('left')?.fields ?? {}, world.now('right')?.fields ?? {}];

      // A fixed point: further passes write nothing and change no task.
      const [writes, tasks] = [world.writes, [...world.tasks.keys()]];
      comeToRest(world);
      expect(world.writes).toBe(writes);
      expect([...world.tasks.keys()]).toEqual(tasks);

      // Ownership: what the left side decides stands on the right, what the right side decides was never written.
      expect(same(l['price'], r['price'])).toBe(true);
      const typedRemarks = world.typed.findLast(({ side: by, field }) => by === 'right' && field === 'remarks');
      if (typedRemarks !== undefined) expect(same(r['remarks'], typedRemarks.value)).toBe(true);
      for (const field of ['source', 'patronymic']) {
        const own = world.typed.findLast((one) => one.side === 'right' && one.field === field);
        if (own !== undefined && plain(own.value) !== null) expect(same(r[field], own.value)).toBe(true);
      }

      // No echo: every write answers a change, or a choice, of somebody.
      expect(world.writes).toBeLessThanOrEqual(world.changes + world.choices);

      // Nothing is lost in silence: the last thing typed into a shared field stands on its side, or the other side's later word was carried there, or a task asks.
      for (const field of ['phone', 'email']) {
        if (world.tasks.has(field) || same(l[field], r[field])) continue;
        for (const by of ['left', 'right'] as const) {
          const last = world.typed.findLast((one) => one.side === by && one.field === field);
          if (last !== undefined) expect(same((by === 'left' ? l : r)[field], last.value)).toBe(true);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
