import { carefulProblems } from './check-care.ts';
import { dictionaryProblems } from './check-dictionary.ts';
import { ownershipProblems } from './check-ownership.ts';
import { requestProblems } from './check-requests.ts';
import { targetProblems } from './check-targets.ts';
import { typeProblems } from './check-types.ts';
import { unknownReferences } from './references.ts';
import type { Library, Spec } from './spec.ts';
import type { EntitySchema, Violation } from './types.ts';

/** Both ends of a spec as their systems describe them. */
export interface SpecSchemas {
  left: EntitySchema;
  right: EntitySchema;
}

/** Everything there is to say about a spec, by place: errors, warnings and notes. Specs named by `each` are checked on their own. */
export function checkSpec(spec: Spec, schemas: SpecSchemas, library: Library): Violation[] {
  const broken = unknownReferences(spec, library);
  const problems = [
    ...broken,
    ...targetProblems(spec, schemas.right),
    ...ownershipProblems(spec, library),
    ...requestProblems(spec, schemas),
    ...(broken.length > 0 ? [] : [...typeProblems(spec, schemas, library), ...dictionaryProblems(spec, schemas, library)]),
    ...carefulProblems(spec, schemas, library),
  ];
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** What keeps a spec from being published. */
export function errorsOf(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ severity }) => severity === 'error');
}
