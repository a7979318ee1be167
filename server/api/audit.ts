import { createRoute, z } from '@hono/zod-openapi';
import { type AuditRow, listAudit, verifyAudit } from '../../store/audit.ts';
import { verifySeals } from '../../store/journal.ts';
import { allow } from '../auth/allow.ts';
import { idBefore, listOf, pageOf, pageQuery } from '../paging.ts';
import type { Api, AppDeps } from './deps.ts';
import { iso, json, moment, refusals } from './schemas.ts';

const tags = ['Audit'];

const entry = z
  .object({
    id: z.int(),
    at: moment,
    act: z.string().openapi({ description: 'sign_in, sign_out, command, read, account_opened …', example: 'command' }),
    actor: z.string().openapi({ example: 'person:usr_3q9w8e7r6t5y4u3i' }),
    permission: z.string().nullable(),
    target: z.string().openapi({ example: 'POST /api/connections/bitrix24-main/pause' }),
    outcome: z.string().openapi({ description: 'allowed: it was let through; denied, failed: it was not done' }),
    reason: z.string().nullable(),
    ip: z.string().nullable(),
    requestId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditEntry');

const verdict = z
  .object({
    audit: z.union([
      z.object({ ok: z.literal(true), entries: z.int(), head: z.string().openapi({ description: 'Digest of the last entry' }) }),
      z.object({ ok: z.literal(false), entry: z.int(), reason: z.enum(['gap', 'chain', 'entry']) }),
    ]),
    journal: z.union([
      z.object({ ok: z.literal(true), seals: z.int(), rows: z.int() }),
      z.object({ ok: z.literal(false), seal: z.int(), reason: z.enum(['chain', 'rows', 'seal']) }),
    ]),
  })
  .openapi('AuditVerdict');

export const list = createRoute({
  ...allow('audit.read'),
  method: 'get',
  path: '/audit',
  tags,
  summary: 'Who did or saw what, the newest first; reading this is written down, too',
  request: {
    query: z.object({
      actor: z.string().optional(),
      act: z.string().optional(),
      permission: z.string().optional(),
      target: z.string().max(200).optional().openapi({ description: 'A part of method and path, such as an id' }),
      from: moment.optional(),
      to: moment.optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(listOf(entry), 'A page of the audit'), ...refusals },
});
export const verify = createRoute({
  ...allow('audit.read'),
  method: 'get',
  path: '/audit/verify',
  tags,
  summary: 'Recompute the chain of the audit and the seals of the journal',
  description:
    'Finds a changed, added or removed entry and says which. Entries cut off at the end show in `head`, compared with an earlier one.',
  responses: { 200: json(verdict, 'Whether both hold, else where they break'), ...refusals },
});

export function addAudit(api: Api, deps: AppDeps): void {
  api.openapi(list, async (c) => {
    const { limit, cursor, from, to, ...filter } = c.req.valid('query');
    const rows = await listAudit(deps.db, {
      ...filter,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      before: idBefore(cursor),
      limit: limit + 1,
    });
    return c.json(
      pageOf(rows, limit, view, (row) => String(row.id)),
      200,
    );
  });
  api.openapi(verify, async (c) => {
    const [audit, journal] = [await verifyAudit(deps.db), await verifySeals(deps.db)];
    return c.json({ audit, journal }, 200);
  });
}

const view = ({ previous: _, digest: __, at, ...row }: AuditRow) => ({ ...row, at: iso(at) });
