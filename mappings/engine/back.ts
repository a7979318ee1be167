import type { Json } from '../../domain/json.ts';
import { chain, pipeline } from './compile-rule.ts';
import { type Predicate, predicate } from './conditions.ts';
import type { Step } from './functions/types.ts';
import type { Library, Rule } from './spec.ts';

/** How one shared field goes back to the left record. */
export interface BackRunner {
  /** The left record can take the value now. */
  writable: Predicate;
  to: string;
  convert(value: Json): Json;
}

/** Null for a rule that carries nothing back. */
export function compileBack(rule: Rule, library: Library): BackRunner | null {
  const to = backTarget(rule);
  const step = backStep(rule, library);
  if (rule.direction !== 'both' || to === null || step === null) return null;
  return {
    writable: predicate([...rule.when, ...(rule.back?.when ?? [])]),
    to,
    convert: (value) => (value === null ? null : step(value, { lossy: false })),
  };
}

/** The left path that a shared field is carried back to: the declared one, else its only source. */
export function backTarget(rule: Rule): string | null {
  if (rule.back?.to != null) return rule.back.to;
  return rule.from.kind === 'path' ? rule.from.path : null;
}

/** The declared way back, else the inverses of the chain from its end; null when one of them is missing. */
export function backStep(rule: Rule, library: Library): Step | null {
  if (rule.back?.via != null) return pipeline(rule.back.via, library);
  if (rule.lookup !== null || rule.each !== null) return null;
  const inverses: Step[] = [];
  for (const call of rule.via) {
    const inverse = library.functions[call.name]?.inverse?.(call.args);
    if (inverse === undefined) return null;
    inverses.unshift(inverse);
  }
  return chain(inverses);
}
