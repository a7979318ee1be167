import type { Json } from '../../domain/json.ts';
import type { Normalise } from './functions/types.ts';
import type { Library, Rule } from './spec.ts';

/** Surrounding and repeated blanks and the way of ending a line are no difference; empty is null. */
export const normaliseText: Normalise = (value) => {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim() || null;
  return Array.isArray(value) && value.length === 0 ? null : value;
};

/** Comparison of a rule's results: each function of the chain may refine that of the one before it; a dictionary's value is compared as text. */
export function ruleNormalise(rule: Rule, functions: Library['functions']): Normalise {
  if (rule.lookup !== null) return normaliseText;
  return rule.via.reduce<Normalise>(
    (before, call) => functions[call.name]?.normalise?.(call.args, before) ?? before,
    normaliseText,
  );
}

/** Rows compare as a bag: their order and the columns that are not compared make no difference. */
export function rowsNormalise(columns: readonly { field: string; normalise: Normalise }[]): Normalise {
  return (value) => {
    if (!Array.isArray(value) || value.length === 0) return null;
    return value.map((row) => rowKey(row, columns)).sort();
  };
}

function rowKey(row: Json, columns: readonly { field: string; normalise: Normalise }[]): string {
  const cells = row !== null && typeof row === 'object' && !Array.isArray(row) ? row : {};
  return JSON.stringify(columns.map((column) => column.normalise(cells[column.field] ?? null)));
}
