import type { Json } from '../../../domain/json.ts';
import type { Library, Rule, Spec } from '../../../mappings/engine/spec.ts';
import type { Dictionary } from '../../../mappings/engine/types.ts';

/** A library with one thing in one place made wrong. */
export interface Mutant {
  /** The document that was changed. */
  document: string;
  /** What was done to it. */
  what: string;
  library: Library;
}

/** Every way to drop or alter one part of the shipped specs and dictionaries. */
export function mutantsOf(library: Library): Mutant[] {
  return [
    ...Object.values(library.specs).flatMap((spec) => [...ruleMutants(spec, library), ...requestMutants(spec, library)]),
    ...Object.values(library.dictionaries).flatMap((dictionary) => dictionaryMutants(dictionary, library)),
  ];
}

function ruleMutants(spec: Spec, library: Library): Mutant[] {
  const put = (what: string, rules: Rule[]): Mutant => ({
    document: spec.name,
    what,
    library: { ...library, specs: { ...library.specs, [spec.name]: { ...spec, rules } } },
  });
  return spec.rules.flatMap((rule, index) => {
    const others = spec.rules.filter((_, other) => other !== index);
    const alter = (what: string, change: Partial<Rule>) =>
      put(
        `${rule.id}: ${what}`,
        spec.rules.map((one, at) => (at === index ? { ...one, ...change } : one)),
      );
    return [put(`${rule.id}: dropped`, others), ...alterations(rule).map(([what, change]) => alter(what, change))];
  });
}

function alterations(rule: Rule): [string, Partial<Rule>][] {
  const all: [string, Partial<Rule>][] = [
    ['writes another field', { to: 'UF_CRM_WRONG' }],
    ['owner', { owner: rule.owner === 'left' ? 'right' : 'left', direction: 'right', back: null }],
    ['critical', { critical: !rule.critical }],
    ['personal data', { pii: rule.pii === 'none' ? 'person' : 'none' }],
    ['when the source is missing', { onMissing: rule.onMissing === 'skip' ? 'null' : 'skip' }],
  ];
  if (rule.from.kind === 'path') all.push(['reads another path', { from: { kind: 'path', path: `${rule.from.path}x` } }]);
  if (rule.from.kind === 'tuple') {
    const { paths } = rule.from;
    for (const [at, path] of paths.entries())
      all.push([
        `without ${path}`,
        { from: { kind: 'tuple', paths: paths.map((one, index) => (index === at ? `${one}x` : one)) } },
      ]);
    all.push(['sources in another order', { from: { kind: 'tuple', paths: paths.toReversed() } }]);
  }
  if (rule.from.kind === 'const') all.push(['another value', { from: { kind: 'const', value: 'wrong' } }]);
  if (rule.from.kind === 'constant') all.push(['another constant', { from: { kind: 'constant', name: 'wrong' } }]);
  for (const [at, call] of rule.via.entries()) {
    all.push([`without ${call.name}`, { via: rule.via.filter((_, index) => index !== at) }]);
    const args = otherArgs(call.args);
    if (args !== undefined)
      all.push([`${call.name} otherwise`, { via: rule.via.map((one, index) => (index === at ? { ...one, args } : one)) }]);
  }
  if (rule.lookup !== null) all.push(['without its dictionary', { lookup: null }]);
  if (rule.default !== undefined)
    all.push(['without its default', { default: undefined }], ['another default', { default: 'wrong' }]);
  for (const [at, condition] of rule.when.entries()) {
    all.push([`without the condition on ${condition.path}`, { when: rule.when.filter((_, index) => index !== at) }]);
    if (condition.kind === 'present')
      all.push([`the contrary of ${condition.path}`, { when: [{ ...condition, present: !condition.present }] }]);
    if (condition.kind === 'in')
      for (const value of condition.values)
        all.push([
          `not for ${String(value)}`,
          { when: [{ ...condition, values: condition.values.filter((one) => one !== value) }] },
        ]);
  }
  if (rule.back !== null) all.push(['goes back always', { back: { ...rule.back, when: [] } }]);
  if (rule.direction === 'both') all.push(['one way', { direction: 'right', back: null }]);
  if (rule.each !== null) all.push(['rows as they are', { each: null }]);
  return all;
}

/** A number less by some, another part of a name. */
function otherArgs(args: Json): Json | undefined {
  if (typeof args === 'number') return Math.max(1, Math.floor(args / 2));
  if (args === 'last') return 'first';
  if (args === 'first' || args === 'second') return 'last';
  return args === 'RU' ? 'KZ' : undefined;
}

function requestMutants(spec: Spec, library: Library): Mutant[] {
  const put = (what: string, requests: Spec['requests']): Mutant => ({
    document: spec.name,
    what,
    library: { ...library, specs: { ...library.specs, [spec.name]: { ...spec, requests } } },
  });
  return spec.requests.flatMap((request, index) => {
    const alter = (what: string, change: Partial<Spec['requests'][number]>) =>
      put(
        `request ${request.id}: ${what}`,
        spec.requests.map((one, at) => (at === index ? { ...one, ...change } : one)),
      );
    return [
      put(
        `request ${request.id}: dropped`,
        spec.requests.filter((_, at) => at !== index),
      ),
      alter('always', { unless: [] }),
      alter('another write', { write: 'claim.wrong' }),
      alter('without fields', { fields: {} }),
      alter('another field', { field: 'title' }),
      ...request.becomes.map((value) =>
        alter(`not for ${String(value)}`, { becomes: request.becomes.filter((one) => one !== value) }),
      ),
    ];
  });
}

function dictionaryMutants(dictionary: Dictionary, library: Library): Mutant[] {
  const put = (what: string, changed: Dictionary): Mutant => ({
    document: dictionary.name,
    what,
    library: { ...library, dictionaries: { ...library.dictionaries, [dictionary.name]: changed } },
  });
  const { fallback: _, ...bare } = dictionary;
  return [
    ...Object.keys(dictionary.values).flatMap((key) => {
      const { [key]: _value, ...rest } = dictionary.values;
      return [
        put(`${key}: dropped`, { ...dictionary, values: rest }),
        put(`${key}: another value`, { ...dictionary, values: { ...dictionary.values, [key]: 'wrong' } }),
      ];
    }),
    put('without its fallback', bare),
    ...Object.keys(dictionary.attention).map((key) => {
      const { [key]: _sentence, ...rest } = dictionary.attention;
      return put(`${key}: needs nobody`, { ...dictionary, attention: rest });
    }),
  ];
}
