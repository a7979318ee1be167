import type { Fields, Json } from '../../domain/json.ts';
import type { FieldPolicy } from '../../domain/merge/types.ts';
import { type BackRunner, compileBack } from './back.ts';
import { rowCollection } from './collection.ts';
import { compileRequests } from './compile-requests.ts';
import { compileRule, type Sink } from './compile-rule.ts';
import type { Normalise } from './functions/types.ts';
import { specHash } from './hash.ts';
import { isLossy } from './loss.ts';
import { rowsNormalise, ruleNormalise } from './normalise.ts';
import { recordForm } from './record-form.ts';
import { unknownReferences } from './references.ts';
import { rowsRunner } from './rows.ts';
import { type Library, type Rule, type Spec, sourcePaths } from './spec.ts';
import { SpecError } from './spec-error.ts';
import type { Mapping, RuleInfo } from './types.ts';

/**
 * Compiles a spec once into closures; nothing is looked up by name or interpreted per record.
 * @throws SpecError when the spec names a function, dictionary or spec that the library lacks
 */
export function compile(spec: Spec, library: Library): Mapping {
  const unknown = unknownReferences(spec, library);
  if (unknown.length > 0) throw new SpecError(unknown);
  const runners = spec.rules.map((rule) => compileRule(rule, spec, library, rowsRunner(rule, library)));
  const fields = rightFields(spec, library);
  const blends = new Map(fields.flatMap((field) => (field.blend === null ? [] : [[field.name, field.blend] as const])));

  const form = recordForm(fields.map(({ name }) => name));

  return {
    name: spec.name,
    version: spec.version,
    hash: specHash(spec, library),
    rules: spec.rules.map((rule) => ruleInfo(rule, library)),
    policies: (left) => fields.map((field) => (isWritable(field, left as Fields) ? field.writable : field.fixed)),
    toRight(left, context) {
      const sink: Sink = { fields: form.empty(), position: 0, issues: [], lossy: false };
      const record = left as Fields;
      for (const run of runners) run(record, context, sink);
      return { fields: form.said(sink.fields), issues: sink.issues };
    },
    toLeft(patch, left) {
      const record = left as Fields;
      const back: Fields = {};
      for (const field of fields) {
        const value = patch[field.name];
        const way = value === undefined ? undefined : field.backs.find((candidate) => candidate.writable(record));
        if (way !== undefined) back[way.to] = way.convert(value ?? null);
      }
      return back;
    },
    forRight(patch, right) {
      if (right === null) return patch;
      return Object.fromEntries(
        Object.entries(patch).map(([name, value]) => [name, blends.get(name)?.(value, right[name] ?? null) ?? value]),
      );
    },
    requests: compileRequests(spec.requests),
  };
}

interface RightField {
  name: string;
  fixed: FieldPolicy;
  writable: FieldPolicy;
  backs: BackRunner[];
  blend: ((value: Json, standing: Json) => Json) | null;
}

/** One entry per target, in the order of the spec. Rules of one target have one owner (checked before publishing). */
function rightFields(spec: Spec, library: Library): RightField[] {
  const firsts = spec.rules.filter((rule, index) => spec.rules.findIndex((other) => other.to === rule.to) === index);
  return firsts.map((rule) => {
    const name = rule.to;
    const rules = spec.rules.filter((other) => other.to === name);
    const included = library.specs[rule.each ?? ''];
    const fixed: FieldPolicy = {
      field: name,
      owner: rule.owner,
      writableLeft: false,
      normalise: comparison(rules, library),
      ...(included === undefined ? {} : { collection: rowCollection(included, library.functions) }),
    };
    return {
      name,
      fixed,
      writable: { ...fixed, writableLeft: true },
      backs: rules.flatMap((one) => compileBack(one, library) ?? []),
      blend: blendOf(rule, library),
    };
  });
}

function isWritable(field: RightField, left: Fields): boolean {
  return field.backs.some((back) => back.writable(left));
}

/** Rules of one target may differ in their chains (one of them a constant): the first that transforms decides. */
function comparison(rules: readonly Rule[], library: Library): Normalise {
  const rule = rules.find((one) => one.via.length > 0 || one.each !== null) ?? rules[0];
  if (rule === undefined) return (value) => value;
  const included = rule.each === null ? undefined : library.specs[rule.each];
  if (included === undefined) return ruleNormalise(rule, library.functions);
  const compared = included.rules.filter((column) => column.owner !== 'create_only');
  return rowsNormalise(compared.map((column) => ({ field: column.to, normalise: ruleNormalise(column, library.functions) })));
}

function blendOf(rule: Rule, library: Library): RightField['blend'] {
  const last = rule.via.at(-1);
  const blend = last === undefined ? undefined : library.functions[last.name]?.blend;
  if (last === undefined || blend === undefined) return null;
  return blend(last.args, ruleNormalise({ ...rule, via: rule.via.slice(0, -1) }, library.functions));
}

function ruleInfo(rule: Rule, library: Library): RuleInfo {
  const { id, to: field, owner, direction, critical, pii } = rule;
  return { id, field, owner, direction, critical, pii, lossy: isLossy(rule, library), from: sourcePaths(rule.from) };
}
