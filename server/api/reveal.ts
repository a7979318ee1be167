import { createRoute, z } from '@hono/zod-openapi';
import type { Json } from '../../domain/json.ts';
import { getLink, readBases } from '../../store/links.ts';
import { getTask } from '../../store/listing.ts';
import { getPeople } from '../../store/people.ts';
import { openTaskValues } from '../../store/tasks.ts';
import { allow } from '../auth/allow.ts';
import { note } from '../auth/audit.ts';
import { assertWithin } from '../auth/within.ts';
import { recordCommand } from '../commands/journal.ts';
import { unknownLink } from '../commands/links.ts';
import { unknownTask } from '../commands/tasks.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, json, reason, refusals, unknown } from './schemas.ts';

/** What is known of the person behind a link, besides the fields of both records. */
const PERSON = ['person.name', 'person.phone', 'person.email'] as const;
const name = z.string().min(1).max(100).openapi({ example: 'person.phone' });

export const reveal = createRoute({
  ...allow('personal.reveal'),
  method: 'post',
  path: '/links/{id}/reveal',
  tags: ['Links'],
  summary: 'Show masked values of a link in clear',
  description: `Fields of the link by name, and ${PERSON.join(', ')}. Who saw which fields, and why, stands in the audit and in the journal of the link.`,
  request: {
    params: z.object({ id: z.string().openapi({ example: 'lnk_3q9w8e7r6t5y4u3i' }) }),
    headers: commandHeaders,
    body: body(z.strictObject({ fields: z.array(name).min(1).max(50), reason })),
  },
  responses: {
    200: json(
      z.object({
        values: z.record(z.string(), z.object({ left: z.unknown(), right: z.unknown() })).openapi({
          description: 'By field, as both sides last agreed; the person stands on both sides alike. Null where nothing is known',
        }),
      }),
      'The values',
    ),
    ...unknown,
    ...refusals,
  },
});

export const revealTask = createRoute({
  ...allow('personal.reveal'),
  method: 'post',
  path: '/tasks/{id}/reveal',
  tags: ['Tasks'],
  summary: 'Show the values of a task in clear',
  description: 'Who saw them, and why, stands in the audit and in the journal of the link.',
  request: {
    params: z.object({ id: z.coerce.number().int().positive().openapi({ example: 7 }) }),
    headers: commandHeaders,
    body: body(z.strictObject({ reason })),
  },
  responses: {
    200: json(z.object({ values: z.unknown() }), 'The values to choose between'),
    ...unknown,
    ...refusals,
  },
});

/** Personal values in clear: for a reason, and never unseen. */
export function addReveal(api: Api, deps: AppDeps): void {
  api.openapi(reveal, async (c) => {
    const { id } = c.req.valid('param');
    const { reason: why, ...asked } = c.req.valid('json');
    const fields = [...new Set(asked.fields)].sort();
    const { actor } = c.var.caller;
    await assertWithin(deps.db, 'link', id, c.var.scope, unknownLink);
    const link = await getLink(deps.db, id);
    if (!link) throw unknownLink();
    const [bases, [person]] = await Promise.all([
      readBases(deps.db, deps.vault, id),
      getPeople(deps.db, link.personId === null ? [] : [link.personId]),
    ]);
    const known = new Map<string, Json>([
      ['person.name', person?.name ?? null],
      ['person.phone', person?.phone ?? null],
      ['person.email', person?.email ?? null],
    ]);
    const shown = (field: string) => ({
      left: known.get(field) ?? bases.left?.fields[field] ?? null,
      right: known.get(field) ?? bases.right?.fields[field] ?? null,
    });
    // First written down, then shown.
    const entry = {
      act: 'revealed',
      actor,
      permission: 'personal.reveal',
      outcome: 'done',
      reason: why,
      data: { link: id, fields },
    };
    await note(deps, c, entry);
    await recordCommand(deps.db, deps.vault, { by: actor, type: 'personal_revealed', link, data: { fields }, reason: why });
    return c.json({ values: Object.fromEntries(fields.map((field) => [field, shown(field)])) }, 200);
  });
  api.openapi(revealTask, async (c) => {
    const { id } = c.req.valid('param');
    const { reason: why } = c.req.valid('json');
    const { actor } = c.var.caller;
    await assertWithin(deps.db, 'task', id, c.var.scope, unknownTask);
    const task = await getTask(deps.db, id);
    if (!task) throw unknownTask();
    const link = task.linkId === null ? null : await getLink(deps.db, task.linkId);
    const field = typeof task.data['field'] === 'string' ? task.data['field'] : null;
    const data = { task: id, link: task.linkId, fields: field === null ? [] : [field] };
    await note(deps, c, { act: 'revealed', actor, permission: 'personal.reveal', outcome: 'done', reason: why, data });
    await recordCommand(deps.db, deps.vault, { by: actor, type: 'personal_revealed', link, data, reason: why });
    return c.json({ values: await openTaskValues(deps.db, deps.vault, task) }, 200);
  });
}
