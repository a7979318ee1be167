import type { Fields, Json } from '../../domain/json.ts';
import type { Collection } from '../../domain/merge/collection.ts';
import type { Normalise } from './functions/types.ts';
import { ruleNormalise } from './normalise.ts';
import type { Library, Rule, Spec } from './spec.ts';

/**
 * How rows of an included spec are merged: told apart by the spec's first column, equal where all compared columns are. Columns that are given once, and those
 * that no rule writes, stay as they stand on the right.
 */
export function rowCollection(included: Spec, functions: Library['functions']): Collection {
  const normalised = included.rules.map((rule) => ({ rule, field: rule.to, normalise: ruleNormalise(rule, functions) }));
  const compared = normalised.filter(({ rule }) => !isGivenOnce(rule));
  const placed = normalised.filter(({ rule }) => isGivenOnce(rule));
  const [key] = compared;
  const form = (row: Json, columns: readonly { field: string; normalise: Normalise }[]) =>
    JSON.stringify(columns.map(({ field, normalise }) => normalise(cells(row)[field] ?? null)));
  return {
    keyOf: (row) => form(row, key === undefined ? compared : [key]).toLowerCase(),
    formOf: (row) => form(row, compared),
    placeOf: (row) => form(row, placed),
    over: (left, standing) => {
      const decided = compared.map(({ field }): [string, Json] => [field, cells(left)[field] ?? null]);
      return { ...cells(left), ...cells(standing), ...Object.fromEntries(decided) };
    },
  };
}

const isGivenOnce = (rule: Rule) => rule.owner === 'create_only';

const cells = (row: Json): Fields => (row !== null && typeof row === 'object' && !Array.isArray(row) ? row : {});
