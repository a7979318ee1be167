import type { Look } from '../../activities/look.ts';
import type { Json } from '../../domain/json.ts';
import { merge } from '../../domain/merge/merge.ts';
import { compile } from '../../mappings/engine/compile.ts';
import type { Library, Spec } from '../../mappings/engine/spec.ts';
import { type Contribution, traceRules } from '../../mappings/engine/trace.ts';
import type { LinkRow } from '../../store/links.ts';
import type { ServerDeps } from '../deps.ts';
import { maskFields, maskValue, type Personal } from '../mask.ts';

/**
 * What a spec makes of a real record, rule by rule, and what would be written to both systems now. Reads both of them live and writes nothing;
 * values of people are masked, marked or not.
 */
export async function previewOn(
  deps: Pick<ServerDeps, 'mappings'>,
  { spec, library }: { spec: Spec; library: Library },
  link: LinkRow,
) {
  const look = await deps.mappings.look(link);
  const mapping = compile(spec, library);
  const context = { constants: look.pair.constants };
  const mapped = mapping.toRight(look.record, context);
  const contributions = traceRules(spec, library, look.record, context);
  const personalOf = personalBy(contributions);
  const result = merge({
    policies: mapping.policies(look.record),
    base: { left: look.bases.left?.fields ?? null, right: look.bases.right?.fields ?? null },
    left: mapped.fields,
    right: look.right,
  });
  return {
    link: link.id,
    claim: link.leftNumber,
    hash: mapping.hash,
    input: maskFields(look.record as { [name: string]: Json }),
    rules: contributions.map(shown),
    output: maskFields(mapped.fields, personalOf),
    standing: look.right === null ? null : standing(look, mapping.rules, personalOf),
    issues: mapped.issues,
    writes: {
      creates: look.right === null,
      right: maskFields(mapping.forRight(result.toRight, look.right), personalOf),
      left: maskFields(mapping.toLeft(result.toLeft, look.record)),
      conflicts: result.conflicts.map(({ field }) => field),
    },
  };
}

/** What the right record holds in the fields that the spec fills. */
function standing({ right }: Look, rules: readonly { field: string }[], personalOf: (field: string) => Personal | undefined) {
  const fields = [...new Set(rules.map(({ field }) => field))];
  return maskFields(Object.fromEntries(fields.map((field) => [field, right?.[field] ?? null])), personalOf);
}

function personalBy(contributions: readonly Contribution[]): (field: string) => Personal | undefined {
  const personal = new Map<string, Personal>();
  for (const { field, pii } of contributions) if (pii !== 'none' || !personal.has(field)) personal.set(field, pii);
  return (field) => personal.get(field);
}

function shown({ pii, read, steps, value, field, rule, applies, lookup, issues }: Contribution) {
  const mask = (one: Json) => maskValue(field, one, pii);
  return {
    rule,
    field,
    applies,
    read:
      pii === 'none'
        ? maskFields(read)
        : Object.fromEntries(Object.entries(read).map(([path, one]) => [path, maskValue(path, one, pii)])),
    steps: steps.map((step) => ({ ...step, value: mask(step.value) })),
    lookup: lookup === null || pii === 'none' ? lookup : { ...lookup, key: '***' },
    says: value !== undefined,
    value: value === undefined ? null : mask(value),
    issues,
  };
}
