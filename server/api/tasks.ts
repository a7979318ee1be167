import { createRoute, z } from '@hono/zod-openapi';
import { subjects } from '../../ingress/subjects.ts';
import { getLink, getLinks, type LinkRow } from '../../store/links.ts';
import { getTask, type ListedTask, listTasks, taskKinds } from '../../store/listing.ts';
import { openTaskValues } from '../../store/tasks.ts';
import { allow } from '../auth/allow.ts';
import { assertWithin } from '../auth/within.ts';
import { choicesOf } from '../commands/choices.ts';
import { decide, unknownTask } from '../commands/tasks.ts';
import { maskValue } from '../mask.ts';
import { idBefore, listOf, pageOf, pageQuery } from '../paging.ts';
import { explainMapping, personalBy } from '../rules.ts';
import { runUrl } from '../runs.ts';
import type { Api, AppDeps } from './deps.ts';
import {
  body,
  commandHeaders,
  iso,
  isoOrNull,
  json,
  moment,
  moved,
  reason,
  refusals,
  run,
  sentence,
  unknown,
} from './schemas.ts';

const tags = ['Tasks'];
const taskId = z.coerce.number().int().positive().openapi({ example: 7 });
const state = z.enum(['open', 'decided', 'closed']);

const task = z
  .object({
    id: taskId,
    kind: z.string().openapi({ example: 'conflict' }),
    state: state.openapi({ description: 'decided: the next pass carries it out' }),
    title: sentence,
    data: z.record(z.string(), z.unknown()).openapi({ description: 'Codes, names and ids' }),
    link: z.string().nullable(),
    claim: z.string().nullable().openapi({ description: 'Claim number of the link' }),
    connection: z.string().nullable(),
    choices: z.array(z.string()).openapi({ description: 'What may be answered', example: ['left', 'right'] }),
    choice: z.string().nullable(),
    openedAt: moment,
    closedAt: moment.nullable(),
    closedBy: z.string().nullable(),
    workflowId: run.workflowId.nullable(),
    runUrl: run.runUrl.nullable(),
  })
  .openapi('Task');

const taskDetail = task
  .extend({ values: z.unknown().openapi({ description: 'Values to choose between; personal ones are masked' }) })
  .openapi('TaskDetail');

export const list = createRoute({
  ...allow('tasks.read'),
  method: 'get',
  path: '/tasks',
  tags,
  summary: 'What people are asked to decide, the newest first unless asked otherwise',
  request: {
    query: z.object({
      state: state.optional(),
      kind: z.string().optional(),
      link: z.string().optional(),
      connection: z.string().optional(),
      order: z.enum(['newest', 'oldest']).default('newest'),
      ...pageQuery,
    }),
  },
  responses: { 200: json(listOf(task), 'A page of tasks'), ...refusals },
});
export const kinds = createRoute({
  ...allow('tasks.read'),
  method: 'get',
  path: '/task-kinds',
  tags,
  summary: 'What people are asked now: each kind with how many, and since when the oldest waits',
  responses: {
    200: json(z.object({ items: z.array(z.object({ kind: z.string(), open: z.int(), oldestAt: moment })) }), 'All kinds'),
    ...refusals,
  },
});
export const get = createRoute({
  ...allow('tasks.read'),
  method: 'get',
  path: '/tasks/{id}',
  tags,
  summary: 'One task, with the values to choose between',
  request: { params: z.object({ id: taskId }) },
  responses: { 200: json(taskDetail, 'The task'), ...unknown, ...refusals },
});
export const decideRoute = createRoute({
  ...allow('tasks.decide'),
  method: 'post',
  path: '/tasks/{id}/decide',
  tags,
  summary: 'Answer a task',
  description: [
    'A conflict takes `left`, `right` or `leave`; held deletions `accept` or `dismiss`; a loop `resume` or `close`; an ambiguous buyer the id of a candidate, or `create`; a deleted deal `recreate` or `leave`;',
    'a message that may have arrived `sent` or `not_sent`;',
    'every other task `close`. The run of the subject then looks again. The same answer again changes nothing.',
  ].join(' '),
  request: {
    params: z.object({ id: taskId }),
    headers: commandHeaders,
    body: body(z.strictObject({ choice: z.string().max(100).openapi({ example: 'left' }), reason: reason.optional() })),
  },
  responses: { 200: json(task, 'The task, decided or closed'), ...unknown, ...moved, ...refusals },
});

export function addTasks(api: Api, deps: AppDeps): void {
  api.openapi(list, async (c) => {
    const { limit, cursor, link, connection, order, ...filter } = c.req.valid('query');
    const rows = await listTasks(deps.db, {
      scope: c.var.scope,
      ...filter,
      linkId: link,
      connectionId: connection,
      oldestFirst: order === 'oldest',
      before: idBefore(cursor),
      limit: limit + 1,
    });
    const links = await linksOf(deps, rows);
    return c.json(
      pageOf(
        rows,
        limit,
        (row) => taskView(deps, row, links),
        (row) => String(row.id),
      ),
      200,
    );
  });
  api.openapi(kinds, async (c) => {
    const rows = await taskKinds(deps.db, c.var.scope);
    return c.json({ items: rows.map(({ oldestAt, ...row }) => ({ ...row, oldestAt: iso(oldestAt) })) }, 200);
  });
  api.openapi(get, async (c) => {
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'task', id, c.var.scope, unknownTask);
    const row = await getTask(deps.db, id);
    if (!row) throw unknownTask();
    const link = row.linkId === null ? null : await getLink(deps.db, row.linkId);
    const personalOf = personalBy(await explainMapping(deps.db, link?.mappingHash ?? null));
    const field = typeof row.data['field'] === 'string' ? row.data['field'] : '';
    const values = maskValue(field, await openTaskValues(deps.db, deps.vault, row), field === '' ? undefined : personalOf(field));
    return c.json({ ...taskView(deps, row, await linksOf(deps, [row])), values }, 200);
  });
  api.openapi(decideRoute, async (c) => {
    const { choice, reason: why } = c.req.valid('json');
    const { id } = c.req.valid('param');
    await assertWithin(deps.db, 'task', id, c.var.scope, unknownTask);
    const row = await decide(deps, c.var.caller.actor, id, choice, why);
    return c.json(taskView(deps, row, await linksOf(deps, [row])), 200);
  });
}

async function linksOf(deps: AppDeps, rows: readonly ListedTask[]): Promise<Map<string, LinkRow>> {
  const ids = rows.flatMap((row) => (row.linkId === null ? [] : [row.linkId]));
  return new Map((await getLinks(deps.db, [...new Set(ids)])).map((link) => [link.id, link]));
}

function taskView({ temporal }: AppDeps, row: ListedTask, links: Map<string, LinkRow>) {
  const workflowId = row.linkId === null ? null : subjects[links.get(row.linkId)?.kind ?? 'deal'](row.linkId);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    title: row.title,
    data: row.data,
    link: row.linkId,
    claim: links.get(row.linkId ?? '')?.leftNumber ?? null,
    connection: row.connectionId,
    choices: row.state === 'open' ? choicesOf(row) : [],
    choice: row.choice,
    openedAt: iso(row.openedAt),
    closedAt: isoOrNull(row.closedAt),
    closedBy: row.closedBy,
    workflowId,
    runUrl: workflowId === null ? null : runUrl(temporal, workflowId),
  };
}
