import { compileRule, type RowsRunner, type Sink } from './compile-rule.ts';
import { isRecord } from './paths.ts';
import { recordForm } from './record-form.ts';
import type { Library, Rule } from './spec.ts';

const ROW_STEP = 10;

/** Compiles the spec that a rule names by `each`; null when it names none. */
export function rowsRunner(rule: Rule, library: Library): RowsRunner | null {
  const included = rule.each === null ? undefined : library.specs[rule.each];
  if (included === undefined) return null;
  const runners = included.rules.map((column) => compileRule(column, included, library, null));
  const form = recordForm(included.rules.map(({ to }) => to));
  return (value, context, sink) => {
    if (!Array.isArray(value)) return null;
    const inner: Sink = { fields: {}, position: 0, issues: sink.issues, lossy: false };
    const rows = [];
    for (const row of value) {
      if (!isRecord(row)) continue;
      inner.fields = form.empty();
      inner.position += ROW_STEP;
      for (const run of runners) run(row, context, inner);
      rows.push(form.said(inner.fields));
    }
    return rows;
  };
}
