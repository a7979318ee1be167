import { createRoute, z } from '@hono/zod-openapi';
import { allow } from '../auth/allow.ts';
import { applyPreparation, planPreparation, printPreparation, undoPreparation } from '../commands/preparation.ts';
import { languageOf } from '../problems.ts';
import { knownConnection } from './connections.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, connectionId, failure, json, moved, reason, refusals, sentence, unknown } from './schemas.ts';

const tags = ['Connections'];
const params = z.object({ id: connectionId });

const item = z.object({
  kind: z.string().openapi({ example: 'field' }),
  of: z.string().openapi({ description: 'What it belongs to; may be empty', example: 'deal' }),
  code: z.string().openapi({ example: 'UF_CRM_UZEL_CLAIM' }),
  type: z.string().openapi({ example: 'string' }),
  title: z.string(),
  state: z.enum(['present', 'missing', 'differs']),
  note: sentence.nullable(),
});
const plan = z
  .object({
    hash: z.string().openapi({ description: 'Names this very plan; sent back to have it made' }),
    items: z.array(item),
  })
  .openapi('PreparationPlan');
const thing = z
  .record(z.string(), z.unknown())
  .openapi({ example: { kind: 'field', entity: 'deal', id: '431', code: 'UF_CRM_UZEL_CLAIM' } });

export const planRoute = createRoute({
  ...allow('connections.manage'),
  method: 'post',
  path: '/connections/{id}/prepare/plan',
  tags,
  summary: 'What the mappings need at this installation, and what it lacks',
  description: 'Reads only.',
  request: { params, headers: commandHeaders },
  responses: { 200: json(plan, 'The plan'), ...unknown, ...refusals },
});
export const apply = createRoute({
  ...allow('connections.manage'),
  method: 'post',
  path: '/connections/{id}/prepare/apply',
  tags,
  summary: 'Make what a plan lists as missing, and nothing else',
  description:
    'Refused with PLAN_CHANGED when `hash` is no longer that of the plan; `errors` names each item that moved. What is made is remembered for undo.',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ hash: z.string().min(1).max(100), reason })) },
  responses: {
    200: json(
      z.object({
        made: z.array(thing),
        failed: z
          .object({ item, error: failure })
          .nullable()
          .openapi({ description: 'Where it stopped, if it did: plan again for the rest' }),
      }),
      'What was made',
    ),
    ...unknown,
    ...moved,
    ...refusals,
  },
});
export const undo = createRoute({
  ...allow('connections.manage'),
  method: 'post',
  path: '/connections/{id}/prepare/undo',
  tags,
  summary: 'Remove exactly what the hub has made at this installation',
  description: 'Fields go with their contents. A repeat removes nothing.',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: { 200: json(z.object({ removed: z.array(thing) }), 'What was removed'), ...unknown, ...moved, ...refusals },
});
export const print = createRoute({
  ...allow('connections.manage'),
  method: 'get',
  path: '/connections/{id}/prepare/print',
  tags,
  summary: 'The plan as a page for an administrator who makes everything by hand',
  request: {
    params,
    query: z.object({ language: z.enum(['ru', 'en']).optional().openapi({ description: 'By Accept-Language when left out' }) }),
  },
  responses: {
    200: { content: { 'text/markdown': { schema: z.string() } }, description: 'Markdown' },
    ...unknown,
    ...refusals,
  },
});

/** An installation made ready for the mappings: plan, make, take back, print. */
export function addPreparation(api: Api, deps: AppDeps): void {
  api.openapi(planRoute, async (c) => {
    const { hash, items } = await planPreparation(deps, c.var.caller.actor, await knownConnection(deps, c));
    return c.json({ hash, items }, 200);
  });
  api.openapi(apply, async (c) => {
    const { hash, reason: why } = c.req.valid('json');
    const { made, failed } = await applyPreparation(deps, c.var.caller.actor, await knownConnection(deps, c), hash, why);
    const error = failed && { code: failed.error.code, kind: failed.error.kind, sentence: failed.error.userMessage };
    return c.json({ made: made.map(record), failed: failed && error ? { item: failed.item, error } : null }, 200);
  });
  api.openapi(undo, async (c) => {
    const removed = await undoPreparation(deps, c.var.caller.actor, await knownConnection(deps, c), c.req.valid('json').reason);
    return c.json({ removed: removed.map(record) }, 200);
  });
  api.openapi(print, async (c) => {
    const { language = languageOf(c) } = c.req.valid('query');
    return c.body(await printPreparation(deps, await knownConnection(deps, c), language), 200, {
      'Content-Type': 'text/markdown; charset=UTF-8',
    });
  });
}

/** Made things are the connector's own objects. */
const record = (made: unknown) => made as Record<string, unknown>;
