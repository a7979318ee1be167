import { createRoute, z } from '@hono/zod-openapi';
import { listSchedulePauses, pauseSchedule, resumeSchedule, type SchedulePause } from '../../store/schedules.ts';
import { allow } from '../auth/allow.ts';
import { recordCommand } from '../commands/journal.ts';
import type { SchedulesPort } from '../deps.ts';
import { maskText } from '../mask.ts';
import { notFound } from '../refusals.ts';
import { runUrl } from '../runs.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, isoOrNull, json, maybeBody, moment, reason, refusals, unknown } from './schemas.ts';

const tags = ['Schedules'];

const schedule = z
  .object({
    id: z.string().openapi({ example: 'pull:samo-main:claims' }),
    kind: z.string().openapi({
      description: 'What it starts: pull reads a feed, maintain keeps a connection alive, reconcile compares a pair',
    }),
    subject: z.string().nullable().openapi({ description: 'Id of the connection or pair' }),
    feed: z.string().nullable(),
    every: z
      .union([z.object({ seconds: z.number() }), z.object({ hour: z.int(), zone: z.string() })])
      .nullable()
      .openapi({ description: 'A period, or a daily hour in a zone' }),
    pause: z.object({ reason: z.string(), by: z.string(), at: moment.nullable() }).nullable(),
    last: z.object({ at: moment, workflowId: z.string(), runUrl: z.url() }).nullable(),
    next: moment.nullable().openapi({ description: 'Null while it is stopped' }),
  })
  .openapi('Schedule');

const params = z.object({ id: z.string().max(200) });

export const list = createRoute({
  ...allow('schedules.read'),
  method: 'get',
  path: '/schedules',
  tags,
  summary: 'Recurring work: when it last ran, when it runs next, whether somebody stopped it',
  responses: { 200: json(z.object({ items: z.array(schedule) }), 'All schedules'), ...refusals },
});
export const pause = createRoute({
  ...allow('schedules.operate'),
  method: 'post',
  path: '/schedules/{id}/pause',
  tags,
  summary: 'Stop recurring work until somebody lets it go on',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: { 200: json(schedule, 'The schedule'), ...unknown, ...refusals },
});
export const resume = createRoute({
  ...allow('schedules.operate'),
  method: 'post',
  path: '/schedules/{id}/resume',
  tags,
  summary: 'Let recurring work go on',
  request: { params, headers: commandHeaders, body: maybeBody(z.strictObject({ reason: reason.optional() })) },
  responses: { 200: json(schedule, 'The schedule'), ...unknown, ...refusals },
});
export const trigger = createRoute({
  ...allow('schedules.operate'),
  method: 'post',
  path: '/schedules/{id}/trigger',
  tags,
  summary: 'Run it now; once more afterwards where it is running',
  request: { params, headers: commandHeaders },
  responses: { 202: json(schedule, 'It was started'), ...unknown, ...refusals },
});

type Standing = Awaited<ReturnType<SchedulesPort['list']>>[number];

export function addSchedules(api: Api, deps: AppDeps): void {
  const view = (row: Standing, pauses: readonly SchedulePause[]) => {
    const stopped = pauses.find(({ id }) => id === row.id);
    return {
      id: row.id,
      kind: row.workflow,
      subject: row.args[0] ?? null,
      feed: row.args[1] ?? null,
      every: row.every,
      pause: stopped ? { reason: stopped.reason, by: stopped.pausedBy, at: isoOrNull(stopped.pausedAt) } : null,
      last: row.last && {
        at: row.last.at.toISOString(),
        workflowId: row.last.workflowId,
        runUrl: runUrl(deps.temporal, row.last.workflowId),
      },
      next: stopped ? null : isoOrNull(row.next),
    };
  };
  const find = async (id: string) => {
    const found = (await deps.schedules.list()).find((row) => row.id === id);
    if (!found) throw notFound('SCHEDULE_UNKNOWN', 'Такого расписания нет.', 'There is no such schedule.');
    return found;
  };

  api.openapi(list, async (c) => {
    const [rows, pauses] = await Promise.all([deps.schedules.list(), listSchedulePauses(deps.db)]);
    return c.json({ items: rows.map((row) => view(row, pauses)) }, 200);
  });
  api.openapi(pause, async (c) => {
    const { id } = c.req.valid('param');
    const why = c.req.valid('json').reason;
    const found = await find(id);
    await deps.db.transaction(async (tx) => {
      const by = c.var.caller.actor;
      if (!(await pauseSchedule(tx, { id, reason: maskText(why), pausedBy: by }))) return;
      await recordCommand(tx, deps.vault, { by, type: 'schedule_paused', data: { schedule: id }, reason: why });
    });
    deps.schedules.wake();
    return c.json(view(found, await listSchedulePauses(deps.db)), 200);
  });
  api.openapi(resume, async (c) => {
    const { id } = c.req.valid('param');
    const found = await find(id);
    await deps.db.transaction(async (tx) => {
      if (!(await resumeSchedule(tx, id))) return;
      const given = c.req.valid('json')?.reason;
      await recordCommand(tx, deps.vault, {
        by: c.var.caller.actor,
        type: 'schedule_resumed',
        data: { schedule: id },
        reason: given,
      });
    });
    deps.schedules.wake();
    return c.json(view(found, await listSchedulePauses(deps.db)), 200);
  });
  api.openapi(trigger, async (c) => {
    const { id } = c.req.valid('param');
    const found = await find(id);
    await deps.schedules.trigger(id);
    await recordCommand(deps.db, deps.vault, { by: c.var.caller.actor, type: 'schedule_triggered', data: { schedule: id } });
    return c.json(view(found, await listSchedulePauses(deps.db)), 202);
  });
}
