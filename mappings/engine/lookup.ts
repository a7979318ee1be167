import type { Library, Rule, Spec } from './spec.ts';
import type { Dictionary } from './types.ts';

/** The dictionary of a rule: the spec's own before a shared one; null when the rule has none or it is not known. */
export function dictionaryOf(rule: Rule, spec: Spec, library: Library): Dictionary | null {
  if (rule.lookup === null) return null;
  return spec.dictionaries[rule.lookup] ?? library.dictionaries[rule.lookup] ?? null;
}
