import { compileRule, type RowRunner, type Sink } from './compile-rule.ts';
import type { Library, Rule } from './spec.ts';

/** Compiles the spec that a rule names by `each`; null when it names none. */
export function rowRunner(rule: Rule, library: Library): RowRunner | null {
  const included = rule.each === null ? undefined : library.specs[rule.each];
  if (included === undefined) return null;
  const runners = included.rules.map((column) => compileRule(column, included, library, null));
  return (row, position, context, sink) => {
    const inner: Sink = { fields: {}, position, issues: sink.issues, lossy: false };
    for (const run of runners) run(row, context, inner);
    return inner.fields;
  };
}
