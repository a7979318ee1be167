import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Json } from '../../domain/json.ts';
import { getConnection } from '../../store/connections.ts';
import { listEvents } from '../../store/listing.ts';
import { type RouteFigures, routeFigures } from '../../store/route-figures.ts';
import { getRoute, listRoutes, type RouteRow } from '../../store/routes.ts';
import { isWithin } from '../../store/scope.ts';
import { type ApiVariables, allow } from '../auth/allow.ts';
import { assertUnit, assertWithin } from '../auth/within.ts';
import { unknownConnection } from '../commands/connections.ts';
import { changeRoute, createRouteAs, type RouteDraft, removeRoute, turnRoute, unknownRoute } from '../commands/relay-routes.ts';
import { tryRoute } from '../commands/relay-test.ts';
import { idBefore, listOf, pageOf, pageQuery } from '../paging.ts';
import { runsUrl } from '../runs.ts';
import type { Api, AppDeps } from './deps.ts';
import { newRoute, relayEvent, relayRoute, relayWrite, trial } from './relay-schemas.ts';
import {
  body,
  commandHeaders,
  connectionId,
  iso,
  isoOrNull,
  json,
  maybeBody,
  moved,
  reason,
  refusals,
  unknown,
} from './schemas.ts';

const tags = ['Routes'];
const params = z.object({ id: z.string().openapi({ example: 'rt_3q9w8e7r6t5y4u3i' }) });
const one = json(relayRoute, 'The route');

export const list = createRoute({
  ...allow('routes.read'),
  method: 'get',
  path: '/routes',
  tags,
  summary: 'Routes from events to writes, with what became of their events',
  responses: { 200: json(z.object({ items: z.array(relayRoute) }), 'All routes'), ...refusals },
});
export const get = createRoute({
  ...allow('routes.read'),
  method: 'get',
  path: '/routes/{id}',
  tags,
  summary: 'One route',
  request: { params },
  responses: { 200: one, ...unknown, ...refusals },
});
export const create = createRoute({
  ...allow('routes.manage'),
  method: 'post',
  path: '/routes',
  tags,
  summary: 'Add a route; it is off until it is turned on',
  request: { headers: commandHeaders, body: body(newRoute) },
  responses: { 201: json(relayRoute, 'The route, off'), ...refusals },
});
export const change = createRoute({
  ...allow('routes.manage'),
  method: 'put',
  path: '/routes/{id}',
  tags,
  summary: 'Replace what a route says',
  description: 'Events that wait are worked off under the new version. `version`, where given, must be the present one.',
  request: { params, headers: commandHeaders, body: body(newRoute.extend({ version: z.int().positive().optional() })) },
  responses: { 200: one, ...unknown, ...moved, ...refusals },
});
export const turn = createRoute({
  ...allow('routes.manage'),
  method: 'post',
  path: '/routes/{id}/turn',
  tags,
  summary: 'Turn a route on, pause it, or turn it off',
  description: '`on` takes events and writes; `paused` takes events and lets them wait; `off` takes none.',
  request: {
    params,
    headers: commandHeaders,
    body: body(z.strictObject({ state: z.enum(['on', 'off', 'paused']), reason: reason.optional() })),
  },
  responses: { 200: one, ...unknown, ...refusals },
});
export const remove = createRoute({
  ...allow('routes.manage'),
  method: 'delete',
  path: '/routes/{id}',
  tags,
  summary: 'Remove a route that is not on; what it has written stays told',
  request: { params, headers: commandHeaders, body: maybeBody(z.strictObject({ reason: reason.optional() })) },
  responses: { 204: { description: 'It is gone' }, ...unknown, ...moved, ...refusals },
});
export const check = createRoute({
  ...allow('routes.read'),
  method: 'post',
  path: '/routes/test',
  tags,
  summary: 'Try a route on a sample event: does it match, what would be written, how would the request look',
  description: 'Writes nothing and stores nothing. The route need not exist.',
  request: { body: body(z.strictObject({ route: newRoute, sample: z.record(z.string(), z.unknown()) })) },
  responses: { 200: json(trial, 'What would happen'), ...refusals },
});
export const events = createRoute({
  ...allow('routes.read'),
  method: 'get',
  path: '/routes/{id}/events',
  tags,
  summary: 'Events of a route, the newest first, and what became of each',
  request: { params, query: z.object({ state: z.enum(['pending', 'done', 'dead']).optional(), ...pageQuery }) },
  responses: { 200: json(listOf(relayEvent), 'A page of events'), ...unknown, ...refusals },
});

export const writes = createRoute({
  ...allow('routes.read'),
  method: 'get',
  path: '/connections/{id}/writes',
  tags,
  summary: 'What a route may write through a connection, and what happens after an unknown outcome',
  request: { params: z.object({ id: connectionId }) },
  responses: { 200: json(z.object({ items: z.array(relayWrite) }), 'All writes'), ...unknown, ...refusals },
});

type Ctx = Context<{ Variables: ApiVariables }>;

export function addRelayRoutes(api: Api, deps: AppDeps): void {
  const known = async (c: Ctx, id: string): Promise<RouteRow> => {
    await assertWithin(deps.db, 'route', id, c.var.scope, unknownRoute);
    const row = await getRoute(deps.db, id);
    if (!row) throw unknownRoute();
    return row;
  };
  /** Both ends lie in the caller's units, and the route in one of them. */
  const permitted = async (c: Ctx, draft: RouteDraft): Promise<void> => {
    await assertUnit(deps.db, draft.unitId ?? null, c.var.scope);
    for (const id of [draft.sourceConnection, draft.targetConnection])
      await assertWithin(deps.db, 'connection', id, c.var.scope, unknownConnection);
  };
  const shown = async (id: string) => {
    const [row, figures] = await Promise.all([getRoute(deps.db, id), routeFigures(deps.db, [id])]);
    if (!row) throw unknownRoute();
    return view(deps, row, figures.get(id));
  };

  api.openapi(list, async (c) => {
    const all = await listRoutes(deps.db);
    const seen = await Promise.all(
      all.map(async (row) => ((await isWithin(deps.db, 'route', row.id, c.var.scope)) ? [row] : [])),
    );
    const rows = seen.flat();
    const figures = await routeFigures(
      deps.db,
      rows.map(({ id }) => id),
    );
    return c.json({ items: rows.map((row) => view(deps, row, figures.get(row.id))) }, 200);
  });
  api.openapi(writes, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'connection', id, c.var.scope, unknownConnection);
    if (!(await getConnection(deps.db, id))) throw unknownConnection();
    return c.json({ items: await deps.connected.writes(id) }, 200);
  });
  api.openapi(check, async (c) => {
    const { route, sample } = c.req.valid('json');
    const draft = draftOf(route);
    await permitted(c, draft);
    return c.json(await tryRoute(deps, draft, sample as { [name: string]: Json }), 200);
  });
  api.openapi(get, async (c) => c.json(await shown((await known(c, c.req.valid('param').id)).id), 200));
  api.openapi(create, async (c) => {
    const draft = draftOf(c.req.valid('json'));
    await permitted(c, draft);
    return c.json(await shown(await createRouteAs(deps, c.var.caller.actor, draft)), 201);
  });
  api.openapi(change, async (c) => {
    const { id } = await known(c, c.req.valid('param').id);
    const { version, ...asked } = c.req.valid('json');
    const draft = draftOf(asked);
    await permitted(c, draft);
    await changeRoute(deps, c.var.caller.actor, id, version, draft);
    return c.json(await shown(id), 200);
  });
  api.openapi(turn, async (c) => {
    const { id } = await known(c, c.req.valid('param').id);
    const { state, reason: why } = c.req.valid('json');
    await turnRoute(deps, c.var.caller.actor, id, state, why);
    return c.json(await shown(id), 200);
  });
  api.openapi(remove, async (c) => {
    const { id } = await known(c, c.req.valid('param').id);
    await removeRoute(deps, c.var.caller.actor, id, c.req.valid('json')?.reason);
    return c.body(null, 204);
  });
  api.openapi(events, async (c) => {
    const { id } = await known(c, c.req.valid('param').id);
    const { limit, cursor, state } = c.req.valid('query');
    const rows = await listEvents(deps.db, { route: id, state, before: idBefore(cursor), limit: limit + 1, scope: c.var.scope });
    return c.json(
      pageOf(
        rows,
        limit,
        (row) => ({
          id: row.id,
          externalId: row.externalId,
          state: row.state,
          result: row.result,
          error: row.error,
          receivedAt: iso(row.receivedAt),
          finishedAt: isoOrNull(row.finishedAt),
          retryAt: isoOrNull(row.retryAt),
          workflowId: row.subject,
        }),
        (row) => String(row.id),
      ),
      200,
    );
  });
}

function draftOf(asked: z.infer<typeof newRoute>): RouteDraft {
  const { source, target, unit } = asked;
  return {
    title: asked.title,
    unitId: unit ?? null,
    sourceConnection: source.connection,
    event: source.event,
    conditions: asked.conditions as Json[],
    rules: asked.rules as Json[],
    dictionaries: asked.dictionaries as Record<string, Json>,
    constants: asked.constants as Record<string, Json>,
    types: asked.types,
    targetConnection: target.connection,
    write: {
      operation: target.write,
      entity: target.entity ?? target.write,
      ...(target.id === undefined ? {} : { id: target.id }),
    },
    orderBy: asked.orderBy ?? null,
    lanes: asked.lanes,
    mode: asked.mode,
  };
}

function view({ temporal }: AppDeps, row: RouteRow, figures: RouteFigures | undefined): z.infer<typeof relayRoute> {
  const {
    id,
    title,
    unitId,
    state,
    mode,
    version,
    mappingHash,
    conditions,
    rules,
    dictionaries,
    constants,
    types,
    orderBy,
    lanes,
  } = row;
  return {
    ...{ id, title, state, mode, version, mappingHash, dictionaries, constants, orderBy, lanes },
    conditions: conditions as { [name: string]: Json }[],
    rules: rules as { [name: string]: Json }[],
    types: types as z.infer<typeof relayRoute>['types'],
    unit: unitId,
    source: { connection: row.sourceConnection, event: row.event },
    target: {
      connection: row.targetConnection,
      write: row.write.operation,
      entity: row.write.entity,
      ...(row.write.id === undefined ? {} : { id: row.write.id }),
    },
    pause: row.pause === null ? null : row.pause.sentence,
    figures: {
      waiting: figures?.waiting ?? 0,
      parked: figures?.parked ?? 0,
      lastDay: figures?.lastDay ?? {},
      lastEventAt: isoOrNull(figures?.lastEventAt ?? null),
    },
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    workflowId: `relay:${id}`,
    runUrl: runsUrl(temporal, `relay:${id}`),
  };
}
