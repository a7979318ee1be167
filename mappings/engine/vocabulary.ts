import type { Sentence } from '../../domain/errors.ts';
import type { Library, Spec } from './spec.ts';
import type { EntitySchema, FieldSchema } from './types.ts';

/** Everything that can be written at a place of a spec, for completion in an editor. */
export interface Vocabulary {
  sources: FieldSchema[];
  targets: FieldSchema[];
  functions: {
    name: string;
    summary: Sentence;
    takes: string;
    gives: string;
    /** Null for a total function. */
    domain: Sentence | null;
    lossy: boolean;
    invertible: boolean;
    needsArgument: boolean;
  }[];
  dictionaries: { name: string; keys: string[]; total: boolean }[];
  /** Specs that `each` may name. */
  rows: string[];
}

export function vocabularyOf(spec: Spec, schemas: { left: EntitySchema; right: EntitySchema }, library: Library): Vocabulary {
  const dictionaries = { ...library.dictionaries, ...spec.dictionaries };
  return {
    sources: schemas.left.fields,
    targets: schemas.right.fields.filter((field) => !field.readOnly),
    functions: Object.entries(library.functions).map(([name, one]) => ({
      name,
      summary: one.summary,
      takes: typeof one.input === 'string' ? one.input : one.input.join(' | '),
      gives: one.output,
      domain: one.domain === 'all' ? null : one.domain,
      lossy: one.lossy,
      invertible: one.inverse !== undefined,
      needsArgument: one.checkArgs(null) !== null,
    })),
    dictionaries: Object.values(dictionaries).map(({ name, values, fallback }) => ({
      name,
      keys: Object.keys(values),
      total: fallback !== undefined,
    })),
    rows: Object.values(library.specs)
      .filter((one) => one.name !== spec.name && one.rules.every((rule) => rule.each === null))
      .map((one) => one.name),
  };
}
