import { createRoute, z } from '@hono/zod-openapi';
import { endSession, endSessions, listSessions } from '../../store/sessions.ts';
import { allow } from '../auth/allow.ts';
import { sessionSchema, sessionView } from './access-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import { unknownSession } from './me.ts';
import { commandHeaders, json, refusals, unknown } from './schemas.ts';

const tags = ['Access'];
const params = z.object({ id: z.string() });
const SHOWN = 500;

export const list = createRoute({
  ...allow('access.read'),
  method: 'get',
  path: '/sessions',
  tags,
  summary: 'Who is signed in, and where',
  request: { query: z.object({ person: z.string().optional() }) },
  responses: { 200: json(z.object({ items: z.array(sessionSchema) }), 'The latest five hundred'), ...refusals },
});
export const end = createRoute({
  ...allow('access.manage'),
  method: 'delete',
  path: '/sessions/{id}',
  tags,
  summary: 'End a session',
  request: { params, headers: commandHeaders },
  responses: { 204: { description: 'Ended' }, ...unknown, ...refusals },
});
export const endAll = createRoute({
  ...allow('access.manage'),
  method: 'delete',
  path: '/people/{id}/sessions',
  tags,
  summary: 'Sign a person out everywhere',
  request: { params, headers: commandHeaders },
  responses: { 200: json(z.object({ ended: z.int() }), 'How many sessions ended'), ...refusals },
});

/** Who is signed in; the administrator's view of it. */
export function addSessions(api: Api, deps: AppDeps): void {
  api.openapi(list, async (c) => {
    const rows = await listSessions(deps.db, deps.now(), { userId: c.req.valid('query').person, limit: SHOWN });
    return c.json({ items: rows.map((row) => sessionView(row, c.var.caller.sessionId)) }, 200);
  });
  api.openapi(end, async (c) => {
    if ((await endSession(deps.db, c.req.valid('param').id)) === null) throw unknownSession();
    return c.body(null, 204);
  });
  api.openapi(endAll, async (c) => c.json({ ended: await endSessions(deps.db, c.req.valid('param').id) }, 200));
}
