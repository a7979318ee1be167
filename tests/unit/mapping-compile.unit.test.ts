import { describe, expect, test } from 'vitest';
import type { Fields, Json } from '../../domain/json.ts';
import { compile } from '../../mappings/engine/compile.ts';
import { functions } from '../../mappings/engine/functions/index.ts';
import { parseSpec } from '../../mappings/engine/parse.ts';
import type { Library } from '../../mappings/engine/spec.ts';
import { SpecError } from '../../mappings/engine/spec-error.ts';
import type { Mapping } from '../../mappings/engine/types.ts';

const HEAD = 'spec: trial\nversion: 1\nleft: { system: here, entity: a }\nright: { system: there, entity: b }\n';

function library(specs: Library['specs'] = {}): Library {
  return {
    specs,
    functions,
    dictionaries: {
      colour: {
        name: 'colour',
        values: { red: 'R', green: 'G', odd: 'O' },
        attention: { odd: { ru: 'Странный цвет.', en: 'An odd colour.' } },
      },
      size: { name: 'size', values: { small: 1 }, fallback: 0, attention: {} },
    },
  };
}

function mappingOf(rules: string, more = '', specs: Library['specs'] = {}): Mapping {
  return compile(parseSpec(`${HEAD}rules:\n${rules}\n${more}`, 'trial.yaml'), library(specs));
}

function mapOne(rule: string, record: Fields, constants: Fields = {}): { value: Json | undefined; codes: string[] } {
  const mapped = mappingOf(`  - { id: r, to: t, owner: left, ${rule} }`).toRight(record, { constants });
  return { value: mapped.fields['t'], codes: mapped.issues.map((issue) => issue.code) };
}

describe('a rule', () => {
  test.each<[string, string, Fields, Json | undefined]>([
    ['reads a path', 'from: a.b.c.d.e', { a: { b: { c: { d: { e: 1 } } } } }, 1],
    ['reads no further than the record goes', 'from: a.b.c.d.e', { a: { b: 'x' } }, null],
    ['takes a literal', 'const: 7', {}, 7],
    ['takes a constant of the connection', 'constant: boss', {}, '17'],
    ['reads several paths as a tuple', 'from: [a, b], via: [joinLines]', { a: 'x', b: 'y' }, 'x\ny'],
    ['applies its functions in order', 'from: a, via: [trim, { limit: 3 }]', { a: '  abcd ' }, 'ab…'],
    ['clears the target when its source is missing', 'from: a', {}, null],
    ['leaves the target alone when told to skip', 'from: a, onMissing: skip', {}, undefined],
    ['takes its default when the source is missing', 'from: a, default: none', {}, 'none'],
    ['takes its default when a function finds nothing', 'from: a, via: [date], default: none', { a: 'x' }, 'none'],
    ['takes empty text for a missing value', 'from: a, default: none', { a: '' }, 'none'],
    ['keeps false and zero', 'from: a, default: 1', { a: 0 }, 0],
    ['applies when its condition holds', 'from: a, when: { path: k, is: yes }', { a: 1, k: 'yes' }, 1],
    ['is silent when its condition does not hold', 'from: a, when: { path: k, is: yes }', { a: 1, k: 'no' }, undefined],
    [
      'needs all of its conditions',
      'from: a, when: [{ path: k, in: [x, y] }, { path: n, present: false }]',
      { a: 1, k: 'x', n: 1 },
      undefined,
    ],
    ['translates by its dictionary', 'from: a, lookup: colour', { a: 'red' }, 'R'],
    ['takes the fallback of its dictionary', 'from: a, lookup: size', { a: 'huge' }, 0],
    ['takes its default where the dictionary has no fallback', 'from: a, lookup: colour, default: "?"', { a: 'blue' }, '?'],
    ['does not take names of JavaScript for keys', 'from: a, lookup: colour', { a: 'constructor' }, null],
  ])('%s', (_what, rule, record, expected) => {
    expect(mapOne(rule, record, { boss: '17' }).value).toEqual(expected);
  });

  test.each<[string, string, Fields, string[]]>([
    ['a missing required source', 'from: a, onMissing: error', {}, ['source_missing']],
    ['a key that its dictionary lacks', 'from: a, lookup: size', { a: 'huge' }, ['key_unknown']],
    ['a key that needs a person', 'from: a, lookup: colour', { a: 'odd' }, ['attention']],
    ['a lossy step', 'from: a, via: [{ limit: 2 }]', { a: 'abc' }, ['lossy']],
    ['nothing when all is well', 'from: a, via: [trim]', { a: 'abc' }, []],
  ])('reports %s', (_what, rule, record, codes) => {
    expect(mapOne(rule, record).codes).toEqual(codes);
  });

  test('issues name rule and field and hold no values', () => {
    const [issue] = mappingOf('  - { id: cut, from: a, to: t, via: [{ limit: 2 }], owner: left }').toRight(
      { a: 'Zinaida' },
      { constants: {} },
    ).issues;
    expect(issue).toMatchObject({ rule: 'cut', field: 't' });
    expect(JSON.stringify(issue)).not.toContain('Zi');
  });
});

describe('a collection', () => {
  const row = parseSpec(
    `${HEAD.replace('trial', 'row')}rules:\n  - { id: n, from: n, to: name, owner: left }\n  - { id: c, from: c, to: colour, lookup: colour, owner: left }\n  - { id: s, from: s, to: sort, owner: create_only }`,
    'row.yaml',
  );
  const mapping = mappingOf('  - { id: rows, from: items, to: rows, each: row, owner: left }', '', { row });

  test('maps each element and reports what its rows report', () => {
    const mapped = mapping.toRight(
      {
        items: [
          { n: 'a', c: 'red', s: 1 },
          { n: 'b', c: 'odd', s: 2 },
        ],
      },
      { constants: {} },
    );
    expect(mapped.fields['rows']).toEqual([
      { name: 'a', colour: 'R', sort: 1 },
      { name: 'b', colour: 'O', sort: 2 },
    ]);
    expect(mapped.issues.map((issue) => issue.code)).toEqual(['attention']);
  });

  test('knows each row by its number', () => {
    const numbered = parseSpec(
      `${HEAD.replace('trial', 'row')}rules:\n  - { id: p, from: position, to: sort, owner: left }`,
      'row.yaml',
    );
    const rows = mappingOf('  - { id: rows, from: items, to: rows, each: row, owner: left }', '', { row: numbered });
    expect(rows.toRight({ items: [{}, {}, {}] }, { constants: {} }).fields['rows']).toEqual([
      { sort: 10 },
      { sort: 20 },
      { sort: 30 },
    ]);
  });

  test('compares as a bag, without its create-only columns', () => {
    const normalise = mapping.policies({})[0]?.normalise ?? ((value: Json) => value);
    const one = [
      { name: 'a', colour: 'R', sort: 1 },
      { name: 'b', colour: 'G', sort: 2 },
    ];
    expect(normalise(one)).toEqual(
      normalise([
        { name: 'b', colour: 'G', sort: 1 },
        { name: ' a', colour: 'R', sort: 9, id: '5' },
      ]),
    );
    expect(normalise(one)).not.toEqual(normalise([...one, { name: 'a', colour: 'R', sort: 3 }]));
    expect(normalise([])).toBeNull();
  });
});

describe('a shared field', () => {
  const mapping = mappingOf(
    [
      '  - { id: phone, from: person.phone, to: phones, via: [e164, asList], owner: shared, direction: both, back: { when: { path: key, present: true } } }',
      '  - { id: tag, from: [x, y], to: tag, via: [joinLines], owner: shared, direction: both, back: { to: z, via: [trim] } }',
      '  - { id: plain, from: p, to: plain, owner: left }',
    ].join('\n'),
  );
  const writable = (left: object) =>
    Object.fromEntries(mapping.policies(left).map((policy) => [policy.field, policy.writableLeft]));

  test('can be written back when the left record says so', () => {
    expect(writable({ key: '1' })).toEqual({ phones: true, tag: true, plain: false });
    expect(writable({})).toEqual({ phones: false, tag: true, plain: false });
  });

  test('goes back through inverses, or by the declared way, to its left path', () => {
    expect(mapping.toLeft({ phones: ['+79000000001', '+79000000002'], tag: ' t ', plain: 'x' }, { key: '1' })).toEqual({
      'person.phone': '+79000000001',
      z: 't',
    });
    expect(mapping.toLeft({ phones: null }, { key: '1' })).toEqual({ 'person.phone': null });
    expect(mapping.toLeft({ phones: ['+79000000001'] }, {})).toEqual({});
  });

  test('keeps the rest of the right list', () => {
    expect(mapping.forRight({ phones: ['+79000000003'], plain: 'x' }, { phones: ['8 900 000-00-01', '+79000000002'] })).toEqual({
      phones: ['+79000000003', '+79000000002'],
      plain: 'x',
    });
    expect(mapping.forRight({ phones: ['+79000000003'] }, null)).toEqual({ phones: ['+79000000003'] });
  });
});

describe('a request', () => {
  const mapping = mappingOf(
    '  - { id: stage, from: s, to: stage, owner: left }',
    'requests:\n  - { id: stop, field: stage, becomes: [STOP], unless: { path: s, is: STOP }, write: thing.stop, fields: { why: { const: asked }, who: { from: owner.name } } }',
  );
  const left = { s: 'RUN', owner: { name: 'x' } };

  test('fires when a person moved the field', () => {
    expect(mapping.requests({ left, baseRight: { stage: 'RUN' }, right: { stage: 'STOP' } })).toEqual([
      { id: 'stop', write: 'thing.stop', fields: { why: 'asked', who: 'x' } },
    ]);
  });

  test.each<[string, Fields, Fields | null, Fields]>([
    ['the field stood there before', left, { stage: 'STOP' }, { stage: 'STOP' }],
    ['the field moved elsewhere', left, { stage: 'RUN' }, { stage: 'PAUSE' }],
    ['the left record is there already', { s: 'STOP' }, { stage: 'RUN' }, { stage: 'STOP' }],
    ['the record is seen for the first time', left, null, { stage: 'STOP' }],
    ['the field is seen for the first time', left, {}, { stage: 'STOP' }],
  ])('does not fire when %s', (_what, record, baseRight, right) => {
    expect(mapping.requests({ left: record, baseRight, right })).toEqual([]);
  });
});

describe('the hash', () => {
  const spec = (rule: string) => parseSpec(`${HEAD}rules:\n  - ${rule}`, 'x.yaml');
  const rule = '{ id: r, from: a, to: t, lookup: colour, owner: left }';
  const plain = compile(spec(rule), library()).hash;

  test('is the same for the same content, however it is written', () => {
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(compile(spec('{ owner: left, lookup: colour, to: t, from: a, id: r }'), library()).hash).toBe(plain);
  });

  test('moves with a rule and with a dictionary that it uses, and with no other', () => {
    expect(compile(spec(rule.replace('from: a', 'from: b')), library()).hash).not.toBe(plain);
    const repainted = library();
    repainted.dictionaries['colour'] = { name: 'colour', values: { red: 'X' }, attention: {} };
    expect(compile(spec(rule), repainted).hash).not.toBe(plain);
    const resized = library();
    resized.dictionaries['size'] = { name: 'size', values: {}, attention: {} };
    expect(compile(spec(rule), resized).hash).toBe(plain);
  });
});

test('a spec that names what the library lacks does not compile', () => {
  for (const rule of ['via: [nonsense]', 'via: [constructor]', 'lookup: nonsense', 'each: nonsense', 'via: [{ limit: 0 }]']) {
    expect(() => mappingOf(`  - { id: r, from: a, to: t, owner: left, ${rule} }`)).toThrow(SpecError);
  }
});
