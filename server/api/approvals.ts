import { createRoute, z } from '@hono/zod-openapi';
import { type ApprovalRow, getApproval, limitsOf, listApprovals, setLimit } from '../../store/approvals.ts';
import { ACT_NAMES, type ActName, actOf } from '../auth/acts.ts';
import { allow } from '../auth/allow.ts';
import { ROLES } from '../auth/permissions.ts';
import { assertWithin } from '../auth/within.ts';
import { decide, unknownApproval } from '../commands/approvals.ts';
import { listOf, pageOf, pageQuery, placeBefore } from '../paging.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, isoOrNull, json, moment, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Approvals'];
const act = z.enum(ACT_NAMES as [ActName, ...ActName[]]);
const params = z.object({ id: z.string() });

export const approvalSchema = z
  .object({
    id: z.string(),
    act: z.string().openapi({ example: 'events.replay' }),
    state: z
      .enum(['open', 'approved', 'rejected', 'used', 'expired'])
      .openapi({ description: 'approved: the one who asked gives the same order again, and it is carried out' }),
    planHash: z.string(),
    plan: z.record(z.string(), z.unknown()).openapi({ description: 'What would be done' }),
    count: z.int(),
    reason: z.string(),
    requestedBy: z.string(),
    requestedAt: moment,
    expiresAt: moment,
    decidedBy: z.string().nullable(),
    decidedAt: moment.nullable(),
    decision: z.string().nullable().openapi({ description: 'Why it was decided so' }),
    usedAt: moment.nullable(),
  })
  .openapi('Approval');
const one = json(approvalSchema, 'The request');

const limit = z
  .object({
    act,
    role: z.enum(ROLES),
    alone: z.int().min(0).max(1_000_000).openapi({ description: 'So many at once need no second person' }),
  })
  .openapi('ApprovalLimit');

export const list = createRoute({
  ...allow('approvals.read'),
  method: 'get',
  path: '/approvals',
  tags,
  summary: 'Acts that wait for a second person, or waited for one; the newest first',
  request: {
    query: z.object({ state: z.enum(['open', 'approved', 'rejected', 'used']).optional(), ...pageQuery }),
  },
  responses: { 200: json(listOf(approvalSchema), 'A page of requests'), ...refusals },
});
export const get = createRoute({
  ...allow('approvals.read'),
  method: 'get',
  path: '/approvals/{id}',
  tags,
  summary: 'One request',
  request: { params },
  responses: { 200: one, ...unknown, ...refusals },
});
const turn = <Verb extends 'approve' | 'reject'>(verb: Verb, summary: string) =>
  createRoute({
    ...allow('approvals.decide'),
    method: 'post',
    path: `/approvals/{id}/${verb}`,
    tags,
    summary,
    request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
    responses: { 200: one, ...unknown, ...moved, ...refusals },
  });
export const approve = turn('approve', 'Approve what another person asks for');
export const reject = turn('reject', 'Reject what another person asks for');
export const limits = createRoute({
  ...allow('approvals.read'),
  method: 'get',
  path: '/approval-limits',
  tags,
  summary: 'How many of an act each role may do alone',
  responses: { 200: json(z.object({ items: z.array(limit) }), 'All limits'), ...refusals },
});
export const putLimit = createRoute({
  ...allow('access.manage'),
  method: 'put',
  path: '/approval-limits',
  tags,
  summary: 'Decide how many of an act a role may do alone',
  request: { headers: commandHeaders, body: body(limit.extend({ reason }).strict()) },
  responses: { 200: json(limit, 'The limit'), ...refusals },
});

/** Acts of two people: one asks, another one decides. */
export function addApprovals(api: Api, deps: AppDeps): void {
  const view = (row: ApprovalRow) => approvalView(row, deps.now());
  api.openapi(list, async (c) => {
    const { limit: size, cursor, state } = c.req.valid('query');
    const rows = await listApprovals(deps.db, { state, before: placeBefore(cursor), limit: size + 1, scope: c.var.scope });
    return c.json(
      pageOf(rows, size, view, (row) => `${row.place} ${row.id}`),
      200,
    );
  });
  api.openapi(get, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'approval', id, c.var.scope, unknownApproval);
    const row = await getApproval(deps.db, id);
    if (!row) throw unknownApproval();
    return c.json(view(row), 200);
  });
  for (const [route, state] of [
    [approve, 'approved'],
    [reject, 'rejected'],
  ] as const) {
    api.openapi(route, async (c) => {
      const { id } = c.req.valid('param');
      await assertWithin(deps.db, 'approval', id, c.var.scope, unknownApproval);
      return c.json(view(await decide(deps, c.var.caller, id, state, c.req.valid('json').reason)), 200);
    });
  }
  api.openapi(limits, async (c) => {
    const items = [];
    for (const name of ACT_NAMES) {
      const set = await limitsOf(deps.db, name);
      for (const role of ROLES) items.push({ act: name, role, alone: set.get(role) ?? actOf(name).alone[role] ?? 0 });
    }
    return c.json({ items }, 200);
  });
  api.openapi(putLimit, async (c) => {
    const { reason: _, ...wanted } = c.req.valid('json');
    await setLimit(deps.db, { ...wanted, by: c.var.caller.actor });
    return c.json(wanted, 200);
  });
}

export const approvalView = ({ requestedAt, expiresAt, decidedAt, usedAt, unitId: _, ...row }: ApprovalRow, now: Date) => ({
  id: row.id,
  act: row.act,
  state: row.state !== 'used' && row.state !== 'rejected' && expiresAt <= now ? ('expired' as const) : row.state,
  planHash: row.planHash,
  plan: row.plan,
  count: row.count,
  reason: row.reason,
  requestedBy: row.requestedBy,
  requestedAt: iso(requestedAt),
  expiresAt: iso(expiresAt),
  decidedBy: row.decidedBy,
  decidedAt: isoOrNull(decidedAt),
  decision: row.decision,
  usedAt: isoOrNull(usedAt),
});
