import { describe, expect, test } from 'vitest';
import { createPacer } from '../../ingress/pacing.ts';
import { laneId } from '../../ingress/subjects.ts';
import { routeProblems } from '../../mappings/relay/check.ts';
import { compileRoute } from '../../mappings/relay/compile.ts';
import type { RouteMapping } from '../../mappings/relay/spec.ts';

const route = (more: Partial<RouteMapping>): RouteMapping => ({
  id: 'rt_1',
  source: { system: 'http', entity: 'order' },
  target: { system: 'http', entity: 'order.create' },
  conditions: [],
  rules: [{ from: 'id', to: 'reference' }],
  dictionaries: {},
  ...more,
});

describe('a route', () => {
  test('takes an event when all its conditions hold', () => {
    const { matches } = compileRoute(
      route({
        conditions: [
          { path: 'status', in: ['paid', 'new'] },
          { path: 'customer.city', present: true },
        ],
      }),
    );
    expect(matches({ status: 'paid', customer: { city: 'Казань' } })).toBe(true);
    expect(matches({ status: 'paid' })).toBe(false);
    expect(matches({ status: 'draft', customer: { city: 'Казань' } })).toBe(false);
  });

  test('maps by the rules of the mapping language, with its own dictionaries and constants', () => {
    const { map } = compileRoute(
      route({
        rules: [
          { from: 'customer.name', to: 'client.name', via: ['trim'] },
          { from: 'status', to: 'state', lookup: 'states' },
          { constant: 'office', to: 'office' },
        ],
        dictionaries: { states: { values: { paid: 'оплачен' }, fallback: 'другое' } },
      }),
    );
    expect(map({ customer: { name: ' Анна ' }, status: 'paid' }, { office: 'Казань' }).fields).toEqual({
      'client.name': 'Анна',
      state: 'оплачен',
      office: 'Казань',
    });
    expect(map({ status: 'odd' }, {}).issues.map(({ code }) => code)).toContain('key_unknown');
  });

  test('changes its hash with its rules and with its conditions', () => {
    const hashes = [route({}), route({ conditions: [{ path: 'a', is: 1 }] }), route({ rules: [{ from: 'a', to: 'b' }] })].map(
      (one) => compileRoute(one).hash,
    );
    expect(new Set(hashes).size).toBe(3);
    expect(compileRoute(route({})).hash).toBe(hashes[0]);
  });

  test('tells what is wrong at the rule where it is wrong', () => {
    const rules = [
      { from: 'a', to: 'x' },
      { from: 'b', to: 'y', via: ['nonsense'] },
      { from: 'c', to: 'x' },
    ];
    expect(routeProblems(route({ rules }), { source: {}, target: {} }, null).map(({ path }) => path)).toEqual([
      'rules.1',
      'rules.2',
    ]);
    const language = routeProblems(
      route({ rules: [{ to: 'x' }], conditions: [{ path: 'a', like: 'b' }] }),
      { source: {}, target: {} },
      null,
    );
    expect(language.map(({ path }) => path)).toEqual(expect.arrayContaining(['rules.0', 'conditions']));
  });
});

test('an order key keeps its lane, and lanes share the keys', () => {
  const keys = Array.from({ length: 400 }, (_, n) => ((n * 2_654_435_761) >>> 0).toString(16).padStart(8, '0').padEnd(16, 'a'));
  const lanes = keys.map((key) => laneId('rt_1', key, 4));
  expect(keys.map((key) => laneId('rt_1', key, 4))).toEqual(lanes);
  expect(new Set(lanes)).toEqual(new Set(['rt_1:0', 'rt_1:1', 'rt_1:2', 'rt_1:3']));
});

test('a lane is nudged at once, then at most four times a second, and never forgotten', async () => {
  const due: string[] = [];
  const pacer = createPacer(Date.now, (subjects) => due.push(...subjects));
  expect(pacer.now(['relay:a:0', 'deal:1'])).toEqual(['relay:a:0', 'deal:1']);
  expect(pacer.now(['relay:a:0', 'relay:a:0', 'deal:1'])).toEqual(['deal:1']);
  await expect.poll(() => due, { timeout: 2_000 }).toEqual(['relay:a:0']);
  expect(pacer.now(['relay:a:0'])).toEqual([]);
  expect(pacer.drop()).toEqual(['relay:a:0']);
});
