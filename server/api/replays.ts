import { createRoute, z } from '@hono/zod-openapi';
import { listReplays, type ReplayFilter, type ReplayProgress } from '../../store/replays.ts';
import type { UnitScope } from '../../store/scope.ts';
import { allow } from '../auth/allow.ts';
import { cancelReplay, planReplay, replayMany, unknownReplay } from '../commands/replays.ts';
import { approvalSchema, approvalView } from './approvals.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, connectionId, iso, json, moment, moved, reason, refusals, sentence, unknown } from './schemas.ts';

const tags = ['Events'];
const SHOWN = 100;
const params = z.object({ id: z.string() });

const filter = z
  .strictObject({
    state: z.enum(['dead', 'done']).default('dead'),
    connection: connectionId.optional(),
    entity: z.string().max(100).optional(),
    code: z.string().max(100).optional().openapi({ description: 'Of the error that parked them', example: 'B24_DENIED' }),
    from: moment.optional(),
    to: moment.optional(),
  })
  .openapi('ReplayFilter');

const replay = z
  .object({
    id: z.string(),
    filter: z.record(z.string(), z.unknown()),
    state: z.enum(['running', 'cancelled', 'done']),
    total: z.int().openapi({ description: 'Events put back to work; of several hints about one record the newest' }),
    done: z.int(),
    dead: z.int().openapi({ description: 'Parked again' }),
    waiting: z.int(),
    approval: z.string().nullable(),
    reason: z.string(),
    startedBy: z.string(),
    startedAt: moment,
    cancelledBy: z.string().nullable(),
  })
  .openapi('Replay');

export const plan = createRoute({
  ...allow('events.replay'),
  method: 'post',
  path: '/events/replay/plan',
  tags,
  summary: 'What a replay by filter would put back to work',
  description: 'Reads only.',
  request: { headers: commandHeaders, body: body(z.strictObject({ filter })) },
  responses: {
    200: json(
      z.object({
        hash: z.string().openapi({ description: 'Names these very events; sent back to have them replayed' }),
        count: z.int(),
        connections: z.array(z.object({ connection: z.string(), count: z.int() })),
        causes: z
          .array(z.object({ code: z.string(), sentence, count: z.int() }))
          .openapi({ description: 'Why they were parked, the most frequent first; empty for finished events' }),
        samples: z
          .array(
            z.object({
              id: z.int(),
              connection: z.string(),
              entity: z.string(),
              externalId: z.string(),
              cause: z.string().nullable(),
              receivedAt: moment,
            }),
          )
          .openapi({ description: 'The oldest few of them' }),
        alone: z.int().openapi({ description: 'How many the caller may order alone' }),
        needsApproval: z.boolean(),
      }),
      'The plan',
    ),
    ...refusals,
  },
});
export const start = createRoute({
  ...allow('events.replay'),
  method: 'post',
  path: '/events/replay',
  tags,
  summary: 'Put every event of a plan back to work',
  description: [
    'Refused with PLAN_CHANGED when the filter means other events by now. Writes already made are not repeated.',
    'More events than the caller may order alone ask for a second person: once that one has approved, the same request carries it out.',
  ].join(' '),
  request: { headers: commandHeaders, body: body(z.strictObject({ filter, hash: z.string().max(100), reason })) },
  responses: {
    201: json(replay, 'The replay, under way'),
    202: json(approvalSchema, 'A second person is asked'),
    ...moved,
    ...refusals,
  },
});
export const list = createRoute({
  ...allow('events.read'),
  method: 'get',
  path: '/replays',
  tags,
  summary: 'Replays by filter with their progress, the newest first',
  responses: { 200: json(z.object({ items: z.array(replay) }), 'The newest hundred'), ...refusals },
});
export const get = createRoute({
  ...allow('events.read'),
  method: 'get',
  path: '/replays/{id}',
  tags,
  summary: 'One replay with its progress',
  request: { params },
  responses: { 200: json(replay, 'The replay'), ...unknown, ...refusals },
});
export const cancel = createRoute({
  ...allow('events.replay'),
  method: 'post',
  path: '/replays/{id}/cancel',
  tags,
  summary: 'Take back what a replay has not worked off yet',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: { 200: json(replay, 'The replay, cancelled'), ...unknown, ...moved, ...refusals },
});

/** Many events put back to work at once. */
export function addReplays(api: Api, deps: AppDeps): void {
  const shown = async (id: string, scope: UnitScope) => {
    const [row] = await listReplays(deps.db, { id, limit: 1, scope });
    if (!row) throw unknownReplay();
    return view(row);
  };
  api.openapi(plan, async (c) => {
    const { samples, ...planned } = await planReplay(deps, c.var.caller, filterOf(c.req.valid('json').filter, c.var.scope));
    const shown = samples.map(({ connectionId: connection, error, result, receivedAt, ...sample }) => ({
      ...sample,
      connection,
      cause: error?.code ?? result,
      receivedAt: iso(receivedAt),
    }));
    return c.json({ ...planned, samples: shown }, 200);
  });
  api.openapi(start, async (c) => {
    const { filter: asked, hash, reason: why } = c.req.valid('json');
    const order = { filter: filterOf(asked, c.var.scope), hash, reason: why };
    const outcome = await replayMany(deps, c.var.caller, order);
    if ('approval' in outcome) return c.json(approvalView(outcome.approval, deps.now()), 202);
    return c.json(await shown(outcome.replay, 'all'), 201);
  });
  api.openapi(list, async (c) =>
    c.json({ items: (await listReplays(deps.db, { limit: SHOWN, scope: c.var.scope })).map(view) }, 200),
  );
  api.openapi(get, async (c) => c.json(await shown(c.req.valid('param').id, c.var.scope), 200));
  api.openapi(cancel, async (c) => {
    const { id } = await shown(c.req.valid('param').id, c.var.scope);
    await cancelReplay(deps, c.var.caller.actor, id, c.req.valid('json').reason);
    return c.json(await shown(id, c.var.scope), 200);
  });
}

function filterOf({ connection, from, to, ...rest }: z.infer<typeof filter>, scope: UnitScope): ReplayFilter {
  return {
    ...rest,
    connectionId: connection,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    scope,
  };
}

function view({ waiting, dead, approvalId, startedAt, planHash: _, unitId: __, ...row }: ReplayProgress) {
  return {
    ...row,
    state: row.state === 'running' && waiting === 0 ? ('done' as const) : row.state,
    done: row.total - waiting - dead,
    dead,
    waiting,
    approval: approvalId,
    startedAt: iso(startedAt),
  };
}
