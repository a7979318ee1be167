import type { WriteInput } from '../../domain/deals/ports.ts';
import { isHubError } from '../../domain/errors.ts';
import type { Fields, Json } from '../../domain/json.ts';
import { valueAt } from '../../domain/relay/value.ts';
import { compileRoute } from '../../mappings/relay/compile.ts';
import type { ServerDeps } from '../deps.ts';
import { endsOf, mappingOf, problemsOf, type RouteDraft } from './relay-routes.ts';

const DRAFT = 'draft';

/** What a route would do with a sample event. Writes nothing, stores nothing. */
export async function tryRoute(deps: Pick<ServerDeps, 'db' | 'connected'>, draft: RouteDraft, sample: Fields) {
  const problems = await problemsOf(deps, DRAFT, draft);
  const nothing = { problems, matches: null, fields: null, issues: [], request: null, refusal: null };
  if (problems.some(({ severity }) => severity === 'error')) return nothing;
  const { source, target } = await endsOf(deps, draft);
  const compiled = compileRoute(mappingOf(DRAFT, draft, source, target));
  const matches = compiled.matches(sample);
  const { fields, issues } = compiled.map(sample, (draft.constants ?? {}) as { [name: string]: Json });
  const id = draft.write.id === undefined ? undefined : valueAt(sample, draft.write.id);
  const input: WriteInput = { entity: draft.write.entity, mark: DRAFT, fields, ...(id === undefined ? {} : { id }) };
  const shown = { ...nothing, matches, fields, issues };
  try {
    return { ...shown, request: await deps.connected.render(target.id, draft.write.operation, input, DRAFT) };
  } catch (error) {
    if (!isHubError(error)) throw error;
    return { ...shown, refusal: { code: error.code, kind: error.kind, sentence: error.userMessage } };
  }
}
