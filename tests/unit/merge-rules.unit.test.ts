import { describe, expect, test } from 'vitest';
import type { Fields, Json } from '../../domain/json.ts';
import { nextBase } from '../../domain/merge/base.ts';
import { type Decision, decide } from '../../domain/merge/decide.ts';
import { merge } from '../../domain/merge/merge.ts';
import { type Choice, resolve } from '../../domain/merge/resolve.ts';
import type { FieldPolicy, MergeInput, MergeResult, Owner } from '../../domain/merge/types.ts';

const trimmed = (value: Json): Json => (typeof value === 'string' ? value.trim().toLowerCase() || null : value);

function policy(owner: Owner, writableLeft = true): FieldPolicy {
  return { field: 'f', owner, writableLeft, normalise: trimmed };
}

interface Case {
  base?: [Json, Json];
  left: Json;
  right: Json;
  writableLeft?: boolean;
}

function mergeOne(owner: Owner, { base, left, right, writableLeft = true }: Case): MergeResult {
  return merge({
    policies: [policy(owner, writableLeft)],
    base: base === undefined ? { left: null, right: null } : { left: { f: base[0] }, right: { f: base[1] } },
    left: { f: left },
    right: { f: right },
  });
}

/** Decides with one choice, made in sight of the values as they are. */
function chosen(input: MergeInput, choice: Choice): Decision {
  const choices = merge(input).conflicts.map(({ field, left, right }) => ({ field, choice, left, right }));
  return decide(input, { choices, rewinds: [] });
}

/** What happens to the field, in one word. */
function verdict(result: MergeResult): string {
  if (result.conflicts.length > 0) return 'conflict';
  if ('f' in result.toRight) return `right=${String(result.toRight['f'])}`;
  if ('f' in result.toLeft) return `left=${String(result.toLeft['f'])}`;
  return 'nothing';
}

describe('a record that the right system does not have yet', () => {
  const left: Fields = { own: 'a', once: 'b', both: 'c', gap: 'd', theirs: 'e', empty: null, blank: '', none: [] };
  const owners: { [field: string]: Owner } = {
    own: 'left',
    once: 'create_only',
    both: 'shared',
    gap: 'never_overwrite_nonempty',
    theirs: 'right',
  };
  const policies = Object.keys(left).map((field) => ({ ...policy(owners[field] ?? 'left'), field }));

  test('is created with every value but those the right side owns and those that are empty', () => {
    const result = merge({ policies, base: { left: null, right: null }, left, right: null });
    expect(result).toMatchObject({ toRight: { own: 'a', once: 'b', both: 'c', gap: 'd' }, toLeft: {}, conflicts: [] });
    expect(Object.keys(result.toRight)).toHaveLength(4);
  });
});

describe('the first time both records are seen', () => {
  test.each<[Owner, Json, Json, string]>([
    ['left', 'new', 'old', 'right=new'],
    ['left', null, 'old', 'right=null'],
    ['left', ' SAME ', 'same', 'nothing'],
    ['right', 'new', 'old', 'nothing'],
    ['create_only', 'new', 'old', 'nothing'],
    ['create_only', 'new', null, 'right=new'],
    ['never_overwrite_nonempty', 'new', 'old', 'nothing'],
    ['never_overwrite_nonempty', 'new', ' ', 'right=new'],
    ['shared', ' SAME ', 'same', 'nothing'],
    ['shared', 'new', null, 'right=new'],
    ['shared', null, 'old', 'left=old'],
    ['shared', 'new', 'old', 'conflict'],
  ])('%s: left %j, right %j → %s', (owner, left, right, expected) => {
    expect(verdict(mergeOne(owner, { left, right }))).toBe(expected);
  });

  test('a left record that cannot take a shared value keeps its own', () => {
    expect(verdict(mergeOne('shared', { left: null, right: 'old', writableLeft: false }))).toBe('nothing');
  });
});

describe('later', () => {
  test.each<[Owner, [Json, Json], Json, Json, string]>([
    ['left', ['a', 'a'], 'b', 'a', 'right=b'],
    ['left', ['a', 'a'], 'a', 'edited', 'right=a'],
    ['left', ['a', 'refused'], 'a', 'refused', 'nothing'],
    ['left', ['a', 'refused'], 'b', 'refused', 'right=b'],
    ['right', ['a', 'a'], 'b', 'c', 'nothing'],
    ['create_only', ['a', 'a'], 'b', 'a', 'nothing'],
    ['create_only', ['a', 'a'], 'a', null, 'nothing'],
    ['never_overwrite_nonempty', ['a', 'a'], 'b', 'a', 'nothing'],
    ['never_overwrite_nonempty', ['a', 'a'], 'a', null, 'right=a'],
    ['never_overwrite_nonempty', ['a', null], 'a', null, 'nothing'],
    ['shared', ['a', 'a'], 'b', 'a', 'right=b'],
    ['shared', ['a', 'a'], 'a', 'b', 'left=b'],
    ['shared', ['a', 'a'], null, 'a', 'right=null'],
    ['shared', ['a', 'a'], 'b', ' B ', 'nothing'],
    ['shared', ['a', 'a'], 'b', 'c', 'conflict'],
    ['shared', ['a', 'other'], 'a', 'other', 'nothing'],
    ['shared', ['a', 'other'], 'b', 'other', 'conflict'],
  ])('%s: bases %j, left %j, right %j → %s', (owner, base, left, right, expected) => {
    expect(verdict(mergeOne(owner, { base, left, right }))).toBe(expected);
  });

  test('an edit that the left record cannot take is left alone, and a later left edit does not bury it', () => {
    const edited = { base: ['a', 'a'] as [Json, Json], left: 'a', right: 'theirs', writableLeft: false };
    expect(verdict(mergeOne('shared', edited))).toBe('nothing');
    expect(verdict(mergeOne('shared', { base: ['a', 'theirs'], left: 'b', right: 'theirs', writableLeft: false }))).toBe(
      'conflict',
    );
  });

  test('reports what moved on each side, also where nothing is written', () => {
    const result = mergeOne('right', { base: ['a', 'a'], left: 'b', right: 'c' });
    expect([result.changedLeft, result.changedRight]).toEqual([['f'], ['f']]);
  });

  test('a field without an opinion is neither written nor compared', () => {
    const result = merge({
      policies: [policy('left')],
      base: { left: { f: 'a' }, right: { f: 'a' } },
      left: {},
      right: { f: 'edited' },
    });
    expect(result).toEqual({ toRight: {}, toLeft: {}, conflicts: [], changedLeft: [], changedRight: [] });
  });

  test('a field that joined the mapping later is treated as seen for the first time', () => {
    const result = merge({
      policies: [policy('left')],
      base: { left: { g: 1 }, right: { g: 1 } },
      left: { f: 'a' },
      right: { g: 1 },
    });
    expect(verdict(result)).toBe('right=a');
  });
});

describe('a conflict', () => {
  const input: MergeInput = {
    policies: [policy('shared')],
    base: { left: { f: 'a' }, right: { f: 'a' } },
    left: { f: 'b' },
    right: { f: 'c' },
  };
  const result = merge(input);
  const seen = { left: { f: 'b' }, right: { f: 'c' } };

  test('names both values and the base', () => {
    expect(result.conflicts).toEqual([{ field: 'f', base: 'a', left: 'b', right: 'c' }]);
  });

  test('stands until the values agree', () => {
    const base = nextBase(input, result, seen);
    expect(base).toEqual({ left: { f: 'a' }, right: { f: 'a' } });
    expect(merge({ ...input, base }).conflicts).toHaveLength(1);
    expect(verdict(merge({ ...input, base, left: { f: 'c' } }))).toBe('nothing');
  });

  test('is settled by the side that a person chooses', () => {
    const [conflict] = result.conflicts;
    if (conflict === undefined) throw new Error('no conflict');
    expect(resolve(conflict, 'left')).toEqual({ toRight: { f: 'b' }, toLeft: {} });
    expect(resolve(conflict, 'right')).toEqual({ toRight: {}, toLeft: { f: 'c' } });
    expect(resolve(conflict, 'leave')).toEqual({ toRight: {}, toLeft: {} });
    expect(chosen(input, 'right')).toMatchObject({ toLeft: { f: 'c' }, conflicts: [] });
    expect(decide(input, { choices: [], rewinds: [] }).conflicts).toHaveLength(1);
  });

  test('in which the right value is to stand and cannot be carried leaves an agreed difference that stays quiet', () => {
    const policies = [policy('shared', false)];
    const settled = chosen({ ...input, policies }, 'right');
    expect(settled).toMatchObject({ toRight: {}, toLeft: {}, conflicts: [] });
    const base = nextBase(input, settled, seen);
    expect(verdict(merge({ ...input, policies, base }))).toBe('nothing');
  });
});

describe('orders of people', () => {
  const input: MergeInput = {
    policies: [policy('shared')],
    base: { left: { f: 'a' }, right: { f: 'a' } },
    left: { f: 'b' },
    right: { f: 'c' },
  };

  test('a conflict that is left as it is stays quiet until a value is edited again', () => {
    const settled = chosen(input, 'leave');
    expect(settled).toMatchObject({ toRight: {}, toLeft: {}, conflicts: [] });
    const base = nextBase(input, settled, { left: { f: 'b' }, right: { f: 'c' } });
    expect(verdict(merge({ ...input, base }))).toBe('nothing');
    expect(verdict(merge({ ...input, base, right: { f: 'd' } }))).toBe('conflict');
  });

  test('a choice holds for the values that were shown, and asks anew when one has moved', () => {
    const choices = [{ field: 'f', choice: 'left' as const, left: 'b', right: 'older' }];
    expect(decide(input, { choices, rewinds: [] })).toMatchObject({ toRight: {}, outdated: ['f'], conflicts: [{ field: 'f' }] });
  });

  test('a rewind is written to every side that may take it', () => {
    const quiet = { ...input, left: { f: 'a' }, right: { f: 'a' } };
    const rewinds = [{ field: 'f', value: 'z' }];
    expect(decide(quiet, { choices: [], rewinds })).toMatchObject({ toRight: { f: 'z' }, toLeft: { f: 'z' }, rewound: ['f'] });
    expect(decide({ ...quiet, policies: [policy('right')] }, { choices: [], rewinds })).toMatchObject({
      toRight: { f: 'z' },
      toLeft: {},
    });
  });

  test('a rewind yields to an edit that came in between, and never moves what the left side owns', () => {
    const rewinds = [{ field: 'f', value: 'z' }];
    const edited = { ...input, left: { f: 'a' } };
    expect(decide(edited, { choices: [], rewinds })).toMatchObject({ overtaken: ['f'], toLeft: { f: 'c' }, toRight: {} });
    const owned = { ...input, policies: [policy('left')], left: { f: 'a' }, right: { f: 'a' } };
    expect(decide(owned, { choices: [], rewinds })).toMatchObject({ overtaken: ['f'], toRight: {} });
  });

  test('a paused field is neither written nor judged, and what happened meanwhile is merged when it is let go', () => {
    const held = { ...input, held: ['f'] };
    const result = decide(held, { choices: [], rewinds: [] });
    expect(result).toMatchObject({ toRight: {}, toLeft: {}, conflicts: [] });
    const base = nextBase(held, result, { left: { f: 'b' }, right: { f: 'c' } });
    expect(verdict(merge({ ...input, base }))).toBe('conflict');
  });
});

describe('bases', () => {
  test('are what each side read back as, for mapped fields alone', () => {
    const input: MergeInput = { policies: [policy('left')], base: { left: null, right: null }, left: { f: 'long' }, right: {} };
    const after = { left: { f: 'long', extra: 1 }, right: { f: 'lo', other: 2 } };
    expect(nextBase(input, merge(input), after)).toEqual({ left: { f: 'long' }, right: { f: 'lo' } });
  });

  test('do not move for a field whose write has no outcome yet', () => {
    const input: MergeInput = {
      policies: [policy('left')],
      base: { left: { f: 'a' }, right: { f: 'a' } },
      left: { f: 'b' },
      right: { f: 'a' },
    };
    const base = nextBase(input, merge(input), { left: { f: 'b' }, right: { f: 'a' } }, ['f']);
    expect(verdict(merge({ ...input, base }))).toBe('right=b');
  });
});
