import { createRoute, z } from '@hono/zod-openapi';
import { subjects } from '../../ingress/subjects.ts';
import { type EffectRow, listEffects, openPlan } from '../../store/effects.ts';
import { getLinks, type LinkRow } from '../../store/links.ts';
import { getEffect } from '../../store/listing.ts';
import { allow } from '../auth/allow.ts';
import { assertWithin } from '../auth/within.ts';
import { maskFields } from '../mask.ts';
import { idBefore, listOf, pageOf, pageQuery } from '../paging.ts';
import { notFound } from '../refusals.ts';
import { explainMapping, personalBy } from '../rules.ts';
import { runsUrl, runUrl } from '../runs.ts';
import type { Api, AppDeps } from './deps.ts';
import { failure, iso, isoOrNull, json, moment, refusals, run, unknown } from './schemas.ts';

const tags = ['Effects'];
const state = z.enum(['planned', 'intended', 'done', 'failed', 'unknown']);

const effect = z
  .object({
    id: z.int(),
    key: z
      .string()
      .openapi({ description: 'What makes it the same write', example: 'lnk_3q9w8e7r6t5y4u3i/right/deal/record.update/rev:4' }),
    process: z.enum(['deals', 'relay', 'payments', 'documents']),
    link: z.string().openapi({ description: 'The link, or the route, whose write it is' }),
    claim: z.string().nullable().openapi({ description: 'Claim number of the link' }),
    side: z.enum(['left', 'right']),
    connection: z.string(),
    entity: z.string(),
    externalId: z.string().nullable(),
    operation: z.string().openapi({ example: 'record.update' }),
    creates: z.boolean(),
    state: state.openapi({ description: 'planned: observed, not made; intended: under way; unknown: a person is asked' }),
    fieldNames: z.array(z.string()),
    planHash: z.string(),
    mappingHash: z.string(),
    attempt: z.int(),
    attempts: z.array(z.object({ no: z.int(), at: z.string(), callDeadline: z.string(), outcome: z.string().optional() })),
    callDeadline: moment.nullable(),
    error: failure.nullable(),
    createdAt: moment,
    finishedAt: moment.nullable(),
    ...run,
  })
  .openapi('Effect');

const effectDetail = effect
  .extend({
    fields: z.record(z.string(), z.unknown()).openapi({ description: 'What is or would be written; personal values are masked' }),
  })
  .openapi('EffectDetail');

export const list = createRoute({
  ...allow('effects.read'),
  method: 'get',
  path: '/effects',
  tags,
  summary: 'Writes to other systems, the newest first; planned ones were observed and not made',
  request: {
    query: z.object({
      link: z.string().optional(),
      connection: z.string().optional(),
      process: effect.shape.process.optional(),
      state: state.optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(listOf(effect), 'A page of effects'), ...refusals },
});
export const get = createRoute({
  ...allow('effects.read'),
  method: 'get',
  path: '/effects/{id}',
  tags,
  summary: 'One write, with its values',
  request: { params: z.object({ id: z.coerce.number().int().positive() }) },
  responses: { 200: json(effectDetail, 'The effect'), ...unknown, ...refusals },
});

export function addEffects(api: Api, deps: AppDeps): void {
  api.openapi(list, async (c) => {
    const { link, connection, process, state: wanted, limit, cursor } = c.req.valid('query');
    const rows = await listEffects(deps.db, {
      scope: c.var.scope,
      linkId: link,
      process,
      connectionId: connection,
      state: wanted,
      before: idBefore(cursor),
      limit: limit + 1,
    });
    const links = await linksOf(deps, rows);
    return c.json(
      pageOf(
        rows,
        limit,
        (row) => effectView(deps, row, links),
        (row) => String(row.id),
      ),
      200,
    );
  });
  api.openapi(get, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'effect', id, c.var.scope, unknownEffect);
    const row = await getEffect(deps.db, id);
    if (!row) throw unknownEffect();
    const [{ fields }, mapping, links] = await Promise.all([
      openPlan(deps.db, deps.vault, row),
      explainMapping(deps.db, row.mappingHash),
      linksOf(deps, [row]),
    ]);
    return c.json({ ...effectView(deps, row, links), fields: maskFields(fields, personalBy(mapping)) }, 200);
  });
}

const unknownEffect = () => notFound('EFFECT_UNKNOWN', 'Такой записи нет.', 'There is no such effect.');

async function linksOf(deps: AppDeps, rows: readonly EffectRow[]): Promise<Map<string, LinkRow>> {
  return new Map((await getLinks(deps.db, [...new Set(rows.map((row) => row.linkId))])).map((link) => [link.id, link]));
}

function effectView({ temporal }: AppDeps, row: EffectRow, links: Map<string, LinkRow>) {
  const { plan: _, linkId, connectionId, callDeadline, createdAt, finishedAt, ...rest } = row;
  const workflowId = row.process === 'relay' ? subjects.relay(linkId) : subjects[links.get(linkId)?.kind ?? 'deal'](linkId);
  return {
    ...rest,
    link: linkId,
    claim: links.get(linkId)?.leftNumber ?? null,
    connection: connectionId,
    callDeadline: isoOrNull(callDeadline),
    createdAt: iso(createdAt),
    finishedAt: isoOrNull(finishedAt),
    workflowId,
    runUrl: row.process === 'relay' ? runsUrl(temporal, workflowId) : runUrl(temporal, workflowId),
  };
}
