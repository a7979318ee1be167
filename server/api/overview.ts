import { createRoute, z } from '@hono/zod-openapi';
import { listJobs } from '../../store/bulk-jobs.ts';
import { listConnections } from '../../store/connections.ts';
import { backlogs } from '../../store/counts.ts';
import { listDrift } from '../../store/drift.ts';
import { oldestTasks, readOverview, readSetUp } from '../../store/overview.ts';
import { allow } from '../auth/allow.ts';
import type { Api, AppDeps } from './deps.ts';
import { connectionId, iso, isoOrNull, json, moment, refusals, sentence } from './schemas.ts';

const DAY_MS = 24 * 3_600_000;
const SHOWN_TASKS = 5;
const SHOWN_JOBS = 5;

const overview = z
  .object({
    at: moment,
    figures: z.object({
      links: z.int(),
      attention: z.int().openapi({ description: 'Links for which a person is waited for' }),
      pending: z.int().openapi({ description: 'Events that wait' }),
      lagSeconds: z
        .int()
        .nullable()
        .openapi({ description: 'Age of the oldest event that could be worked off; null when none waits' }),
      dead: z.int().openapi({ description: 'Events and deliveries that need a person' }),
      openTasks: z.int(),
      openEffects: z.int().openapi({ description: 'Writes whose outcome is not known yet' }),
      runningJobs: z.int(),
    }),
    day: z.object({
      events: z.int(),
      echoes: z.int().openapi({ description: 'Our own writes that came back and were absorbed' }),
      writes: z.int(),
      conflicts: z.int(),
      failedEffects: z.int(),
    }),
    connections: z.array(
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
    ),
    tasks: z
      .array(z.object({ id: z.int(), kind: z.string(), title: sentence, openedAt: moment }))
      .openapi({ description: 'The oldest open ones' }),
    jobs: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        pair: z.string(),
        state: z.string(),
        total: z.int(),
        done: z.int(),
        dead: z.int(),
        etaSeconds: z.int().nullable(),
      }),
    ),
    drift: z
      .object({
        pair: z.string(),
        startedAt: moment,
        finishedAt: moment.nullable(),
        compared: z.int(),
        different: z.int(),
        missing: z.int(),
      })
      .nullable()
      .openapi({ description: 'The newest comparison' }),
    setUp: z
      .object({
        connected: z.boolean(),
        tested: z.boolean(),
        prepared: z.boolean(),
        paired: z.boolean(),
        observed: z.boolean(),
        live: z.boolean(),
      })
      .openapi({ description: 'How far the first run has come' }),
  })
  .openapi('Overview');

export const get = createRoute({
  ...allow('overview.read'),
  method: 'get',
  path: '/overview',
  tags: ['Overview'],
  summary: 'What is broken, what waits, and how the last day went',
  responses: { 200: json(overview, 'The state of the hub'), ...refusals },
});

export function addOverview(api: Api, deps: AppDeps): void {
  api.openapi(get, async (c) => {
    const { db } = deps;
    const now = new Date();
    const [counted, connections, waiting, tasks, jobs, [drift], setUp] = await Promise.all([
      readOverview(db, { now, since: new Date(now.getTime() - DAY_MS) }),
      listConnections(db),
      backlogs(db),
      oldestTasks(db, SHOWN_TASKS),
      listJobs(db, SHOWN_JOBS),
      listDrift(db, { limit: 1 }),
      readSetUp(db),
    ]);
    const { since, failedEffects, ...figures } = counted;
    return c.json(
      {
        at: iso(now),
        figures,
        day: { ...since, failedEffects },
        connections: connections.map((row) => ({
          id: row.id,
          system: row.system,
          title: row.title,
          state: row.status,
          reason: row.pause?.sentence ?? null,
          pausedBy: row.pause?.by ?? null,
          ...(waiting.get(row.id) ?? { pending: 0, dead: 0 }),
          tested: row.probedAt !== null,
          unavailable: (row.capabilities ?? []).filter(({ available }) => !available).length,
        })),
        tasks: tasks.map(({ openedAt, ...task }) => ({ ...task, openedAt: iso(openedAt) })),
        jobs: jobs.map(({ id, kind, pairId: pair, state, total, done, dead, etaSeconds }) => ({
          id,
          kind,
          pair,
          state,
          total,
          done,
          dead,
          etaSeconds,
        })),
        drift: drift
          ? {
              pair: drift.pairId,
              startedAt: iso(drift.startedAt),
              finishedAt: isoOrNull(drift.finishedAt),
              compared: drift.compared,
              different: drift.different,
              missing: drift.missing,
            }
          : null,
        setUp,
      },
      200,
    );
  });
}
