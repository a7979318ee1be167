import { createRoute, z } from '@hono/zod-openapi';
import { PLANNED_ACTS } from '../../domain/bulk/plan.ts';
import { runIds } from '../../ingress/subjects.ts';
import { type BulkProgress, getJob, listJobs, progressOf } from '../../store/bulk-jobs.ts';
import type { UnitScope } from '../../store/scope.ts';
import { allow } from '../auth/allow.ts';
import { assertWithin } from '../auth/within.ts';
import { confirmJob, dropJob, haltJob, orderJob, resumeJob, unknownJob } from '../commands/jobs.ts';
import { notFound } from '../refusals.ts';
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
  moved,
  reason,
  refusals,
  run,
  sentence,
  unknown,
} from './schemas.ts';

const tags = ['Bulk jobs'];
const SHOWN = 100;

const act = z.enum(PLANNED_ACTS);

const plan = z
  .object({
    hash: z.string().openapi({ description: 'Sent back to confirm' }),
    subjects: z.int(),
    linked: z.int().openapi({ description: 'Linked to a record already' }),
    sampled: z.int().openapi({ description: 'Read in full on both sides' }),
    estimate: z.record(act, z.int()).openapi({ description: 'What the sample comes to over all subjects' }),
    samples: z.array(z.object({ number: z.string(), act, about: z.array(z.string()) })),
    canary: z.int().openapi({ description: 'Subjects tried first' }),
  })
  .openapi('JobPlan');

const figures = z.record(z.string(), z.int());

const job = z
  .object({
    id: z.string(),
    kind: z.enum(['first_sync', 'drift_repair']).openapi({
      description: 'first_sync: every claim of the booking system; drift_repair: what a comparison found. Both in the bulk lane',
    }),
    pair: z.string(),
    state: z.enum(['planning', 'planned', 'canary', 'running', 'halted', 'done']),
    plan: plan.nullable().openapi({ description: 'Null until it is made' }),
    canaryDone: z.boolean(),
    halt: z
      .object({ code: z.string(), sentence, figures })
      .nullable()
      .openapi({ description: 'Why it halted itself; null when a person halted it' }),
    drift: z.int().nullable().openapi({ description: 'The comparison that is repaired' }),
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

const newJob = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('first_sync'), pair: z.string(), reason }),
  z.strictObject({ kind: z.literal('drift_repair'), pair: z.string(), run: z.int().positive(), reason }),
]);

export const start = createRoute({
  ...allow('jobs.run'),
  method: 'post',
  path: '/jobs',
  tags,
  summary: 'Order a bulk job',
  description: [
    'One at a time for each pair. A first sync is planned first and waits in `planned` for its plan to be confirmed; a repair begins at once.',
    'Bulk work yields to everything else that needs the same remote budget, and sends nothing to people.',
  ].join(' '),
  request: { headers: commandHeaders, body: body(newJob) },
  responses: { 201: json(job, 'The job, ordered'), ...unknown, ...moved, ...refusals },
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
  summary: 'One bulk job with its plan and progress',
  request: { params },
  responses: { 200: json(job, 'The job'), ...unknown, ...refusals },
});
const answers = { 200: json(job, 'The job as it now is'), ...unknown, ...moved, ...refusals };
export const confirm = createRoute({
  ...allow('jobs.run'),
  method: 'post',
  path: '/jobs/{id}/confirm',
  tags,
  summary: 'Confirm the plan of a job: its canary begins, and the rest follows when nothing is wrong with it',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ hash: z.string(), reason })) },
  responses: answers,
});
export const halt = createRoute({
  ...allow('jobs.run'),
  method: 'post',
  path: '/jobs/{id}/halt',
  tags,
  summary: 'Halt a job: nothing more is handed out',
  request: { params, headers: commandHeaders },
  responses: answers,
});
export const resume = createRoute({
  ...allow('jobs.run'),
  method: 'post',
  path: '/jobs/{id}/resume',
  tags,
  summary: 'Let a halted job go on where it stood',
  description: 'What it halted itself for counts as seen and does not halt it again.',
  request: { params, headers: commandHeaders, body: maybeBody(z.strictObject({ reason: reason.optional() })) },
  responses: answers,
});
export const drop = createRoute({
  ...allow('jobs.run'),
  method: 'post',
  path: '/jobs/{id}/drop',
  tags,
  summary: 'Give a planned or halted job up; what it has done stays',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: answers,
});

export function addJobs(api: Api, deps: AppDeps): void {
  const shown = async (id: string, scope: UnitScope) => {
    await assertWithin(deps.db, 'job', id, scope, unknownJob);
    const row = await getJob(deps.db, id);
    if (!row) throw unknownJob();
    return jobView(deps, await progressOf(deps.db, row));
  };

  api.openapi(start, async (c) => {
    const order = c.req.valid('json');
    const { scope, caller } = c.var;
    await assertWithin(deps.db, 'pair', order.pair, scope, () =>
      notFound('PAIR_UNKNOWN', 'Такой пары нет.', 'There is no such pair.'),
    );
    return c.json(await shown(await orderJob(deps, caller.actor, order), scope), 201);
  });
  api.openapi(list, async (c) => {
    const rows = await listJobs(deps.db, SHOWN, c.var.scope);
    return c.json({ items: rows.map((row) => jobView(deps, row)) }, 200);
  });
  api.openapi(show, async (c) => c.json(await shown(c.req.valid('param').id, c.var.scope), 200));
  api.openapi(confirm, async (c) => {
    const { id } = c.req.valid('param');
    await shown(id, c.var.scope);
    await confirmJob(deps, c.var.caller.actor, id, c.req.valid('json'));
    return c.json(await shown(id, c.var.scope), 200);
  });
  api.openapi(halt, async (c) => {
    const { id } = c.req.valid('param');
    await shown(id, c.var.scope);
    await haltJob(deps, c.var.caller.actor, id);
    return c.json(await shown(id, c.var.scope), 200);
  });
  api.openapi(resume, async (c) => {
    const { id } = c.req.valid('param');
    await shown(id, c.var.scope);
    await resumeJob(deps, c.var.caller.actor, id, c.req.valid('json').reason);
    return c.json(await shown(id, c.var.scope), 200);
  });
  api.openapi(drop, async (c) => {
    const { id } = c.req.valid('param');
    await shown(id, c.var.scope);
    await dropJob(deps, c.var.caller.actor, id, c.req.valid('json').reason);
    return c.json(await shown(id, c.var.scope), 200);
  });
}

function jobView({ temporal }: AppDeps, row: BulkProgress) {
  const { id, kind, state, canaryDone, total, fed, done, dead, waiting, etaSeconds, reason: why, startedBy } = row;
  return {
    id,
    kind,
    pair: row.pairId,
    state,
    plan: row.plan === null || row.planHash === null ? null : { ...row.plan, hash: row.planHash, canary: row.canary.length },
    canaryDone,
    halt: row.halt && { code: row.halt.code, sentence: row.halt.sentence, figures: { ...row.halt.figures } },
    drift: row.driftRun,
    total,
    fed,
    done,
    dead,
    waiting,
    left: Math.max(0, total - done - dead),
    etaSeconds,
    reason: why,
    startedBy,
    startedAt: iso(row.startedAt),
    finishedAt: isoOrNull(row.finishedAt),
    workflowId: runIds.bulk(id),
    runUrl: runUrl(temporal, runIds.bulk(id)),
  };
}
