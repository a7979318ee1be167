import type { Json } from '../../domain/json.ts';
import { type RouteProblem, routeProblems } from '../../mappings/relay/check.ts';
import { compileRoute } from '../../mappings/relay/compile.ts';
import type { RouteMapping } from '../../mappings/relay/spec.ts';
import { type ConnectionRow, getConnection } from '../../store/connections.ts';
import { newId } from '../../store/ids.ts';
import { keepMapping } from '../../store/mapping-versions.ts';
import {
  deleteRoute,
  getRoute,
  insertRoute,
  type NewRoute,
  type RouteRow,
  rehomeRows,
  updateRoute,
  wakeRoutes,
} from '../../store/routes.ts';
import { closeTask } from '../../store/tasks.ts';
import { holdName } from '../../store/waking.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, type FieldError, InvalidRequest, notFound } from '../refusals.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'connected' | 'wake'>;

/** A route as a person writes it down. */
export type RouteDraft = Omit<NewRoute, 'id' | 'mappingHash' | 'version' | 'pause' | 'createdAt' | 'updatedAt' | 'state'> & {
  rules: Json[];
  conditions: Json[];
  dictionaries: Record<string, Json>;
};

export const unknownRoute = () => notFound('ROUTE_UNKNOWN', 'Такого маршрута нет.', 'There is no such route.');

/** What of a draft is mapping language. */
export function mappingOf(id: string, draft: RouteDraft, source: ConnectionRow, target: ConnectionRow): RouteMapping {
  return {
    id,
    source: { system: source.system, entity: draft.event },
    target: { system: target.system, entity: draft.write.entity },
    conditions: draft.conditions,
    rules: draft.rules,
    dictionaries: draft.dictionaries,
  };
}

/** Both ends of a draft. @throws InvalidRequest when one is not there */
export async function endsOf(
  deps: Pick<Deps, 'db'>,
  draft: RouteDraft,
): Promise<{ source: ConnectionRow; target: ConnectionRow }> {
  const [source, target] = await Promise.all([
    getConnection(deps.db, draft.sourceConnection),
    getConnection(deps.db, draft.targetConnection),
  ]);
  const mistakes: FieldError[] = [];
  if (!source) mistakes.push({ path: 'source.connection', message: 'there is no such connection' });
  if (!target) mistakes.push({ path: 'target.connection', message: 'there is no such connection' });
  if (!source || !target) throw new InvalidRequest(mistakes);
  return { source, target };
}

/** Everything there is to say about a draft's rules and conditions. */
export async function problemsOf(deps: Pick<Deps, 'db'>, id: string, draft: RouteDraft): Promise<RouteProblem[]> {
  const { source, target } = await endsOf(deps, draft);
  return routeProblems(mappingOf(id, draft, source, target), draft.types ?? { source: {}, target: {} }, null);
}

/** @throws InvalidRequest with every error of rules and conditions, and for a write that the target does not take */
async function checked(deps: Deps, id: string, draft: RouteDraft): Promise<{ mappingHash: string; spec: Json }> {
  const { source, target } = await endsOf(deps, draft);
  const mapping = mappingOf(id, draft, source, target);
  const errors = routeProblems(mapping, draft.types ?? { source: {}, target: {} }, null).filter(
    ({ severity }) => severity === 'error',
  );
  const mistakes: FieldError[] = errors.map(({ path, message }) => ({ path, message: message.en }));
  const known = await deps.connected.writes(target.id);
  if (!known.some(({ operation }) => operation === draft.write.operation)) {
    const names = known.map(({ operation }) => operation).join(', ');
    mistakes.push({
      path: 'target.write',
      message: `the connection has no such write${names === '' ? '' : `; it has: ${names}`}`,
    });
  }
  if (mistakes.length > 0) throw new InvalidRequest(mistakes, 'ROUTE_INVALID');
  const { hash, spec } = compileRoute(mapping);
  return { mappingHash: hash, spec };
}

/** Adds a route, switched off. Returns its id. @throws InvalidRequest */
export async function createRouteAs(deps: Deps, by: string, draft: RouteDraft): Promise<string> {
  const id = newId('rt');
  const { mappingHash, spec } = await checked(deps, id, draft);
  await deps.db.transaction(async (tx) => {
    await keepMapping(tx, { hash: mappingHash, name: `route/${id}`, version: 1, spec });
    await insertRoute(tx, { ...draft, id, mappingHash });
    await recordCommand(tx, deps.vault, {
      by,
      type: 'route_created',
      connectionId: draft.targetConnection,
      data: { route: id, source: draft.sourceConnection, event: draft.event, operation: draft.write.operation },
    });
  });
  return id;
}

/**
 * Replaces what a route says; its id, state and history stay. Events that wait are worked off under the new version.
 * @throws InvalidRequest; HubError `conflict` when it has changed since `version`
 */
export async function changeRoute(
  deps: Deps,
  by: string,
  id: string,
  version: number | undefined,
  draft: RouteDraft,
): Promise<void> {
  const { mappingHash, spec } = await checked(deps, id, draft);
  await deps.db.transaction(async (tx) => {
    await holdName(tx, `route:${id}`);
    const before = await getRoute(tx, id);
    if (!before) throw unknownRoute();
    if (version !== undefined && before.version !== version)
      throw conflict('ROUTE_MOVED', 'Маршрут уже изменён кем-то ещё.', 'The route has been changed by somebody else.');
    await keepMapping(tx, { hash: mappingHash, name: `route/${id}`, version: before.version + 1, spec });
    await updateRoute(tx, id, { ...draft, mappingHash });
    if (draft.lanes !== undefined && draft.lanes !== before.lanes) await rehomeRows(tx, id, draft.lanes);
    await recordCommand(tx, deps.vault, {
      by,
      type: 'route_changed',
      connectionId: draft.targetConnection,
      data: { route: id, version: before.version + 1, mode: draft.mode ?? before.mode },
    });
  });
  deps.wake();
}

/** Switches a route on, lets its events wait, or takes none any more. Idempotent. */
export async function turnRoute(
  deps: Deps,
  by: string,
  id: string,
  to: RouteRow['state'],
  reason: string | undefined,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await holdName(tx, `route:${id}`);
    const before = await getRoute(tx, id);
    if (!before) throw unknownRoute();
    if (before.state === to) return;
    const sentence = { ru: reason ?? 'Остановлен', en: reason ?? 'Stopped' };
    await updateRoute(tx, id, { state: to, pause: to === 'paused' ? { code: 'PAUSED_BY_PERSON', by, sentence } : null });
    if (to === 'on') {
      await closeTask(tx, `route_stopped:${id}`, by);
      await wakeRoutes(tx, [id]);
    }
    await recordCommand(tx, deps.vault, {
      by,
      type: 'route_turned',
      connectionId: before.targetConnection,
      data: { route: id, before: before.state, state: to },
      reason,
    });
  });
  deps.wake();
}

/** Removes a route for good. What it has written stays told. @throws HubError `conflict` while it is on */
export async function removeRoute(deps: Deps, by: string, id: string, reason: string | undefined): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await holdName(tx, `route:${id}`);
    const before = await getRoute(tx, id);
    if (!before) throw unknownRoute();
    if (before.state === 'on') throw conflict('ROUTE_ON', 'Сначала выключите маршрут.', 'Switch the route off first.');
    await deleteRoute(tx, id);
    await recordCommand(tx, deps.vault, {
      by,
      type: 'route_deleted',
      connectionId: before.targetConnection,
      data: { route: id, title: before.title },
      reason,
    });
  });
}
