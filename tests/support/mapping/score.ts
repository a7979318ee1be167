import { checkSpec, errorsOf, type SpecSchemas } from '../../../mappings/engine/check.ts';
import { compile } from '../../../mappings/engine/compile.ts';
import type { Library } from '../../../mappings/engine/spec.ts';
import { SpecError } from '../../../mappings/engine/spec-error.ts';
import type { Mapping } from '../../../mappings/engine/types.ts';
import { canonicalJson } from './canonical.ts';
import { CASES, outcomeOf } from './cases.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { SHIPPED_SCHEMAS } from './schemas.ts';

export interface Score {
  mutants: number;
  /** Killed by a case of the table. */
  byCase: number;
  /** Killed by a check alone: such a spec cannot be published. */
  byCheck: number;
  survivors: string[];
}

/** Lets every mutant of the shipped specs run against the table of cases and the checks. */
export function scoreOf(library: Library): Score {
  const score: Score = { mutants: 0, byCase: 0, byCheck: 0, survivors: [] };
  const sound = new Set(errorKeys(library));
  for (const mutant of mutantsOf(library)) {
    score.mutants += 1;
    if (isNoticed(mutant)) score.byCase += 1;
    else if (errorKeys(mutant.library).some((key) => !sound.has(key))) score.byCheck += 1;
    else score.survivors.push(`${mutant.document}: ${mutant.what}`);
  }
  return score;
}

/** A mutant dies at the first case whose outcome is another one, or that it cannot be compiled for. */
function isNoticed({ library }: Mutant): boolean {
  const compiled = new Map<string, Mapping>();
  const mappingOf = (name: string): Mapping | null => {
    const spec = library.specs[name];
    const mapping = compiled.get(name) ?? (spec === undefined ? null : compile(spec, library));
    if (mapping !== null) compiled.set(name, mapping);
    return mapping;
  };
  try {
    return CASES.some((one) => {
      const mapping = mappingOf(one.spec);
      return mapping === null || canonicalJson(outcomeOf(one, mapping)) !== canonicalJson(one.expected);
    });
  } catch (error) {
    if (error instanceof SpecError) return true;
    throw error;
  }
}

function errorKeys(library: Library): string[] {
  return Object.entries(SHIPPED_SCHEMAS).flatMap(([name, ends]: [string, SpecSchemas]) => {
    const spec = library.specs[name];
    return spec === undefined
      ? []
      : errorsOf(checkSpec(spec, ends, library)).map((one) => `${name} ${one.name} ${one.message.en}`);
  });
}
