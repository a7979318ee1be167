import { createRoute, z } from '@hono/zod-openapi';
import { historyOf } from '../../store/history.ts';
import { getLink, type LinkRow } from '../../store/links.ts';
import { pausesOf, WHOLE_RECORD } from '../../store/pauses.ts';
import type { UnitScope } from '../../store/scope.ts';
import { allow } from '../auth/allow.ts';
import { assertWithin } from '../auth/within.ts';
import { unknownLink } from '../commands/links.ts';
import { pauseLink, resumeLink } from '../commands/pauses.ts';
import { orderRewind, planRewind } from '../commands/rewind.ts';
import { maskValue } from '../mask.ts';
import { idBefore, listOf, pageOf, pageQuery } from '../paging.ts';
import { explainMapping, personalBy } from '../rules.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, json, maybeBody, moment, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Links'];
const id = z.string().openapi({ example: 'lnk_3q9w8e7r6t5y4u3i' });
const fieldName = z.string().min(1).max(100).openapi({ example: 'phones' });
const anyValue = z.unknown().openapi({ description: 'Personal values are masked' });

const pause = z
  .object({
    field: z.string().nullable().openapi({ description: 'Null for the whole record' }),
    reason: z.string().openapi({ description: '`LOOP` where the hub itself has paused it' }),
    by: z.string(),
    at: moment,
  })
  .openapi('Pause');
const pauses = z.object({ items: z.array(pause) });

const past = z
  .object({
    line: z.int().openapi({ description: 'The journal line; names the value in a rewind' }),
    at: moment,
    type: z.string().openapi({ example: 'fields_written' }),
    actor: z.string(),
    value: anyValue,
  })
  .openapi('PastValue');

const rewindPlan = z
  .object({
    hash: z.string().openapi({ description: 'Sent back to carry the plan out' }),
    from: z.object({ left: anyValue, right: anyValue }),
    to: anyValue,
    writes: z.array(z.enum(['left', 'right'])),
  })
  .openapi('RewindPlan');

const params = z.object({ id });
const ofField = z.object({ id, field: fieldName });
const line = z.int().positive().openapi({ example: 1204 });

export const listPauses = createRoute({
  ...allow('links.read'),
  method: 'get',
  path: '/links/{id}/pauses',
  tags,
  summary: 'What of a link rests, and why',
  request: { params },
  responses: { 200: json(pauses, 'Pauses'), ...unknown, ...refusals },
});
export const pauseRoute = createRoute({
  ...allow('links.operate'),
  method: 'post',
  path: '/links/{id}/pause',
  tags,
  summary: 'Pause a record, or one field of it',
  description: 'Both sides are left alone until it is resumed; everything else of the record goes on.',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ field: fieldName.optional(), reason })) },
  responses: { 200: json(pauses, 'What rests now'), ...unknown, ...refusals },
});
export const resumeRoute = createRoute({
  ...allow('links.operate'),
  method: 'post',
  path: '/links/{id}/resume',
  tags,
  summary: 'Resume a record or a field: what happened meanwhile is merged',
  request: {
    params,
    headers: commandHeaders,
    body: maybeBody(z.strictObject({ field: fieldName.optional(), reason: reason.optional() })),
  },
  responses: { 200: json(pauses, 'What still rests'), ...unknown, ...refusals },
});
export const history = createRoute({
  ...allow('links.read'),
  method: 'get',
  path: '/links/{id}/fields/{field}/history',
  tags,
  summary: 'Values that a field has had, the newest first',
  request: { params: ofField, query: z.object(pageQuery) },
  responses: { 200: json(listOf(past), 'A page of values'), ...unknown, ...refusals },
});
export const planRewindRoute = createRoute({
  ...allow('links.operate'),
  method: 'post',
  path: '/links/{id}/fields/{field}/rewind/plan',
  tags,
  summary: 'What bringing a field back to an earlier value would write',
  request: { params: ofField, body: body(z.strictObject({ line })) },
  responses: { 200: json(rewindPlan, 'The plan'), ...unknown, ...moved, ...refusals },
});
export const rewindRoute = createRoute({
  ...allow('links.operate'),
  method: 'post',
  path: '/links/{id}/fields/{field}/rewind',
  tags,
  summary: 'Bring a field back to an earlier value, as planned',
  description:
    'Refused with PLAN_CHANGED when the record has moved since. An edit that comes in between wins, and the rewind ends without a write.',
  request: {
    params: ofField,
    headers: commandHeaders,
    body: body(z.strictObject({ line, hash: z.string(), reason })),
  },
  responses: { 202: json(rewindPlan, 'The plan, ordered'), ...unknown, ...moved, ...refusals },
});

export function addMerging(api: Api, deps: AppDeps): void {
  const resting = async (link: string) => ({
    items: (await pausesOf(deps.db, link)).map(({ field, reason: why, by, at }) => ({
      field: field === WHOLE_RECORD ? null : field,
      reason: why,
      by,
      at: iso(at),
    })),
  });
  api.openapi(listPauses, async (c) => {
    const { id: link } = await found(deps, c.var.scope, c.req.valid('param').id);
    return c.json(await resting(link), 200);
  });
  api.openapi(pauseRoute, async (c) => {
    const { id: link } = await found(deps, c.var.scope, c.req.valid('param').id);
    const { field = null, reason: why } = c.req.valid('json');
    await pauseLink(deps, c.var.caller.actor, { link, field }, why);
    return c.json(await resting(link), 200);
  });
  api.openapi(resumeRoute, async (c) => {
    const { id: link } = await found(deps, c.var.scope, c.req.valid('param').id);
    const { field = null, reason: why } = c.req.valid('json');
    await resumeLink(deps, c.var.caller.actor, { link, field }, why);
    return c.json(await resting(link), 200);
  });
  api.openapi(history, async (c) => {
    const { id: wanted, field } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const link = await found(deps, c.var.scope, wanted);
    const mask = await masking(deps, link, field);
    const rows = await historyOf(deps.db, deps.vault, link.id, field, { before: idBefore(cursor), limit: limit + 1 });
    return c.json(
      pageOf(
        rows,
        limit,
        (row) => ({ ...row, at: iso(row.at), value: mask(row.value) }),
        (row) => String(row.line),
      ),
      200,
    );
  });
  api.openapi(planRewindRoute, async (c) => {
    const { id: wanted, field } = c.req.valid('param');
    const link = await found(deps, c.var.scope, wanted);
    const plan = await planRewind(deps, { link: link.id, field, line: c.req.valid('json').line });
    return c.json(await shownPlan(deps, link, field, plan), 200);
  });
  api.openapi(rewindRoute, async (c) => {
    const { id: wanted, field } = c.req.valid('param');
    const { line: at, ...agreed } = c.req.valid('json');
    const link = await found(deps, c.var.scope, wanted);
    const order = { link: link.id, field, line: at };
    const plan = await planRewind(deps, order);
    await orderRewind(deps, c.var.caller.actor, order, agreed);
    return c.json(await shownPlan(deps, link, field, plan), 202);
  });
}

type Plan = Awaited<ReturnType<typeof planRewind>>;

async function shownPlan(deps: AppDeps, link: LinkRow, field: string, { hash, from, to, writes }: Plan) {
  const mask = await masking(deps, link, field);
  return { hash, from: { left: mask(from.left), right: mask(from.right) }, to: mask(to), writes };
}

async function masking({ db }: AppDeps, link: LinkRow, field: string) {
  const personal = personalBy(await explainMapping(db, link.mappingHash))(field);
  return (value: Plan['to']) => maskValue(field, value, personal);
}

async function found(deps: AppDeps, scope: UnitScope, wanted: string): Promise<LinkRow> {
  await assertWithin(deps.db, 'link', wanted, scope, unknownLink);
  const row = await getLink(deps.db, wanted);
  if (!row) throw unknownLink();
  return row;
}
