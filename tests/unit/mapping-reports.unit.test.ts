import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../mappings/engine/compile.ts';
import { isRead, leafPaths, readsOf } from '../../mappings/engine/coverage.ts';
import { diffSpecs } from '../../mappings/engine/diff.ts';
import { functions } from '../../mappings/engine/functions/index.ts';
import { specHash } from '../../mappings/engine/hash.ts';
import { loadSpecs, shippedSpecsDir } from '../../mappings/engine/load.ts';
import type { Spec } from '../../mappings/engine/spec.ts';
import { traceRules } from '../../mappings/engine/trace.ts';
import { createUsageTally } from '../../mappings/engine/usage.ts';
import { anyClaim, sampleClaim } from '../support/claims.ts';

const library = await loadSpecs(shippedSpecsDir);
const context = { constants: { assignedById: '1', sourceId: 'SAMO' } };
const links = { contact: null, company: null };

function specOf(name: string): Spec {
  const spec = library.specs[name];
  if (spec === undefined) throw new Error(`no spec ${name}`);
  return spec;
}

const deal = specOf('samo-claim--bitrix24-deal');

describe('the contributions of the rules', () => {
  test('add up to what the mapping gives, on any claim', () => {
    const mapping = compile(deal, library);
    fc.assert(
      fc.property(anyClaim, (claim) => {
        const record = { ...claim, links };
        const said = traceRules(deal, library, record, context).filter(({ value }) => value !== undefined);
        expect(Object.fromEntries(said.map(({ field, value }) => [field, value]))).toEqual(
          mapping.toRight(record, context).fields,
        );
      }),
    );
  });

  test('show what was read, each step and the dictionary', () => {
    const traced = traceRules(deal, library, { ...sampleClaim(), links }, context);
    expect(traced.find(({ rule }) => rule === 'stage')).toMatchObject({
      applies: true,
      read: { 'status.booking': 'confirmed', 'status.payment': 'partially_paid', 'status.cancel': 'none' },
      steps: [{ name: 'stageKey', value: 'part_paid', lossy: false }],
      lookup: { dictionary: 'deal-stage', key: 'part_paid', known: true },
      value: 'PART_PAID',
    });
    expect(traced.find(({ rule }) => rule === 'penalty')).toMatchObject({ applies: false, value: undefined });
  });

  test('are known to be personal by where they come from, whether a rule says so or not', () => {
    const careless = { ...deal, rules: deal.rules.map((rule) => ({ ...rule, pii: 'none' as const })) };
    const traced = traceRules(careless, library, { ...sampleClaim(), links }, context);
    expect(traced.filter(({ pii }) => pii === 'person').map(({ rule }) => rule)).toEqual(['tourists']);
  });
});

describe('coverage', () => {
  const pathsOf = (record: object) => {
    const paths: string[] = [];
    leafPaths(record, (path) => paths.push(path));
    return paths;
  };

  test('visits every leaf that holds a value, once', () => {
    expect(pathsOf({ a: 1, b: null, c: { d: '', e: false }, f: [{ g: 1 }, { g: 2, h: 3 }], i: ['x'], links: { a: 1 } })).toEqual([
      'a',
      'c.e',
      'f[].g',
      'f[].h',
      'i',
    ]);
  });

  test('shows no key that looks like data', () => {
    expect(pathsOf({ 'anna@example.com': 1, byPhone: { '+79000000001': 1, u79000000001: 1 } })).toEqual(['*', 'byPhone.*']);
  });

  test('knows what rules, conditions, row specs, functions and requests read', () => {
    const reads = readsOf(deal, library);
    for (const path of [
      'ref.number',
      'status.cancel',
      'services[].name',
      'services[].price',
      'services[].uid',
      'tourists[].age',
      'note',
    ])
      expect(isRead(reads, path), path).toBe(true);
    for (const path of [
      'ref.guid',
      'services[].touristKeys',
      'tourists[].phone',
      'buyer.phone',
      'money.claim.net',
      'unknown.claimDocument@x',
    ])
      expect(isRead(reads, path), path).toBe(false);
  });
});

describe('a tally', () => {
  test('counts records, paths, targets, keys and losses, and gives them up once', () => {
    const tally = createUsageTally();
    const mapping = tally.counted(compile(deal, library));
    const record = { ...sampleClaim({ country: { key: '1', name: 'Длинное имя '.repeat(40) } }), links };
    mapping.toRight(record, context);
    mapping.toRight(record, context);
    const lines = tally.take();
    const of = (kind: string, name: string, detail = '') =>
      lines.find((one) => one.kind === kind && one.name === name && one.detail === detail);
    expect(of('record', '')?.count).toBe(2);
    expect(of('source', 'money.claim.price')?.count).toBe(2);
    expect(of('target', 'opportunity')?.count).toBe(2);
    expect(of('target', 'UF_CRM_UZEL_PENALTY')).toBeUndefined();
    expect(of('key', 'booking', 'confirmed')).toMatchObject({ count: 2, known: true });
    expect(of('lossy', 'title')?.count).toBe(2);
    expect(tally.take()).toEqual([]);
    tally.restore(lines);
    expect(tally.take()).toEqual(lines);
  });

  test('keeps no key that belongs to a person, and no text for a key', () => {
    const looking = (id: string, change: Partial<Spec['rules'][number]>) =>
      deal.rules.filter((rule) => rule.id === id).map((rule) => ({ ...rule, ...change }));
    const rules = [...looking('booking', { pii: 'person' }), ...looking('payment', { from: { kind: 'path', path: 'note' } })];
    const personal: Spec = { ...deal, rules };
    const tally = createUsageTally();
    tally.counted(compile(personal, library)).toRight(sampleClaim({ note: 'Длинный рассказ о себе. '.repeat(9) }), context);
    const details = tally.take().flatMap((line) => (line.kind === 'key' ? [line.detail] : []));
    expect(details).toEqual(['‹hidden›', '‹hidden›']);
  });
});

describe('a difference in meaning', () => {
  const against = (change: (spec: Spec) => Spec) => diffSpecs({ spec: deal, library }, { spec: change(deal), library });

  test('is none between a spec and itself, whatever its number', () => {
    expect(against((spec) => ({ ...spec, version: 7 }))).toEqual([]);
    expect(specHash({ ...deal, version: 7 }, library)).toBe(specHash(deal, library));
  });

  test('names rules that come and go', () => {
    expect(against((spec) => ({ ...spec, rules: spec.rules.filter(({ id }) => id !== 'tour') }))).toMatchObject([
      { kind: 'removed', what: 'rule', id: 'tour', field: 'UF_CRM_UZEL_TOUR' },
    ]);
  });

  test('says which part of a rule changed, from what to what', () => {
    const [change] = against((spec) => ({
      ...spec,
      rules: spec.rules.map((rule) => (rule.id === 'tour' ? { ...rule, owner: 'right' } : rule)),
    }));
    expect(change).toMatchObject({ kind: 'changed', id: 'tour', before: 'left', after: 'right' });
    expect(change?.sentence.ru).toBe('Правило tour, владелец: было «left», стало «right».');
  });

  test('follows included specs and dictionaries', () => {
    const rows = specOf('samo-service--bitrix24-product-row');
    const cancel = library.dictionaries['cancel'];
    if (cancel === undefined) throw new Error('no dictionary');
    const after = {
      ...library,
      specs: { ...library.specs, [rows.name]: { ...rows, rules: rows.rules.slice(1) } },
      dictionaries: {
        ...library.dictionaries,
        cancel: { ...cancel, values: { ...cancel.values, none: 'Не отменена', frozen: 'Заморожена' } },
      },
    };
    expect(diffSpecs({ spec: deal, library }, { spec: deal, library: after })).toMatchObject([
      { kind: 'removed', id: 'services.name' },
      { kind: 'changed', what: 'dictionary', id: 'cancel.none', before: 'Нет', after: 'Не отменена' },
      { kind: 'added', what: 'dictionary', id: 'cancel.frozen' },
    ]);
  });
});

describe('what functions say of themselves', () => {
  const ARGS: { [name: string]: string } = { namePart: 'last' };
  const SAMPLE: { [type: string]: fc.Arbitrary<unknown> } = {
    string: fc.string().filter((text) => text.trim() !== ''),
    decimal: fc.constant('10.50'),
    rows: fc.array(fc.record({ kind: fc.constantFrom('hotel', 'service'), name: fc.string() }), { minLength: 1 }),
  };

  test.each(Object.entries(functions).filter(([, { domain, input }]) => domain === 'all' && Array.isArray(input)))(
    '%s is total: every value of its type that is not blank has a result',
    (name, { step, input }) => {
      const type = Array.isArray(input) ? String(input[0]) : '';
      fc.assert(
        fc.property(SAMPLE[type] ?? fc.constant('x'), (value) => {
          expect(step(ARGS[name] ?? null)(value as never, { lossy: false })).not.toBeNull();
        }),
      );
    },
  );

  test.each(Object.entries(functions).flatMap(([name, one]) => (one.inverse ? [[name, one] as const] : [])))(
    '%s comes back as it went',
    (_name, { step, inverse, input }) => {
      const text = Array.isArray(input) && input.includes('decimal') ? '12.34' : 'anna@example.com';
      const there = step(null)(text, { lossy: false });
      expect(step(null)(inverse?.(null)(there, { lossy: false }) ?? null, { lossy: false })).toEqual(there);
    },
  );
});
