import { createRoute, z } from '@hono/zod-openapi';
import { subjects } from '../../ingress/subjects.ts';
import { journalOf } from '../../store/journal.ts';
import { getLink, type LinkRow } from '../../store/links.ts';
import { listEvents, listLinks } from '../../store/listing.ts';
import { getPeople } from '../../store/people.ts';
import type { UnitScope } from '../../store/scope.ts';
import { allow } from '../auth/allow.ts';
import { note } from '../auth/audit.ts';
import { assertWithin } from '../auth/within.ts';
import { syncLink, unknownLink } from '../commands/links.ts';
import { explainLink } from '../explain.ts';
import { holdsOf } from '../holds.ts';
import { maskFields, maskPayer, maskText } from '../mask.ts';
import { idBefore, listOf, pageOf, pageQuery, placeBefore } from '../paging.ts';
import { payerQuery } from '../payer-query.ts';
import { endsOf } from '../record-pages.ts';
import { explainMapping, personalBy } from '../rules.ts';
import { runUrl } from '../runs.ts';
import type { Api, AppDeps } from './deps.ts';
import {
  body,
  commandHeaders,
  iso,
  isoOrNull,
  json,
  maybeBody,
  moment,
  reason,
  refusals,
  run,
  sentence,
  unknown,
} from './schemas.ts';

const tags = ['Links'];
const linkId = z.string().openapi({ example: 'lnk_3q9w8e7r6t5y4u3i' });
const kind = z.enum(['deal', 'contact', 'company']);
const state = z.enum(['open', 'left_missing', 'right_deleted', 'merged']);
const anyValue = z.unknown().openapi({ description: 'Personal values are masked' });

const link = z
  .object({
    id: linkId,
    pair: z.string(),
    kind,
    claim: z.string().nullable().openapi({ description: 'Claim number', example: '123456' }),
    leftId: z.string().openapi({ description: "The booking system's id of the claim, or our id of the person" }),
    deal: z
      .string()
      .nullable()
      .openapi({ description: "The CRM's id of the deal, contact or company; null until it is created", example: '88' }),
    state,
    stage: z.string().nullable(),
    attention: z.boolean().openapi({ description: 'A person is waited for' }),
    incarnation: z.int().openapi({ description: 'Counts re-creations after a deletion in the CRM' }),
    rev: z.int().openapi({ description: 'Counts writes' }),
    mappingHash: z.string().nullable(),
    syncedAt: moment.nullable(),
    createdAt: moment,
    ...run,
  })
  .openapi('Link');

const listedLink = link
  .extend({
    payer: z.string().nullable().openapi({ description: 'Initials of a person, name of a company', example: 'С. А. И.' }),
  })
  .openapi('ListedLink');

const end = z.object({
  connection: z.string(),
  system: z.string(),
  title: z.string(),
  page: z.string().nullable().openapi({ description: 'Where people look at the record in that system, where that is known' }),
});

const hold = z.object({
  kind: z.enum(['connection_paused', 'off', 'observe', 'record_paused', 'field_paused', 'event_parked', 'link_ended']),
  sentence: sentence.nullable(),
  code: z.string().nullable(),
  connection: z.string().nullable(),
  field: z.string().nullable(),
  event: z.int().nullable().openapi({ description: 'The parked event; to be replayed once its cause is mended' }),
  by: z.string().nullable(),
  at: moment.nullable(),
});

const field = z.object({
  field: z.string().openapi({ example: 'stage' }),
  title: z.string().nullable().openapi({ description: 'What the right system calls it' }),
  left: anyValue.openapi({ description: 'The left value when both sides last met, in the fields of the right system' }),
  right: anyValue.openapi({ description: 'The right value when both sides last met' }),
  differs: z.boolean().openapi({ description: 'The two did not mean the same, compared as the merge does' }),
  masked: z.boolean().openapi({ description: 'Something of it is hidden and can be revealed for a reason' }),
  owner: z
    .string()
    .nullable()
    .openapi({ description: 'Who decides the field: left, right, shared, create_only, never_overwrite_nonempty' }),
  rules: z.array(z.string()).openapi({ description: 'Rules of the mapping that make it' }),
  from: z.array(z.string()).openapi({ description: 'What they read in the left record' }),
  lastWrite: z
    .object({
      at: moment,
      actor: z.string(),
      side: z.string().nullable(),
      effect: z.int().nullable(),
      mappingHash: z.string().nullable(),
      mappingVersion: z.int().nullable(),
    })
    .nullable()
    .openapi({ description: 'The last write of this field by the hub, if it is not long ago' }),
});

const linkDetail = link
  .extend({
    person: z
      .object({
        kind: z.enum(['person', 'company']),
        name: z.string().nullable(),
        phone: z.string().nullable(),
        email: z.string().nullable(),
      })
      .nullable(),
    mapping: z.object({ hash: z.string(), name: z.string(), version: z.int() }).nullable(),
    revisions: z.object({ left: z.string().nullable(), right: z.string().nullable() }),
    fields: z.array(field),
    pending: z.boolean().openapi({ description: 'An event waits to be worked off' }),
    sides: z.object({ left: end, right: end }).nullable(),
    holds: z.array(hold).openapi({ description: 'What keeps it from being synced now; tasks stand apart' }),
    tasks: z.array(
      z.object({ id: z.int(), kind: z.string(), state: z.string(), title: z.object({ ru: z.string(), en: z.string() }) }),
    ),
  })
  .openapi('LinkDetail');

const line = z
  .object({
    id: z.int(),
    at: moment,
    type: z.string().openapi({ example: 'fields_written' }),
    actor: z.string().openapi({ example: 'process:deals' }),
    connection: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
    values: anyValue,
    mappingHash: z.string().nullable(),
    effect: z.int().nullable(),
  })
  .openapi('JournalLine');

const params = z.object({ id: linkId });

export const list = createRoute({
  ...allow('links.read'),
  method: 'get',
  path: '/links',
  tags,
  summary: 'Claims and deals that are the same thing, and their buyers; the newest first',
  request: {
    query: z.object({
      claim: z.string().optional().openapi({ description: 'Claim number', example: '123456' }),
      called: z
        .string()
        .max(100)
        .optional()
        .openapi({ description: "Claim number, or the CRM's id of the record", example: '123456' }),
      pair: z.string().optional(),
      kind: kind.optional(),
      state: state.optional(),
      attention: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional()
        .openapi({ type: 'boolean' }),
      ...pageQuery,
    }),
  },
  responses: { 200: json(listOf(listedLink), 'A page of links'), ...refusals },
});
export const find = createRoute({
  ...allow('people.search'),
  method: 'post',
  path: '/links/find',
  tags,
  summary: 'Links of a payer by name, phone or e-mail; the newest first',
  description:
    'Names are matched by the beginnings of their words. What was looked for stays out of addresses, logs and the audit; that somebody has searched, and how much was found, is in the audit.',
  request: {
    headers: commandHeaders,
    body: body(
      z.strictObject({
        payer: z.string().trim().min(1).max(100).openapi({ example: 'Соколова Анна' }),
        kind: kind.optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
    ),
  },
  responses: {
    200: json(
      z.object({ items: z.array(listedLink), more: z.boolean().openapi({ description: 'There are further ones' }) }),
      'Found',
    ),
    ...refusals,
  },
});
export const get = createRoute({
  ...allow('links.read'),
  method: 'get',
  path: '/links/{id}',
  tags,
  summary: 'One link, field by field: both values, who decides, which rule, when it was written',
  request: { params },
  responses: { 200: json(linkDetail, 'The link'), ...unknown, ...refusals },
});
export const journal = createRoute({
  ...allow('links.read'),
  method: 'get',
  path: '/links/{id}/journal',
  tags,
  summary: 'What happened to a link, the newest first',
  request: { params, query: z.object(pageQuery) },
  responses: { 200: json(listOf(line), 'A page of the journal'), ...unknown, ...refusals },
});
export const sync = createRoute({
  ...allow('links.operate'),
  method: 'post',
  path: '/links/{id}/sync',
  tags,
  summary: 'Read both sides of a link now',
  request: { params, headers: commandHeaders, body: maybeBody(z.strictObject({ reason: reason.optional() })) },
  responses: { 202: json(link, 'Its run will look'), ...unknown, ...refusals },
});

export function addLinks(api: Api, deps: AppDeps): void {
  const view = (row: LinkRow) => linkView(deps, row);
  api.openapi(find, async (c) => {
    const { payer, limit, kind: of } = c.req.valid('json');
    const query = payerQuery(payer);
    const rows = await listLinks(deps.db, { payer: query, kind: of, scope: c.var.scope, limit: limit + 1 });
    const { actor } = c.var.caller;
    const data = { by: query.by, found: Math.min(rows.length, limit) };
    await note(deps, c, { act: 'searched', actor, permission: 'people.search', outcome: 'done', data });
    const items = await listedLinks(deps, rows.slice(0, limit));
    return c.json({ items, more: rows.length > limit }, 200);
  });
  api.openapi(list, async (c) => {
    const { limit, cursor, claim, pair, ...filter } = c.req.valid('query');
    const rows = await listLinks(deps.db, {
      ...filter,
      scope: c.var.scope,
      number: claim,
      pairId: pair,
      before: placeBefore(cursor),
      limit: limit + 1,
    });
    const payers = await payersOf(deps, rows);
    const listed = (row: LinkRow) => ({ ...view(row), payer: payers.get(row.personId ?? '') ?? null });
    return c.json(
      pageOf(rows, limit, listed, (row) => `${row.place} ${row.id}`),
      200,
    );
  });
  api.openapi(get, async (c) => {
    const row = await found(deps, c.var.scope, c.req.valid('param').id);
    const subject = subjects[row.kind](row.id);
    const [[waiting], ends, holds, { fields, ...explained }] = await Promise.all([
      listEvents(deps.db, { subject, state: 'pending', scope: 'all', limit: 1 }),
      endsOf(deps, row),
      holdsOf(deps.db, row, subject),
      explainLink(deps, row),
    ]);
    return c.json(
      {
        ...view(row),
        ...explained,
        fields: fields.map((one) => ({ ...one, title: ends?.titles.get(one.field) ?? null })),
        pending: waiting !== undefined,
        sides: ends && { left: ends.left, right: ends.right },
        holds,
      },
      200,
    );
  });
  api.openapi(journal, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const row = await found(deps, c.var.scope, c.req.valid('param').id);
    const personalOf = personalBy(await explainMapping(deps.db, row.mappingHash));
    const lines = await journalOf(deps.db, deps.vault, row.id, limit + 1, idBefore(cursor));
    const lineView = ({ linkId: _, connectionId, effectId, values, at, ...rest }: (typeof lines)[number]) => ({
      ...rest,
      at: iso(at),
      connection: connectionId,
      effect: effectId,
      values:
        values !== null && typeof values === 'object' && !Array.isArray(values)
          ? maskFields(values, personalOf)
          : maskedScalar(values),
    });
    return c.json(
      pageOf(lines, limit, lineView, (entry) => String(entry.id)),
      200,
    );
  });
  api.openapi(sync, async (c) => {
    const { id } = await found(deps, c.var.scope, c.req.valid('param').id);
    return c.json(view(await syncLink(deps, c.var.caller.actor, id, c.req.valid('json').reason)), 202);
  });
}

/** Payers as lists show them, by the id of the person. */
async function payersOf({ db }: AppDeps, rows: readonly LinkRow[]): Promise<Map<string, string>> {
  const people = await getPeople(db, [...new Set(rows.flatMap(({ personId }) => personId ?? []))]);
  return new Map(people.flatMap(({ id, kind: what, name }) => (name === null ? [] : [[id, maskPayer(what, name)]])));
}

async function listedLinks(deps: AppDeps, rows: readonly LinkRow[]) {
  const payers = await payersOf(deps, rows);
  return rows.map((row) => ({ ...linkView(deps, row), payer: payers.get(row.personId ?? '') ?? null }));
}

const maskedScalar = (value: unknown) => (typeof value === 'string' ? maskText(value) : null);

async function found(deps: AppDeps, scope: UnitScope, id: string): Promise<LinkRow> {
  await assertWithin(deps.db, 'link', id, scope, unknownLink);
  const row = await getLink(deps.db, id);
  if (!row) throw unknownLink();
  return row;
}

function linkView({ temporal }: AppDeps, row: LinkRow) {
  const workflowId = subjects[row.kind](row.id);
  return {
    id: row.id,
    pair: row.pairId,
    kind: row.kind,
    claim: row.leftNumber,
    leftId: row.leftId,
    deal: row.rightId,
    state: row.state,
    stage: row.stage,
    attention: row.attention,
    incarnation: row.incarnation,
    rev: row.rev,
    mappingHash: row.mappingHash,
    syncedAt: isoOrNull(row.syncedAt),
    createdAt: iso(row.createdAt),
    workflowId,
    runUrl: runUrl(temporal, workflowId),
  };
}
