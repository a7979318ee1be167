import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { CHECKS } from '../../mappings/engine/catalogue.ts';
import { checkSpec, errorsOf } from '../../mappings/engine/check.ts';
import { functions } from '../../mappings/engine/functions/index.ts';
import { dictionaryJsonSchema, specJsonSchema } from '../../mappings/engine/json-schema.ts';
import { parseDictionary, parseSpec } from '../../mappings/engine/parse.ts';
import type { Library } from '../../mappings/engine/spec.ts';
import { SpecError } from '../../mappings/engine/spec-error.ts';
import type { EntitySchema, FieldSchema, FieldType, Violation } from '../../mappings/engine/types.ts';

const HEAD = 'spec: trial\nversion: 1\nleft: { system: here, entity: a }\nright: { system: there, entity: b }\n';

function field(name: string, type: FieldType, more: Partial<FieldSchema> = {}): FieldSchema {
  return { name, type, title: name, required: false, readOnly: false, ...more };
}

const left: EntitySchema = {
  entity: 'a',
  fields: [
    field('name', 'string', { required: true }),
    field('phone', 'string'),
    field('born', 'date'),
    field('items', 'rows'),
    field('price', 'decimal'),
    field('kind', 'enum', {
      values: [
        { id: 'x', title: 'X' },
        { id: 'y', title: 'Y' },
      ],
    }),
  ],
};
const right: EntitySchema = {
  entity: 'b',
  fields: [
    field('title', 'string'),
    field('must', 'string', { required: true }),
    field('lines', 'rows'),
    field('fixed', 'string', { readOnly: true }),
    field('count', 'integer'),
    field('tags', 'string[]'),
    field('option', 'enum', {
      values: [
        { id: '1', title: 'One' },
        { id: '2', title: 'Two' },
      ],
    }),
  ],
};
const ROW = HEAD.replace('trial', 'row');
const library: Library = {
  specs: {
    row: parseSpec(`${ROW}rules:\n  - { id: n, from: name, to: title, owner: left }`, 'row.yaml'),
    nest: parseSpec(`${ROW}rules:\n  - { id: n, from: items, to: lines, each: row, owner: left }`, 'nest.yaml'),
  },
  functions,
  dictionaries: {
    partial: { name: 'partial', values: { x: 'One' }, attention: {} },
    strange: { name: 'strange', values: { x: 'One', y: 'Three' }, attention: {} },
    total: { name: 'total', values: { x: 'One', y: 'Two' }, attention: {} },
  },
};
const MUST = '  - { id: must, from: name, to: must, owner: left }\n';

function checkAll(rules: string, more = ''): Violation[] {
  return checkSpec(parseSpec(`${HEAD}rules:\n${rules}${more}`, 'trial.yaml'), { left, right }, library);
}

const check = (rules: string, more = '') => errorsOf(checkAll(rules, more));

describe('a sound spec', () => {
  test.each([
    '{ id: r, from: name, to: title, owner: left }',
    '{ id: r, from: born, to: title, owner: left }',
    '{ id: r, from: kind, to: option, lookup: total, owner: left }',
    '{ id: r, from: kind, to: option, lookup: partial, default: Two, owner: left }',
    '{ id: r, from: name, to: tags, via: [e164, asList], owner: shared, direction: both }',
    '{ id: r, from: links.other, to: count, owner: left }',
    '{ id: r, constant: boss, to: count, owner: create_only }',
    '{ id: r, const: 5, to: count, owner: left }',
  ])('has nothing against it: %s', (rule) => {
    expect(check(`${MUST}  - ${rule}`)).toEqual([]);
  });

  test('may write one target by rules that exclude each other', () => {
    const rules = ['when: { path: kind, is: x }', 'when: { path: kind, in: [y] }'].map(
      (when, index) => `  - { id: r${index}, from: name, to: title, owner: left, ${when} }\n`,
    );
    expect(check(MUST + rules.join(''))).toEqual([]);
  });
});

describe('a spec is refused for', () => {
  test.each([
    ['source-unknown', '{ id: r, from: nope, to: title, owner: left }'],
    ['source-unknown', '{ id: r, from: name, to: title, owner: left, when: { path: nope, is: 1 } }'],
    ['target-unknown', '{ id: r, from: name, to: nope, owner: left }'],
    ['target-read-only', '{ id: r, from: name, to: fixed, owner: left }'],
    ['target-doubled', '{ id: r, from: born, to: must, owner: left }'],
    ['owner-doubled', '{ id: r, from: born, to: must, owner: create_only }'],
    ['id-doubled', '{ id: must, from: born, to: title, owner: left }'],
    ['function-unknown', '{ id: r, from: name, to: title, via: [nope], owner: left }'],
    ['function-argument', '{ id: r, from: name, to: title, via: [{ limit: few }], owner: left }'],
    ['type-mismatch', '{ id: r, from: name, to: count, owner: left }'],
    ['type-mismatch', '{ id: r, from: name, to: option, owner: left }'],
    ['type-mismatch', '{ id: r, from: items, to: title, via: [trim], owner: left }'],
    ['type-mismatch', '{ id: r, from: [name, born], to: title, owner: left }'],
    ['type-mismatch', '{ id: r, from: name, to: title, via: [joinLines], owner: left }'],
    ['value-mismatch', '{ id: r, const: many, to: count, owner: left }'],
    ['value-mismatch', '{ id: r, from: name, to: title, default: 5, owner: left }'],
    ['dictionary-unknown', '{ id: r, from: kind, to: option, lookup: nope, owner: left }'],
    ['dictionary-partial', '{ id: r, from: kind, to: option, lookup: partial, owner: left }'],
    ['dictionary-partial', '{ id: r, from: name, to: option, lookup: total, owner: left }'],
    ['dictionary-value', '{ id: r, from: kind, to: option, lookup: strange, owner: left }'],
    ['spec-unknown', '{ id: r, from: items, to: title, each: nope, owner: left }'],
    ['rows-expected', '{ id: r, from: name, to: lines, each: row, owner: left }'],
    ['rows-nested', '{ id: r, from: items, to: lines, each: nest, owner: left }'],
    ['shared-one-way', '{ id: r, from: name, to: title, owner: shared }'],
    ['inverse-missing', '{ id: r, from: name, to: title, via: [titleCaseName], owner: shared, direction: both }'],
    [
      'inverse-missing',
      '{ id: r, from: [name, born], to: title, via: [joinLines], owner: shared, direction: both, back: { via: [trim] } }',
    ],
    ['direction-not-shared', '{ id: r, from: name, to: title, owner: left, direction: both }'],
  ])('%s: %s', (rule, text) => {
    expect(check(`${MUST}  - ${text}`).map((violation) => violation.name)).toContain(rule);
  });

  test('a required target that nothing fills', () => {
    expect(check('  - { id: r, from: name, to: title, owner: left }')).toMatchObject([{ name: 'target-uncovered' }]);
  });

  test('two rules whose conditions may both hold', () => {
    const rules = ['when: { path: kind, is: x }', 'when: { path: name, is: y }'].map(
      (when, index) => `  - { id: r${index}, from: name, to: title, owner: left, ${when} }\n`,
    );
    expect(check(MUST + rules.join('')).map((violation) => violation.name)).toEqual(['target-doubled']);
  });

  test.each([
    ['request-field', 'field: option, becomes: [One]'],
    ['request-value', 'field: title, becomes: [One]'],
    ['source-unknown', 'field: title, becomes: [One], unless: { path: nope, is: 1 }'],
  ])('a request with %s', (rule, request) => {
    const rules = rule === 'request-value' ? '  - { id: o, from: kind, to: option, lookup: total, owner: left }\n' : '';
    const text = rule === 'request-value' ? 'field: option, becomes: [Three]' : request;
    const title = '  - { id: t, from: name, to: title, owner: left }\n';
    const found = check(MUST + title + rules, `requests:\n  - { id: q, ${text}, write: thing.do }`);
    expect(found.map((violation) => violation.name)).toEqual([rule]);
  });
});

describe('a spec may be published with', () => {
  test.each([
    ['required-may-be-empty', 'warning', '  - { id: r, from: kind, to: must, owner: left }'],
    ['pii-unmarked', 'warning', `${MUST}  - { id: r, from: phone, to: title, owner: left }`],
    ['lossy', 'note', `${MUST}  - { id: r, from: name, to: title, via: [limit], owner: left }`],
  ])('%s, as a %s', (name, severity, rules) => {
    expect(checkAll(rules)).toMatchObject([{ name, severity }]);
  });

  test.each(['default: none', 'onMissing: error'])('a required field that says %s', (says) => {
    expect(checkAll(`  - { id: r, from: kind, to: must, owner: left, ${says} }`)).toEqual([]);
  });
});

test('every check has an id of its own and is explained in the docs', () => {
  const ids = Object.values(CHECKS).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const docs = readFileSync(join(projectRoot(), 'docs/mapping.md'), 'utf8');
  for (const { id, severity, says } of Object.values(CHECKS)) expect(docs).toContain(`| ${id} | ${severity} | ${says.en} |`);
});

test.each([
  ['spec', specJsonSchema(functions)],
  ['dictionary', dictionaryJsonSchema()],
])('editors know the language: the %s schema beside the specs is what `uzel mappings schema` prints', (name, schema) => {
  const kept: unknown = JSON.parse(readFileSync(join(projectRoot(), `mappings/${name}.schema.json`), 'utf8'));
  expect(kept).toEqual(JSON.parse(JSON.stringify(schema)));
});

test('a violation names the place and says in both languages what to do', () => {
  const [violation] = check(`${MUST}  - id: r\n    from: nope\n    to: title\n    owner: left\n`);
  expect(violation).toMatchObject({ file: 'trial.yaml', line: 8, column: 11, rule: 'MAP-101', name: 'source-unknown' });
  for (const sentence of [violation?.message, violation?.hint]) {
    expect(sentence?.ru).toMatch(/[а-я]/);
    expect(sentence?.en).toMatch(/[a-z]/);
  }
});

describe('a file that is no spec is refused with its place', () => {
  function violationsOf(text: string): readonly Violation[] {
    try {
      parseSpec(text, 'bad.yaml');
    } catch (error) {
      if (error instanceof SpecError) return error.violations;
    }
    return [];
  }

  test('broken YAML', () => {
    expect(violationsOf('spec: [')).toMatchObject([{ name: 'yaml', file: 'bad.yaml' }]);
  });

  test.each([
    ['a word that the language lacks', '{ id: r, from: a, to: t, owner: left, formula: 1 + 1 }'],
    ['two sources', '{ id: r, from: a, const: 1, to: t, owner: left }'],
    ['no source', '{ id: r, to: t, owner: left }'],
    ['no owner', '{ id: r, from: a, to: t }'],
    ["a path into JavaScript's own objects", '{ id: r, from: a.__proto__.b, to: t, owner: left }'],
    ['a condition of another shape', '{ id: r, from: a, to: t, owner: left, when: { path: a, matches: x } }'],
  ])('%s', (_what, rule) => {
    const [violation] = violationsOf(`${HEAD}rules:\n  - ${rule}`);
    expect(violation).toMatchObject({ name: 'shape', line: 6 });
  });

  test('a dictionary without values', () => {
    expect(() => parseDictionary('dictionary: x', 'x.yaml')).toThrow(SpecError);
  });
});
