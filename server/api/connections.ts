import { createRoute, z } from '@hono/zod-openapi';
import type { Json } from '../../domain/json.ts';
import { type ConnectionRow, getConnection, listConnections } from '../../store/connections.ts';
import { type Backlog, backlogs, listCursors, listSecretNames } from '../../store/counts.ts';
import type { UnitScope } from '../../store/scope.ts';
import { listPreviousSecrets } from '../../store/secrets.ts';
import { allow } from '../auth/allow.ts';
import { assertUnit, assertWithin } from '../auth/within.ts';
import { changeConnection, createConnection, pause, resume, testConnection, unknownConnection } from '../commands/connections.ts';
import { replaceHookSecret } from '../commands/secrets.ts';
import { feedPeriods, isLate } from '../feeds.ts';
import { unitId } from './access-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import {
  body,
  commandHeaders,
  connectionId,
  iso,
  isoOrNull,
  json,
  maybeBody,
  moment,
  moved,
  reason,
  refusals,
  sentence,
  unknown,
} from './schemas.ts';

const capability = z.object({ name: z.string(), available: z.boolean(), reason: sentence });
const options = z.record(z.string(), z.unknown()).openapi({
  description: 'Options by name, as GET /api/systems describes them',
  example: { portal: 'https://company.bitrix24.ru' },
});
const title = z.string().trim().min(1).max(200).openapi({ example: 'Битрикс24, продажи' });
const pullSeconds = z.int().min(5).max(86_400).openapi({ description: 'How often its feeds are read', example: 60 });
const unit = unitId.nullable().openapi({ description: 'Whose records it brings; null when it serves the whole hub' });

const connection = z
  .object({
    id: connectionId,
    system: z.string().openapi({ example: 'bitrix24' }),
    title: z.string(),
    state: z.enum(['active', 'paused']),
    reason: sentence.nullable().openapi({ description: 'Why it is paused' }),
    pause: z.object({ code: z.string(), by: z.string() }).nullable(),
    options,
    secretsSet: z
      .array(z.string())
      .openapi({ description: 'Names of the secrets that are stored; values are never shown', example: ['webhookSecret'] }),
    secretsReplaced: z
      .array(z.object({ name: z.string(), until: moment }))
      .openapi({ description: 'Secrets whose value before the last replacement still proves a sender, and until when' }),
    hookUrl: z.url().nullable().openapi({ description: 'Where this system sends its events; null when it has no webhook' }),
    cursors: z
      .array(z.object({ name: z.string(), updatedAt: moment, ageSeconds: z.int(), late: z.boolean() }))
      .openapi({ description: 'How fresh each feed is that was read; late ones have missed three of their periods' }),
    feeds: z.int().openapi({ description: 'How many feeds it has' }),
    pending: z.int().openapi({ description: 'Events that wait' }),
    dead: z.int().openapi({ description: 'Events and deliveries that need a person' }),
    capabilities: z.array(capability).nullable().openapi({ description: 'Answer of the last test' }),
    probedAt: moment.nullable(),
    pullSeconds,
    unit,
    version: z.int(),
    createdAt: moment,
    updatedAt: moment,
  })
  .openapi('Connection');

const params = z.object({ id: connectionId });
const tags = ['Connections'];
const one = json(connection, 'The connection');

export const list = createRoute({
  ...allow('connections.read'),
  method: 'get',
  path: '/connections',
  tags,
  summary: 'Every connection, whether it works, and what waits there',
  responses: { 200: json(z.object({ items: z.array(connection) }), 'All connections'), ...refusals },
});
export const get = createRoute({
  ...allow('connections.read'),
  method: 'get',
  path: '/connections/{id}',
  tags,
  summary: 'One connection',
  request: { params },
  responses: { 200: one, ...unknown, ...refusals },
});
export const create = createRoute({
  ...allow('connections.manage'),
  method: 'post',
  path: '/connections',
  tags,
  summary: 'Connect a system',
  description: 'The same request again answers 200 and changes nothing; another one under a known id is refused.',
  request: {
    headers: commandHeaders,
    body: body(
      z.strictObject({
        id: connectionId,
        system: z.string(),
        title,
        options,
        pullSeconds: pullSeconds.optional(),
        unit: unit.optional(),
      }),
    ),
  },
  responses: { 200: one, 201: one, ...moved, ...refusals },
});
export const change = createRoute({
  ...allow('connections.manage'),
  method: 'patch',
  path: '/connections/{id}',
  tags,
  summary: 'Change title or options',
  description:
    'Options left out stay as they are. An open option given as null is removed; a secret left out, empty or null keeps its stored value.',
  request: {
    params,
    headers: commandHeaders,
    body: body(
      z.strictObject({
        title: title.optional(),
        options: options.optional(),
        pullSeconds: pullSeconds.optional(),
        unit: unit.optional(),
      }),
    ),
  },
  responses: { 200: one, ...unknown, ...refusals },
});
export const replaceSecret = createRoute({
  ...allow('connections.manage'),
  method: 'post',
  path: '/connections/{id}/secrets/{name}/replace',
  tags,
  summary: 'Replace a webhook secret while the old one is still accepted',
  description:
    'For secrets that prove where an event comes from. Both are accepted for the overlap, so that no event is refused while the other system is changed. No answer ever shows either.',
  request: {
    params: params.extend({ name: z.string().openapi({ example: 'applicationToken' }) }),
    headers: commandHeaders,
    body: body(
      z.strictObject({
        value: z.string().min(1).max(4_000),
        overlapHours: z.number().min(0).max(168).default(24).openapi({ description: '0 refuses the old one at once' }),
        reason,
      }),
    ),
  },
  responses: { 200: one, ...unknown, ...refusals },
});
export const test = createRoute({
  ...allow('connections.operate'),
  method: 'post',
  path: '/connections/{id}/test',
  tags,
  summary: 'Ask the system what this connection can do, and why not where it cannot',
  request: { params, headers: commandHeaders },
  responses: { 200: json(z.object({ capabilities: z.array(capability) }), 'What it can do'), ...unknown, ...refusals },
});
export const pauseRoute = createRoute({
  ...allow('connections.operate'),
  method: 'post',
  path: '/connections/{id}/pause',
  tags,
  summary: 'Stop calls to the system; events are kept',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: { 200: one, ...unknown, ...refusals },
});
export const resumeRoute = createRoute({
  ...allow('connections.operate'),
  method: 'post',
  path: '/connections/{id}/resume',
  tags,
  summary: 'Let calls through again and work off what was kept',
  request: { params, headers: commandHeaders, body: maybeBody(z.strictObject({ reason: reason.optional() })) },
  responses: { 200: one, ...unknown, ...refusals },
});

export function addConnections(api: Api, deps: AppDeps): void {
  api.openapi(list, async (c) => {
    const rows = await listConnections(deps.db, c.var.scope);
    const items = await describe(deps, rows);
    return c.json({ items }, 200);
  });
  api.openapi(get, async (c) => c.json(await described(deps, await knownConnection(deps, c)), 200));
  api.openapi(create, async (c) => {
    const draft = c.req.valid('json');
    await assertUnit(deps.db, draft.unit ?? null, c.var.scope);
    const fresh = await createConnection(deps, c.var.caller.actor, {
      ...draft,
      options: draft.options as { [name: string]: Json },
    });
    await assertWithin(deps.db, 'connection', draft.id, c.var.scope, unknownConnection);
    return c.json(await described(deps, draft.id), fresh ? 201 : 200);
  });
  api.openapi(change, async (c) => {
    const id = await knownConnection(deps, c);
    const asked = c.req.valid('json');
    await assertUnit(deps.db, asked.unit, c.var.scope);
    await changeConnection(deps, c.var.caller.actor, id, {
      ...asked,
      options: asked.options as { [name: string]: Json } | undefined,
    });
    return c.json(await described(deps, id), 200);
  });
  api.openapi(replaceSecret, async (c) => {
    const id = await knownConnection(deps, c);
    const { name } = c.req.valid('param');
    await replaceHookSecret(deps, c.var.caller.actor, id, { name, ...c.req.valid('json') });
    return c.json(await described(deps, id), 200);
  });
  api.openapi(test, async (c) => {
    const id = await knownConnection(deps, c);
    return c.json({ capabilities: await testConnection(deps, c.var.caller.actor, id) }, 200);
  });
  api.openapi(pauseRoute, async (c) => {
    const id = await knownConnection(deps, c);
    await pause(deps, c.var.caller.actor, id, c.req.valid('json').reason);
    return c.json(await described(deps, id), 200);
  });
  api.openapi(resumeRoute, async (c) => {
    const id = await knownConnection(deps, c);
    await resume(deps, c.var.caller.actor, id, c.req.valid('json').reason);
    return c.json(await described(deps, id), 200);
  });
}

/** The connection that a request names, if it lies in the caller's units. */
export async function knownConnection(
  deps: AppDeps,
  c: { var: { scope: UnitScope }; req: { valid(target: 'param'): { id: string } } },
): Promise<string> {
  const { id } = c.req.valid('param');
  await assertWithin(deps.db, 'connection', id, c.var.scope, unknownConnection);
  return id;
}

async function described(deps: AppDeps, id: string) {
  const row = await getConnection(deps.db, id);
  const [view] = row ? await describe(deps, [row]) : [];
  if (!view) throw unknownConnection();
  return view;
}

async function describe(deps: AppDeps, rows: readonly ConnectionRow[]) {
  const [counts, cursors, secrets, replaced] = await Promise.all([
    backlogs(deps.db),
    listCursors(deps.db),
    listSecretNames(deps.db),
    listPreviousSecrets(deps.db),
  ]);
  const now = Date.now();
  const none: Backlog = { pending: 0, dead: 0 };
  return rows.map((row) => ({
    id: row.id,
    system: row.system,
    title: row.title,
    state: row.status,
    reason: row.pause?.sentence ?? null,
    pause: row.pause && { code: row.pause.code, by: row.pause.by },
    options: row.options,
    secretsSet: secrets.filter((secret) => secret.connectionId === row.id).map((secret) => secret.name),
    secretsReplaced: replaced
      .filter(({ connectionId, until }) => connectionId === row.id && until.getTime() > now)
      .map(({ name, until }) => ({ name, until: iso(until) })),
    hookUrl: deps.registry[row.system]?.hook ? `${deps.publicUrl}/hooks/${row.id}` : null,
    ...freshness(
      deps,
      row,
      cursors.filter((cursor) => cursor.connectionId === row.id),
      now,
    ),
    ...(counts.get(row.id) ?? none),
    capabilities: row.capabilities,
    probedAt: isoOrNull(row.probedAt),
    pullSeconds: row.pullSeconds,
    unit: row.unitId,
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }));
}

function freshness(deps: AppDeps, row: ConnectionRow, read: readonly { name: string; updatedAt: Date }[], now: number) {
  const feeds = feedPeriods(deps, row);
  const cursors = read.map(({ name, updatedAt }) => {
    const ageSeconds = Math.max(0, Math.floor((now - updatedAt.getTime()) / 1000));
    return { name, updatedAt: iso(updatedAt), ageSeconds, late: isLate(ageSeconds, feeds[name]) };
  });
  return { cursors, feeds: Object.keys(feeds).length };
}
