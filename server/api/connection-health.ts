import { createRoute, z } from '@hono/zod-openapi';
import { isHubError } from '../../domain/errors.ts';
import { breakerOf, loadOf, plannedOf, waitsOf } from '../../store/connection-health.ts';
import { type TimelineLine, timelineOf } from '../../store/connection-timeline.ts';
import { getConnection } from '../../store/connections.ts';
import { feedsOf } from '../../store/feeds.ts';
import { allow } from '../auth/allow.ts';
import { unknownConnection } from '../commands/connections.ts';
import { feedPeriods, isLate } from '../feeds.ts';
import { listOf, pageOf, pageQuery, placeBefore } from '../paging.ts';
import { knownConnection } from './connections.ts';
import type { Api, AppDeps } from './deps.ts';
import { connectionId, failure, iso, isoOrNull, json, moment, refusals, sentence, unknown } from './schemas.ts';

const tags = ['Connections'];
const params = z.object({ id: connectionId });
const DAY_MS = 24 * 3_600_000;

const feed = z.object({
  name: z.string().openapi({ example: 'claims' }),
  state: z
    .enum(['on_time', 'late', 'failing', 'paused', 'waiting'])
    .openapi({ description: 'waiting: not read yet; a feed is read once its connection is in a pair or has a route' }),
  everySeconds: z.int(),
  readAt: moment.nullable(),
  lagSeconds: z.int().nullable().openapi({ description: 'Since the last reading' }),
  error: failure.nullable().openapi({ description: 'Of the last reading, if it failed' }),
  failingSince: moment.nullable(),
  failures: z.int().openapi({ description: 'Failed readings in a row' }),
});

const health = z
  .object({
    feeds: z.array(feed),
    hook: z
      .object({ lastAt: moment.nullable(), day: z.int(), dead: z.int() })
      .nullable()
      .openapi({ description: 'Deliveries to its webhook; null when it has none' }),
    queue: z.object({
      pending: z.int(),
      oldestSeconds: z.int().nullable(),
      causes: z
        .array(z.object({ code: z.string(), sentence, count: z.int() }))
        .openapi({ description: 'Why events were parked, the most frequent first' }),
    }),
    writes: z
      .object({ done: z.int(), failed: z.int(), open: z.int(), unknown: z.int(), planned: z.int() })
      .openapi({ description: 'done and failed of the last day; the others as they stand' }),
    budgets: z.array(
      z.object({
        scope: z.string().openapi({ example: 'bitrix24:company.bitrix24.ru' }),
        rate: z.number().openapi({ description: 'Requests a second' }),
        burst: z.number(),
        waitMs: z.int().openapi({ description: 'How long a call would wait now' }),
      }),
    ),
    breaker: z
      .object({ failures: z.int(), openUntil: moment.nullable().openapi({ description: 'Calls are refused until then' }) })
      .nullable()
      .openapi({ description: 'Null while the system answers' }),
    problem: z
      .object({ code: z.string(), sentence })
      .nullable()
      .openapi({ description: 'Why the connection cannot be used at all: unreadable secrets, invalid options' }),
  })
  .openapi('ConnectionHealth');

const line = z
  .object({
    id: z.string(),
    at: moment,
    source: z.enum(['journal', 'alert', 'schema', 'drift', 'writes']),
    type: z.string().openapi({ example: 'connection_paused' }),
    actor: z.string().openapi({ example: 'person:usr_3q9w8e7r6t5y4u3i' }),
    link: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('TimelineLine');

const planned = z
  .object({
    hash: z.string().openapi({ description: 'Names these very plans; sent back when going live' }),
    count: z.int(),
    groups: z.array(
      z.object({
        entity: z.string(),
        operation: z.string(),
        creates: z.boolean(),
        count: z.int(),
        fields: z.array(z.string()),
      }),
    ),
  })
  .openapi('PlannedWrites');

export const getHealth = createRoute({
  ...allow('connections.read'),
  method: 'get',
  path: '/connections/{id}/health',
  tags,
  summary: 'How a connection fares: each feed, its webhook, what waits, its writes and its limits',
  request: { params },
  responses: { 200: json(health, 'Its health'), ...unknown, ...refusals },
});
export const getTimeline = createRoute({
  ...allow('connections.read'),
  method: 'get',
  path: '/connections/{id}/timeline',
  tags,
  summary: 'What happened to a connection and who did it, the newest first',
  description: 'Settings, tests, pauses, modes, replays, alerts, changes of what the installation describes, and comparisons.',
  request: { params, query: z.object(pageQuery) },
  responses: { 200: json(listOf(line), 'A page of the timeline'), ...unknown, ...refusals },
});
export const getPlanned = createRoute({
  ...allow('connections.read'),
  method: 'get',
  path: '/connections/{id}/planned',
  tags,
  summary: 'Writes that observe has stored for a connection and not made',
  request: {
    params,
    query: z.object({
      process: z.string().max(40).optional().openapi({ description: 'Of this process only', example: 'deals' }),
    }),
  },
  responses: { 200: json(planned, 'The stored plans, counted'), ...unknown, ...refusals },
});

export function addConnectionHealth(api: Api, deps: AppDeps): void {
  api.openapi(getHealth, async (c) => c.json(await healthOf(deps, await knownConnection(deps, c)), 200));
  api.openapi(getTimeline, async (c) => {
    const id = await knownConnection(deps, c);
    const { limit, cursor } = c.req.valid('query');
    const rows = await timelineOf(deps.db, id, { before: placeBefore(cursor), limit: limit + 1 });
    return c.json(
      pageOf(rows, limit, lineView, (row) => `${row.place} ${row.id}`),
      200,
    );
  });
  api.openapi(getPlanned, async (c) => {
    const { mark, groups } = await plannedOf(deps.db, await knownConnection(deps, c), c.req.valid('query').process);
    return c.json({ hash: mark, count: groups.reduce((sum, { count }) => sum + count, 0), groups }, 200);
  });
}

const lineView = ({ place: _, at, ...row }: TimelineLine) => ({ ...row, at: iso(at) });

async function healthOf(deps: AppDeps, id: string) {
  const found = await deps.connected.find(id).catch((error: unknown) => (isHubError(error) ? error : Promise.reject(error)));
  const row = isHubError(found) ? await getConnection(deps.db, id) : found?.row;
  const connector = row && deps.registry[row.system];
  if (!row || !connector) throw unknownConnection();
  const now = deps.now();
  const budgets = isHubError(found) || !found ? [] : connector.budgets(found.options);
  const scopes = budgets.map(({ scope }) => scope);
  const [feeds, load, waits, breaker] = await Promise.all([
    feedsOf(deps.db, id),
    loadOf(deps.db, id, new Date(now.getTime() - DAY_MS)),
    waitsOf(deps.db, scopes),
    breakerOf(deps.db, id),
  ]);
  const { pending, oldestAt, causes, hook, writes } = load;
  return {
    feeds: Object.entries(feedPeriods(deps, row)).map(([name, everySeconds]) => {
      const readAt = feeds.read.find((one) => one.name === name)?.at ?? null;
      const failed = feeds.failures.find((one) => one.name === name);
      const lagSeconds = readAt === null ? null : secondsBetween(readAt, now);
      const late = lagSeconds !== null && isLate(lagSeconds, everySeconds);
      const state =
        row.status === 'paused'
          ? ('paused' as const)
          : failed
            ? ('failing' as const)
            : readAt === null
              ? ('waiting' as const)
              : late
                ? ('late' as const)
                : ('on_time' as const);
      return {
        name,
        state,
        everySeconds,
        readAt: isoOrNull(readAt),
        lagSeconds,
        error: failed?.error ?? null,
        failingSince: isoOrNull(failed?.since ?? null),
        failures: failed?.times ?? 0,
      };
    }),
    hook: connector.hook ? { ...hook, lastAt: isoOrNull(hook.lastAt) } : null,
    queue: { pending, oldestSeconds: oldestAt && secondsBetween(oldestAt, now), causes },
    writes,
    budgets: budgets.map(({ scope, rate, burst }) => ({
      scope,
      rate,
      burst,
      waitMs: waits.find((wait) => wait.scope === scope)?.waitMs ?? 0,
    })),
    breaker: breaker && { failures: breaker.failures, openUntil: isoOrNull(breaker.openUntil) },
    problem: isHubError(found) ? { code: found.code, sentence: found.userMessage } : null,
  };
}

const secondsBetween = (from: Date, to: Date) => Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1000));
