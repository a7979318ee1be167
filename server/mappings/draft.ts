import { CHECKS } from '../../mappings/engine/catalogue.ts';
import { checkSpec, errorsOf } from '../../mappings/engine/check.ts';
import { dependents, fileOf, type SpecText, withText } from '../../mappings/engine/library.ts';
import { parseDictionary, parseSpec } from '../../mappings/engine/parse.ts';
import type { Library, Spec } from '../../mappings/engine/spec.ts';
import { SpecError } from '../../mappings/engine/spec-error.ts';
import type { Violation } from '../../mappings/engine/types.ts';
import { listConnections } from '../../store/connections.ts';
import { latestSnapshots } from '../../store/schema-snapshots.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict } from '../refusals.ts';

type Deps = Pick<ServerDeps, 'db' | 'mappings' | 'log'>;

export interface Draft {
  kind: SpecText['kind'];
  name: string;
  text: string;
}

/** A text in the place of its published namesake, with everything there is to say about it and about the specs that depend on it. */
export interface CheckedDraft {
  /** Null when the text cannot be read. */
  library: Library | null;
  /** Specs whose results it decides. */
  affects: string[];
  findings: Violation[];
}

/** @throws HubError `conflict` when a system that a spec names has never described itself, and cannot be asked now */
export async function checkDraft(deps: Deps, draft: Draft): Promise<CheckedDraft> {
  const file = fileOf(draft.kind, draft.name);
  let library: Library;
  try {
    library = withText(deps.mappings.library(), { ...draft, version: 0, file });
  } catch (error) {
    if (error instanceof SpecError) return { library: null, affects: [], findings: [...error.violations] };
    throw error;
  }
  if (nameIn(draft) !== draft.name) return { library: null, affects: [], findings: [misnamed(draft, file)] };
  const affects = dependents(library, draft.kind, draft.name);
  const findings: Violation[] = [];
  for (const name of affects) {
    const spec = library.specs[name];
    if (spec !== undefined) findings.push(...checkSpec(spec, await describedEnds(deps, spec), library));
  }
  return { library, affects, findings };
}

export const isPublishable = ({ library, findings }: CheckedDraft): boolean =>
  library !== null && errorsOf(findings).length === 0;

/** Both ends of a spec; systems that have never described themselves are asked. */
export async function describedEnds(deps: Deps, spec: Spec) {
  const known = await deps.mappings.schemas(spec);
  if (known !== null) return known;
  const described = new Set((await latestSnapshots(deps.db)).map((row) => row.connectionId));
  const systems = [spec.left.system, spec.right.system];
  for (const { id, system, status } of await listConnections(deps.db)) {
    if (systems.includes(system) && status === 'active' && !described.has(id)) await deps.mappings.describe(id);
  }
  const ends = await deps.mappings.schemas(spec);
  if (ends !== null) return ends;
  throw conflict(
    'SCHEMA_UNKNOWN',
    `Поля «${spec.left.system} ${spec.left.entity}» или «${spec.right.system} ${spec.right.entity}» неизвестны: подключите обе системы и проверьте подключения.`,
    `The fields of “${spec.left.system} ${spec.left.entity}” or “${spec.right.system} ${spec.right.entity}” are not known: connect both systems and test their connections.`,
  );
}

/** What the text calls itself. */
function nameIn({ kind, text }: Draft): string {
  return kind === 'spec' ? parseSpec(text, '').name : parseDictionary(text, '').name;
}

function misnamed({ name }: Draft, file: string): Violation {
  const { id: rule, severity } = CHECKS.shape;
  const message = { ru: `Имя в файле должно быть «${name}».`, en: `The name in the file must be “${name}”.` };
  const hint = { ru: 'Исправьте первую строку.', en: 'Correct the first line.' };
  return { file, line: 1, column: 1, rule, name: 'shape', severity, message, hint };
}
