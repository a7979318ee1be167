import type { Json } from '../domain/json.ts';
import { sameJson } from '../domain/merge/equal.ts';
import { compile } from '../mappings/engine/compile.ts';
import type { Library } from '../mappings/engine/spec.ts';

/** Whether both sides mean the same by two values of a field: `2157.62` and `2157.620`, a phone with and without blanks. */
export type SameValue = (field: string, left: Json, right: Json) => boolean;

/** Compares as the merge does, by the mapping of this name as it is published; literally where there is none. */
export function sameBy(library: Library, name: string | undefined): SameValue {
  const spec = name === undefined ? undefined : library.specs[name];
  const policies = spec === undefined ? [] : compile(spec, library).policies({});
  const normalisers = new Map(policies.map(({ field, normalise }) => [field, normalise]));
  return (field, left, right) => {
    const normalise = normalisers.get(field);
    return normalise === undefined ? sameJson(left, right) : sameJson(normalise(left), normalise(right));
  };
}
