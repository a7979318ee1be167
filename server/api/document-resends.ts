import { createRoute, z } from '@hono/zod-openapi';
import type { ResendPlan } from '../../domain/documents/resend.ts';
import type { Recipient } from '../../domain/documents/types.ts';
import { listResends, type ResendProgress } from '../../store/document-resends.ts';
import type { SentFilter } from '../../store/document-search.ts';
import { sendsOf } from '../../store/document-sends.ts';
import type { UnitScope } from '../../store/scope.ts';
import { allow } from '../auth/allow.ts';
import { assertWithin } from '../auth/within.ts';
import { cancelBulk, planBulk, resendMany, unknownResend } from '../commands/document-bulk.ts';
import { planResendOf, resend, unknownPack } from '../commands/documents.ts';
import { sendView } from '../document-views.ts';
import { maskEmail } from '../mask.ts';
import { approvalSchema, approvalView } from './approvals.ts';
import type { Api, AppDeps } from './deps.ts';
import { bulkFilter, bulkPlan, bulkResend, packSends, partName, recipient, resendPlan } from './document-schemas.ts';
import { body, commandHeaders, iso, json, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Documents'];
const SHOWN = 100;
const params = z.object({ id: z.string().max(60) });

const order = z.object({
  parts: z
    .array(z.strictObject({ part: partName, recipient }))
    .min(1)
    .max(20),
  address: z
    .email()
    .max(200)
    .nullable()
    .default(null)
    .openapi({ description: 'Where to; null: where each recipient is reached' }),
});

export const plan = createRoute({
  ...allow('documents.resend'),
  method: 'post',
  path: '/documents/{id}/resend/plan',
  tags,
  summary: 'What sending parts again would do: what goes to whom, warnings, and why not',
  description: 'Reads only.',
  request: { params, headers: commandHeaders, body: body(order.strict()) },
  responses: { 200: json(resendPlan, 'The plan'), ...unknown, ...refusals },
});
export const start = createRoute({
  ...allow('documents.resend'),
  method: 'post',
  path: '/documents/{id}/resend',
  tags,
  summary: 'Send parts again as planned',
  description: [
    'Refused with PLAN_CHANGED, naming what has changed, when it is not what the plan showed; with CONFIRMATION_REQUIRED when an effect is not acknowledged by name;',
    'with ALREADY_RESENT when somebody else has carried out the same plan; else with the code of the refusal in the plan.',
    'The same order again by the same person changes nothing.',
  ].join(' '),
  request: {
    params,
    headers: commandHeaders,
    body: body(
      order
        .extend({
          hash: z.string().max(100),
          documents: z.array(z.uuid()).max(200).openapi({ description: 'Ids of the documents that the plan showed' }),
          acknowledge: z
            .array(z.string().max(120))
            .max(20)
            .openapi({ description: 'Names of the effects', example: ['email:now:payer'] }),
          reason,
        })
        .strict(),
    ),
  },
  responses: { 202: json(packSends, 'Ordered'), ...unknown, ...moved, ...refusals },
});
export const planMany = createRoute({
  ...allow('documents.bulk'),
  method: 'post',
  path: '/document-resends/plan',
  tags,
  summary: 'What sending again by filter would do',
  description: 'Reads only. Each recipient is reached where the booking system says at the time of sending.',
  request: { headers: commandHeaders, body: body(z.strictObject({ filter: bulkFilter })) },
  responses: { 200: json(bulkPlan, 'The plan'), ...refusals },
});
export const startMany = createRoute({
  ...allow('documents.bulk'),
  method: 'post',
  path: '/document-resends',
  tags,
  summary: 'Send again everything of a plan',
  description:
    'More parts than the caller may order alone ask for a second person: once that one has approved, the same request carries it out.',
  request: { headers: commandHeaders, body: body(z.strictObject({ filter: bulkFilter, hash: z.string().max(100), reason })) },
  responses: { 201: json(bulkResend, 'Under way'), 202: json(approvalSchema, 'A second person is asked'), ...moved, ...refusals },
});
export const list = createRoute({
  ...allow('documents.read'),
  method: 'get',
  path: '/document-resends',
  tags,
  summary: 'Bulk resends with their progress, the newest first',
  responses: { 200: json(z.object({ items: z.array(bulkResend) }), 'The newest hundred'), ...refusals },
});
export const get = createRoute({
  ...allow('documents.read'),
  method: 'get',
  path: '/document-resends/{id}',
  tags,
  summary: 'One bulk resend with its progress',
  request: { params },
  responses: { 200: json(bulkResend, 'The bulk resend'), ...unknown, ...refusals },
});
export const cancel = createRoute({
  ...allow('documents.bulk'),
  method: 'post',
  path: '/document-resends/{id}/cancel',
  tags,
  summary: 'Take back what of a bulk resend has not been posted',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: { 200: json(bulkResend, 'The bulk resend, stopped'), ...unknown, ...moved, ...refusals },
});

/** Sending documents again: one claim at a time, or many by filter. */
export function addDocumentResends(api: Api, deps: AppDeps): void {
  const shown = async (id: string, scope: UnitScope) => {
    const [row] = await listResends(deps.db, { id, limit: 1, scope });
    if (!row) throw unknownResend();
    return view(row);
  };
  api.openapi(plan, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'link', id, c.var.scope, unknownPack);
    const planned = await planResendOf(deps, c.var.caller, id, orderOf(c.req.valid('json')));
    return c.json(planView(planned.plan, planned.hash), 200);
  });
  api.openapi(start, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'link', id, c.var.scope, unknownPack);
    const { hash, documents, acknowledge, reason: why, ...asked } = c.req.valid('json');
    const ordered = await resend(deps, c.var.caller, id, { ...orderOf(asked), hash, documents, acknowledge, reason: why });
    const ids = new Set(ordered.map((send) => send.id));
    return c.json({ items: (await sendsOf(deps.db, id)).filter((send) => ids.has(send.id)).map(sendView) }, 202);
  });
  api.openapi(planMany, async (c) =>
    c.json(await planBulk(deps, c.var.caller, filterOf(c.req.valid('json').filter, c.var.scope)), 200),
  );
  api.openapi(startMany, async (c) => {
    const { filter, hash, reason: why } = c.req.valid('json');
    const outcome = await resendMany(deps, c.var.caller, { filter: filterOf(filter, c.var.scope), hash, reason: why });
    if ('approval' in outcome) return c.json(approvalView(outcome.approval, deps.now()), 202);
    return c.json(await shown(outcome.resend, 'all'), 201);
  });
  api.openapi(list, async (c) =>
    c.json({ items: (await listResends(deps.db, { limit: SHOWN, scope: c.var.scope })).map(view) }, 200),
  );
  api.openapi(get, async (c) => c.json(await shown(c.req.valid('param').id, c.var.scope), 200));
  api.openapi(cancel, async (c) => {
    const { id } = await shown(c.req.valid('param').id, c.var.scope);
    await cancelBulk(deps, c.var.caller.actor, id, c.req.valid('json').reason);
    return c.json(await shown(id, c.var.scope), 200);
  });
}

const orderOf = ({ parts, address }: z.output<typeof order>) => ({
  parts: parts.map((one) => ({ part: one.part, recipient: one.recipient as Recipient })),
  address,
});

const filterOf = ({ since, until, ...rest }: z.output<typeof bulkFilter>, scope: UnitScope): SentFilter => ({
  ...rest,
  since: since === undefined ? undefined : new Date(since),
  until: until === undefined ? undefined : new Date(until),
  scope,
});

const planView = ({ items, refusals: refused }: ResendPlan, hash: string) => ({
  hash,
  items: items.map(({ name, part, address, warnings }) => ({
    name,
    part: part.part,
    recipient: part.recipient,
    title: part.title,
    address: maskEmail(address),
    documents: part.documents.map(({ id, word, no }) => ({ id, title: word, no })),
    resends: part.resends,
    warnings,
  })),
  refusals: refused,
});

function view({ waiting, approvalId, startedAt, planHash: _, unitId: __, ...row }: ResendProgress) {
  return {
    ...row,
    state: row.state === 'running' && waiting === 0 ? ('done' as const) : row.state,
    waiting,
    approval: approvalId,
    startedAt: iso(startedAt),
  };
}
