import { createRoute, z } from '@hono/zod-openapi';
import { listAlerts } from '../../store/alerts.ts';
import { listJobs } from '../../store/bulk-jobs.ts';
import { backlogs } from '../../store/counts.ts';
import {
  connectionsSeen,
  countEffects,
  countEvents,
  countLinks,
  countTasks,
  lastDrift,
  readSetUp,
} from '../../store/overview.ts';
import type { UnitScope } from '../../store/scope.ts';
import { allow } from '../auth/allow.ts';
import type { Caller } from '../auth/caller.ts';
import type { Permission } from '../auth/permissions.ts';
import { alertView } from './alerts.ts';
import type { Api, AppDeps } from './deps.ts';
import { connectionId, iso, isoOrNull, json, moment, refusals, sentence } from './schemas.ts';

const DAY_MS = 24 * 3_600_000;
const SHOWN_TASKS = 5;
const SHOWN_JOBS = 5;
const SHOWN_ALERTS = 20;

const overview = z
  .object({
    at: moment,
    links: z
      .object({ total: z.int(), attention: z.int().openapi({ description: 'Links for which a person is waited for' }) })
      .nullable(),
    events: z
      .object({
        pending: z.int(),
        lagSeconds: z
          .int()
          .nullable()
          .openapi({ description: 'Age of the oldest event that could be worked off; null when none waits' }),
        dead: z.int().openapi({ description: 'Events and deliveries that need a person' }),
        day: z.object({
          received: z.int(),
          echoes: z.int().openapi({ description: 'Our own writes that came back and were absorbed' }),
        }),
      })
      .nullable(),
    effects: z
      .object({
        open: z.int().openapi({ description: 'Writes whose outcome is not known yet' }),
        day: z.object({ done: z.int(), failed: z.int() }),
      })
      .nullable(),
    tasks: z
      .object({
        open: z.int(),
        oldest: z.array(z.object({ id: z.int(), kind: z.string(), title: sentence, openedAt: moment })),
        day: z.object({ conflicts: z.int() }),
      })
      .nullable(),
    connections: z
      .array(
        z.object({
          id: connectionId,
          system: z.string(),
          title: z.string(),
          state: z.enum(['active', 'paused']),
          reason: sentence.nullable(),
          pausedBy: z.string().nullable(),
          pending: z.int(),
          dead: z.int(),
          tested: z.boolean(),
          unavailable: z.int().openapi({ description: 'Capabilities that the last test found missing' }),
        }),
      )
      .nullable(),
    jobs: z
      .array(
        z.object({
          id: z.string(),
          kind: z.string(),
          state: z.string(),
          total: z.int(),
          done: z.int(),
          dead: z.int(),
          etaSeconds: z.int().nullable(),
        }),
      )
      .nullable(),
    drift: z
      .array(
        z.object({
          pair: z.string(),
          startedAt: moment,
          finishedAt: moment.nullable(),
          compared: z.int(),
          different: z.int(),
          missing: z.int(),
        }),
      )
      .nullable()
      .openapi({ description: 'The newest comparison of each pair' }),
    alerts: z
      .array(
        z.object({
          id: z.string(),
          kind: z.string(),
          severity: z.enum(['critical', 'warning']),
          state: z.enum(['open', 'acknowledged', 'resolved']),
          title: sentence,
          connection: z.string().nullable(),
          openedAt: moment,
        }),
      )
      .nullable()
      .openapi({ description: 'What is wrong now, the newest first' }),
    setUp: z
      .object({
        connected: z.boolean(),
        tested: z.boolean(),
        prepared: z.boolean(),
        paired: z.boolean(),
        observed: z.boolean(),
        live: z.boolean(),
      })
      .nullable()
      .openapi({ description: 'How far the first run has come' }),
  })
  .openapi('Overview');

export const get = createRoute({
  ...allow('overview.read'),
  method: 'get',
  path: '/overview',
  tags: ['Overview'],
  summary: 'What is broken, what waits, and how the last day went',
  description: 'Parts that the caller may not read are null; the others count the units in which they may.',
  responses: { 200: json(overview, 'The state of the hub'), ...refusals },
});

/** Reads a part for those who may, over the units in which they may. */
async function part<Part>(
  caller: Caller,
  permission: Permission,
  read: (scope: UnitScope) => Promise<Part>,
): Promise<Part | null> {
  const scope = caller.rights.get(permission);
  return scope === undefined ? null : read(scope);
}

export function addOverview(api: Api, deps: AppDeps): void {
  const { db } = deps;
  api.openapi(get, async (c) => {
    const { caller } = c.var;
    const now = deps.now();
    const since = new Date(now.getTime() - DAY_MS);
    const [links, events, effects, tasks, connections, jobs, drift, alerts, setUp] = await Promise.all([
      part(caller, 'links.read', (scope) => countLinks(db, scope)),
      part(caller, 'events.read', (scope) => countEvents(db, scope, { now, since })),
      part(caller, 'effects.read', (scope) => countEffects(db, scope, since)),
      part(caller, 'tasks.read', async (scope) => {
        const { oldest, ...rest } = await countTasks(db, scope, since, SHOWN_TASKS);
        return { ...rest, oldest: oldest.map(({ openedAt, ...task }) => ({ ...task, openedAt: iso(openedAt) })) };
      }),
      part(caller, 'connections.read', (scope) => connectionsIn(deps, scope)),
      part(caller, 'jobs.read', (scope) => jobsIn(deps, scope)),
      part(caller, 'drift.read', (scope) => driftIn(deps, scope)),
      part(caller, 'alerts.read', (scope) => alertsIn(deps, scope)),
      part(caller, 'connections.manage', () => readSetUp(db)),
    ]);
    return c.json({ at: iso(now), links, events, effects, tasks, connections, jobs, drift, alerts, setUp }, 200);
  });
}

async function alertsIn({ db }: AppDeps, scope: UnitScope) {
  return (await listAlerts(db, { state: 'current', scope, limit: SHOWN_ALERTS })).map(alertView).map((alert) => {
    const { id, kind, severity, state, title, connection, openedAt } = alert;
    return { id, kind, severity, state, title, connection, openedAt };
  });
}

async function connectionsIn({ db }: AppDeps, scope: UnitScope) {
  const [rows, waiting] = await Promise.all([connectionsSeen(db, scope), backlogs(db)]);
  return rows.map((row) => ({
    id: row.id,
    system: row.system,
    title: row.title,
    state: row.status,
    reason: row.pause?.sentence ?? null,
    pausedBy: row.pause?.by ?? null,
    ...(waiting.get(row.id) ?? { pending: 0, dead: 0 }),
    tested: row.probedAt !== null,
    unavailable: (row.capabilities ?? []).filter(({ available }) => !available).length,
  }));
}

async function jobsIn({ db }: AppDeps, scope: UnitScope) {
  const rows = await listJobs(db, SHOWN_JOBS, scope);
  return rows.map(({ id, kind, state, total, done, dead, etaSeconds }) => ({ id, kind, state, total, done, dead, etaSeconds }));
}

async function driftIn({ db }: AppDeps, scope: UnitScope) {
  const rows = await lastDrift(db, scope);
  return rows.map((row) => ({ ...row, startedAt: iso(row.startedAt), finishedAt: isoOrNull(row.finishedAt) }));
}
