import { createRoute, z } from '@hono/zod-openapi';
import { runIds } from '../../ingress/subjects.ts';
import { type BulkProgress, getJob, listJobs, progressOf, runningJobs, startJob, turnJob } from '../../store/bulk-jobs.ts';
import { getPair } from '../../store/connections.ts';
import { newId } from '../../store/ids.ts';
import { allow } from '../auth/allow.ts';
import { recordCommand } from '../commands/journal.ts';
import { conflict, notFound } from '../refusals.ts';
import { runUrl } from '../runs.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, isoOrNull, json, moment, moved, reason, refusals, run, unknown } from './schemas.ts';

const tags = ['Bulk jobs'];
const SHOWN = 100;

const job = z
  .object({
    id: z.string(),
    kind: z.enum(['first_sync']).openapi({ description: 'first_sync: every claim of the booking system, in the bulk lane' }),
    pair: z.string(),
    state: z.enum(['running', 'halted', 'done']),
    total: z.int().openapi({ description: 'Subjects; an estimate until the walk through the source is over' }),
    fed: z.int().openapi({ description: 'Handed out so far' }),
    done: z.int(),
    dead: z.int().openapi({ description: 'Parked with a task' }),
    waiting: z.int(),
    left: z.int(),
    etaSeconds: z.int().nullable().openapi({ description: 'At the pace of the last minute' }),
    reason: z.string(),
    startedBy: z.string(),
    startedAt: moment,
    finishedAt: moment.nullable(),
    ...run,
  })
  .openapi('BulkJob');

export const start = createRoute({
  ...allow('jobs.run'),
  method: 'post',
  path: '/jobs',
  tags,
  summary: 'Start a bulk job',
  description: 'One at a time for each pair. Bulk work yields to everything else that needs the same remote budget.',
  request: {
    headers: commandHeaders,
    body: body(z.strictObject({ kind: job.shape.kind, pair: z.string(), reason })),
  },
  responses: { 201: json(job, 'The job, started'), ...unknown, ...moved, ...refusals },
});
export const list = createRoute({
  ...allow('jobs.read'),
  method: 'get',
  path: '/jobs',
  tags,
  summary: 'Bulk jobs with their progress, the newest first',
  responses: { 200: json(z.object({ items: z.array(job) }), 'The newest hundred'), ...refusals },
});
const params = z.object({ id: z.string() });
export const show = createRoute({
  ...allow('jobs.read'),
  method: 'get',
  path: '/jobs/{id}',
  tags,
  summary: 'One bulk job with its progress',
  request: { params },
  responses: { 200: json(job, 'The job'), ...unknown, ...refusals },
});
const turn = <Verb extends 'halt' | 'resume'>(verb: Verb, summary: string) =>
  createRoute({
    ...allow('jobs.run'),
    method: 'post',
    path: `/jobs/{id}/${verb}`,
    tags,
    summary,
    request: { params, headers: commandHeaders },
    responses: { 200: json(job, 'The job as it now is'), ...unknown, ...moved, ...refusals },
  });
export const halt = turn('halt', 'Halt a job: nothing more is handed out');
export const resume = turn('resume', 'Let a halted job go on where it stood');

export function addJobs(api: Api, deps: AppDeps): void {
  const view = ({ pairId, startedAt, finishedAt, cursor: _, walked: __, ...row }: BulkProgress) => ({
    ...row,
    pair: pairId,
    left: Math.max(0, row.total - row.done - row.dead),
    startedAt: iso(startedAt),
    finishedAt: isoOrNull(finishedAt),
    workflowId: runIds.bulk(row.id),
    runUrl: runUrl(deps.temporal, runIds.bulk(row.id)),
  });
  const shown = async (id: string) => {
    const row = await getJob(deps.db, id);
    if (!row) throw notFound('JOB_UNKNOWN', 'Такого задания нет.', 'There is no such job.');
    return view(await progressOf(deps.db, row));
  };

  api.openapi(start, async (c) => {
    const { kind, pair, reason: why } = c.req.valid('json');
    if (!(await getPair(deps.db, pair))) throw notFound('PAIR_UNKNOWN', 'Такой пары нет.', 'There is no such pair.');
    if ((await runningJobs(deps.db)).some((row) => row.pairId === pair)) {
      throw conflict('JOB_RUNNING', 'Для этой пары уже идёт задание.', 'A job of this pair is running already.');
    }
    const id = newId('job');
    await startJob(deps.db, { id, kind, pairId: pair, reason: why, startedBy: c.var.caller.actor });
    await recordCommand(deps.db, deps.vault, {
      by: c.var.caller.actor,
      type: 'job_started',
      data: { job: id, kind, pair },
      reason: why,
    });
    deps.wakeJobs();
    return c.json(await shown(id), 201);
  });
  api.openapi(list, async (c) => c.json({ items: (await listJobs(deps.db, SHOWN)).map(view) }, 200));
  api.openapi(show, async (c) => c.json(await shown(c.req.valid('param').id), 200));
  for (const [route, to, type] of [
    [halt, 'halted', 'job_halted'],
    [resume, 'running', 'job_resumed'],
  ] as const) {
    api.openapi(route, async (c) => {
      const { id } = c.req.valid('param');
      await shown(id);
      if (!(await turnJob(deps.db, id, to))) {
        throw conflict('JOB_STATE', 'Задание сейчас в другом состоянии.', 'The job is in another state.');
      }
      await recordCommand(deps.db, deps.vault, { by: c.var.caller.actor, type, data: { job: id } });
      deps.wakeJobs();
      return c.json(await shown(id), 200);
    });
  }
}
