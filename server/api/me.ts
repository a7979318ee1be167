import { createRoute, z } from '@hono/zod-openapi';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { changeUser, passwordHashOf, setPassword } from '../../store/accounts.ts';
import { endSession, endSessions, listSessions } from '../../store/sessions.ts';
import { listUnits } from '../../store/units.ts';
import { allow } from '../auth/allow.ts';
import type { Caller } from '../auth/caller.ts';
import { weaknessOf } from '../auth/password.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import { personSchema, roleHeld, sessionSchema, sessionView } from './access-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, json, moved, refusals, unknown } from './schemas.ts';

const tags = ['Me'];

const me = z
  .object({
    actor: z
      .string()
      .openapi({ example: 'person:usr_3q9w8e7r6t5y4u3i', description: 'How the journal and the audit name the caller' }),
    id: z.string().nullable(),
    name: z.string().nullable().openapi({ description: 'Null for tokens' }),
    email: z.string().nullable(),
    language: z.enum(['ru', 'en']),
    roles: z.array(roleHeld),
    permissions: z
      .record(z.string(), z.union([z.literal('all'), z.array(z.string())]))
      .openapi({ description: 'What the caller may do, each with the units in which; `all` is the whole hub' }),
    units: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string(), parent: z.string().nullable() })),
  })
  .openapi('Me');

export const getMe = createRoute({
  ...allow('me.read'),
  method: 'get',
  path: '/me',
  tags,
  summary: 'Who is asking, and what that one may do where',
  responses: { 200: json(me, 'The caller'), ...refusals },
});
export const changeMe = createRoute({
  ...allow('me.change'),
  method: 'patch',
  path: '/me',
  tags,
  summary: 'Change own name or language',
  request: {
    headers: commandHeaders,
    body: body(z.strictObject({ name: personSchema.shape.name.optional(), language: z.enum(['ru', 'en']).optional() })),
  },
  responses: { 200: json(me, 'The caller'), ...moved, ...refusals },
});
export const changePassword = createRoute({
  ...allow('me.change'),
  method: 'post',
  path: '/me/password',
  tags,
  summary: 'Change own password; ends every other session',
  request: {
    headers: commandHeaders,
    body: body(z.strictObject({ current: z.string().max(200), next: z.string().max(200) })),
  },
  responses: { 204: { description: 'Changed' }, ...moved, ...refusals },
});
export const mySessions = createRoute({
  ...allow('me.read'),
  method: 'get',
  path: '/me/sessions',
  tags,
  summary: 'Where the caller is signed in',
  responses: { 200: json(z.object({ items: z.array(sessionSchema) }), 'Own sessions, the latest first'), ...refusals },
});
export const endMySession = createRoute({
  ...allow('me.change'),
  method: 'delete',
  path: '/me/sessions/{id}',
  tags,
  summary: 'Sign out elsewhere',
  request: { params: z.object({ id: z.string() }), headers: commandHeaders },
  responses: { 204: { description: 'Ended' }, ...unknown, ...moved, ...refusals },
});

const SHOWN = 100;

export function addMe(api: Api, deps: AppDeps): void {
  const view = async (caller: Caller) => {
    const all = await listUnits(deps.db);
    const seen = new Set([...caller.rights.values()].flatMap((scope) => (scope === 'all' ? all.map(({ id }) => id) : scope)));
    return {
      actor: caller.actor,
      id: caller.person?.id ?? null,
      name: caller.person?.name ?? null,
      email: caller.person?.email ?? null,
      language: caller.person?.language ?? 'ru',
      roles: [...caller.roles],
      permissions: Object.fromEntries([...caller.rights].map(([name, scope]) => [name, scope === 'all' ? scope : [...scope]])),
      units: all.flatMap(({ id, name, kind, parentId }) => (seen.has(id) ? [{ id, name, kind, parent: parentId }] : [])),
    };
  };
  api.openapi(getMe, async (c) => c.json(await view(c.var.caller), 200));
  api.openapi(changeMe, async (c) => {
    const person = personOf(c.var.caller);
    const { name, language } = c.req.valid('json');
    const changed = await changeUser(deps.db, person.id, {
      ...(name === undefined ? {} : { name }),
      ...(language === undefined ? {} : { language }),
    });
    return c.json(await view({ ...c.var.caller, person: changed }), 200);
  });
  api.openapi(changePassword, async (c) => {
    const person = personOf(c.var.caller);
    const { current, next } = c.req.valid('json');
    const hash = await passwordHashOf(deps.db, person.id);
    if (hash === null || !(await verifyPassword({ hash, password: current }))) {
      throw new InvalidRequest([{ path: 'current', message: 'not the present password' }], 'PASSWORD_WRONG');
    }
    const weakness = weaknessOf(next, person);
    if (weakness !== null) throw new InvalidRequest([{ path: 'next', message: weakness }], 'PASSWORD_WEAK');
    const passwordHash = await hashPassword(next);
    await deps.db.transaction(async (tx) => {
      await setPassword(tx, person.id, passwordHash);
      await endSessions(tx, person.id, c.var.caller.sessionId ?? undefined);
    });
    return c.body(null, 204);
  });
  api.openapi(mySessions, async (c) => {
    const { person, sessionId } = c.var.caller;
    const rows = person ? await listSessions(deps.db, deps.now(), { userId: person.id, limit: SHOWN }) : [];
    return c.json({ items: rows.map((row) => sessionView(row, sessionId)) }, 200);
  });
  api.openapi(endMySession, async (c) => {
    const person = personOf(c.var.caller);
    const { id } = c.req.valid('param');
    const own = await listSessions(deps.db, deps.now(), { userId: person.id, limit: SHOWN });
    if (!own.some((row) => row.id === id)) throw unknownSession();
    await endSession(deps.db, id);
    return c.body(null, 204);
  });
}

export const unknownSession = () => notFound('SESSION_UNKNOWN', 'Такого входа нет.', 'There is no such session.');

function personOf(caller: Caller) {
  if (caller.person) return caller.person;
  throw conflict('NOT_A_PERSON', 'У токена нет учётной записи.', 'A token has no account.');
}
