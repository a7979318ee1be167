import { createRoute, z } from '@hono/zod-openapi';
import { type DriftRow, getDrift, listDrift, listDriftItems, tallyDrift } from '../../store/drift.ts';
import { allow } from '../auth/allow.ts';
import { assertWithin } from '../auth/within.ts';
import { idBefore, listOf, pageOf, pageQuery } from '../paging.ts';
import { notFound } from '../refusals.ts';
import type { Api, AppDeps } from './deps.ts';
import { iso, isoOrNull, json, moment, refusals, unknown } from './schemas.ts';

const tags = ['Drift'];
const runId = z.coerce.number().int().positive().openapi({ example: 12 });
const cause = z.enum(['missed_event', 'manual_edit', 'failed_write', 'schema_change', 'never_synced']).openapi({
  description: [
    'missed_event: the owner moved and nobody told; manual_edit: the other side was edited and nobody told; failed_write: the hub was refused, or its value not kept;',
    'schema_change: a rule or a field came later; never_synced: the two have never met',
  ].join(' '),
});
const repair = z.enum(['merge', 'resend', 'create', 'ask']).openapi({
  description:
    'merge: an ordinary merge ends it; resend: the value is sent although nothing moved; create: the record is made; ask: a person',
});

const driftRun = z
  .object({
    id: z.int(),
    pair: z.string(),
    startedAt: moment,
    finishedAt: moment.nullable().openapi({ description: 'Null while it runs' }),
    compared: z.int(),
    different: z.int().openapi({ description: 'Records with a difference' }),
    missing: z.int().openapi({ description: 'Records that one side lacks' }),
    repairJob: z.string().nullable(),
  })
  .openapi('DriftRun');

const driftDetail = driftRun
  .extend({
    plan: z
      .array(z.object({ cause, repair, items: z.int(), links: z.int() }))
      .openapi({ description: 'Differences by cause and by what would end them' }),
  })
  .openapi('DriftDetail');

const difference = z
  .object({
    id: z.int(),
    link: z.string(),
    record: z.enum(['deal', 'contact', 'company']).nullable(),
    claim: z.string().nullable().openapi({ description: 'Claim number' }),
    externalId: z.string().nullable().openapi({ description: "The CRM's id of the record" }),
    kind: z.enum(['field', 'right_missing', 'left_missing']),
    field: z.string().nullable(),
    cause,
    repair,
  })
  .openapi('Difference');

export const drift = createRoute({
  ...allow('drift.read'),
  method: 'get',
  path: '/drift',
  tags,
  summary: 'Comparisons of both sides, the newest first',
  request: { query: z.object({ pair: z.string().optional(), ...pageQuery }) },
  responses: { 200: json(listOf(driftRun), 'A page of comparisons'), ...refusals },
});
const params = z.object({ id: runId });
export const driftShow = createRoute({
  ...allow('drift.read'),
  method: 'get',
  path: '/drift/{id}',
  tags,
  summary: 'One comparison with its repair plan',
  description: 'The repair itself is a bulk job: `POST /jobs` with kind `drift_repair`.',
  request: { params },
  responses: { 200: json(driftDetail, 'The comparison'), ...unknown, ...refusals },
});
export const differences = createRoute({
  ...allow('drift.read'),
  method: 'get',
  path: '/drift/{id}/differences',
  tags,
  summary: 'What a comparison found: links, names of fields, causes; no values',
  request: { params, query: z.object({ cause: cause.optional(), repair: repair.optional(), ...pageQuery }) },
  responses: {
    200: json(listOf(difference), 'A page of differences, in the order in which they were found'),
    ...unknown,
    ...refusals,
  },
});

export function addDrift(api: Api, deps: AppDeps): void {
  const unknownRun = () => notFound('DRIFT_UNKNOWN', 'Такой сверки нет.', 'There is no such comparison.');
  api.openapi(drift, async (c) => {
    const { pair, limit, cursor } = c.req.valid('query');
    const rows = await listDrift(deps.db, { scope: c.var.scope, pairId: pair, before: idBefore(cursor), limit: limit + 1 });
    return c.json(
      pageOf(rows, limit, view, (row) => String(row.id)),
      200,
    );
  });
  api.openapi(driftShow, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'drift', id, c.var.scope, unknownRun);
    const row = await getDrift(deps.db, id);
    if (!row) throw unknownRun();
    return c.json({ ...view(row), plan: await tallyDrift(deps.db, id) }, 200);
  });
  api.openapi(differences, async (c) => {
    const { id } = c.req.valid('param');
    const { limit, cursor, ...filter } = c.req.valid('query');
    await assertWithin(deps.db, 'drift', id, c.var.scope, unknownRun);
    if ((await getDrift(deps.db, id)) === null) throw unknownRun();
    const rows = await listDriftItems(deps.db, id, { ...filter, after: idBefore(cursor), limit: limit + 1 });
    return c.json(
      pageOf(rows, limit, itemView, (row) => String(row.id)),
      200,
    );
  });
}

function view({ pairId, startedAt, finishedAt, ...row }: DriftRow) {
  return { ...row, pair: pairId, startedAt: iso(startedAt), finishedAt: isoOrNull(finishedAt) };
}

function itemView({ linkId, rightId, runId: _, ...row }: Awaited<ReturnType<typeof listDriftItems>>[number]) {
  return { ...row, link: linkId, externalId: rightId };
}
