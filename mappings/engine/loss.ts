import type { Library, Rule } from './spec.ts';

/** One of the rule's functions may bring two different values to the same. */
export function isLossy(rule: Pick<Rule, 'via'>, library: Pick<Library, 'functions'>): boolean {
  return rule.via.some((call) => library.functions[call.name]?.lossy === true);
}
