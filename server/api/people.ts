import { createRoute, z } from '@hono/zod-openapi';
import { HubError } from '../../domain/errors.ts';
import { listUsers } from '../../store/accounts.ts';
import { type ListedInvitation, openInvitations, revokeInvitation } from '../../store/invitations.ts';
import { allow, allowPublic } from '../auth/allow.ts';
import { note } from '../auth/audit.ts';
import { BOOTSTRAP } from '../auth/caller.ts';
import { isRole } from '../auth/permissions.ts';
import { acceptInvite, changeRoles, closeAccount, invitePerson, resetAdmin, unknownPerson } from '../commands/accounts.ts';
import { mailInvitation } from '../commands/invitation-mail.ts';
import { conflict, notFound } from '../refusals.ts';
import { personSchema, personView, roleHeld } from './access-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, json, moment, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Access'];
const params = z.object({ id: z.string() });
const { name, email, language } = personSchema.shape;
const roles = z.array(roleHeld).max(50);
const one = json(personSchema, 'The person');

const invitation = z
  .object({
    id: z.string(),
    email,
    name,
    language,
    roles: z.array(roleHeld),
    invitedBy: z.string(),
    createdAt: moment,
    expiresAt: moment,
  })
  .openapi('Invitation');

export const listPeople = createRoute({
  ...allow('access.read'),
  method: 'get',
  path: '/people',
  tags,
  summary: 'Everybody with an account, and the roles they hold',
  responses: { 200: json(z.object({ items: z.array(personSchema) }), 'All people'), ...refusals },
});
export const putRoles = createRoute({
  ...allow('access.manage'),
  method: 'put',
  path: '/people/{id}/roles',
  tags,
  summary: 'Decide what a person is; ends their sessions',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ roles, reason: reason.optional() })) },
  responses: { 200: one, ...unknown, ...moved, ...refusals },
});
const turn = <Verb extends 'disable' | 'enable'>(verb: Verb, summary: string) =>
  createRoute({
    ...allow('access.manage'),
    method: 'post',
    path: `/people/{id}/${verb}`,
    tags,
    summary,
    request: { params, headers: commandHeaders, body: body(z.strictObject({ reason })) },
    responses: { 200: one, ...unknown, ...moved, ...refusals },
  });
export const disable = turn('disable', 'Close an account: its sessions end at once');
export const enable = turn('enable', 'Open a closed account again');

export const listInvitations = createRoute({
  ...allow('access.read'),
  method: 'get',
  path: '/invitations',
  tags,
  summary: 'Invitations that nobody has accepted yet',
  responses: { 200: json(z.object({ items: z.array(invitation) }), 'Open invitations'), ...refusals },
});
export const inviteRoute = createRoute({
  ...allow('access.manage'),
  method: 'post',
  path: '/invitations',
  tags,
  summary: 'Invite a person',
  description: 'The link is shown once and works once, for three days. A second invitation of the same address ends the first.',
  request: { headers: commandHeaders, body: body(z.strictObject({ email, name, language: language.default('ru'), roles })) },
  responses: {
    201: json(
      invitation.extend({
        link: z.url().openapi({ description: 'To be given to the person' }),
        mailed: z.boolean().openapi({ description: 'It is on its way by e-mail' }),
      }),
      'The invitation',
    ),
    ...moved,
    ...refusals,
  },
});
export const revokeRoute = createRoute({
  ...allow('access.manage'),
  method: 'delete',
  path: '/invitations/{id}',
  tags,
  summary: 'Take an invitation back',
  request: { params, headers: commandHeaders },
  responses: { 204: { description: 'Taken back' }, ...unknown, ...refusals },
});
export const acceptRoute = createRoute({
  ...allowPublic('Whoever holds the one-time token of an invitation opens the account that it promises'),
  method: 'post',
  path: '/invitations/accept',
  tags,
  summary: 'Open the account of an invitation with a password of one’s own',
  request: { body: body(z.strictObject({ token: z.string().max(100), password: z.string().max(200) })) },
  responses: { 201: json(z.object({ email, name }), 'The account; sign in with it'), ...unknown, ...moved, ...refusals },
});
export const resetAdminRoute = createRoute({
  ...allow('access.manage'),
  method: 'post',
  path: '/people/reset-admin',
  tags,
  summary: 'Give the first administrator a new password, shown once',
  description:
    "Only for whoever holds the hub's own token (UZEL_API_TOKEN): the way back in when every administrator is locked out.",
  request: { headers: commandHeaders },
  responses: { 200: json(z.object({ email, password: z.string() }), 'How to sign in'), ...refusals },
});

export function addPeople(api: Api, deps: AppDeps): void {
  const shown = async (id: string) => {
    const found = (await listUsers(deps.db)).find((user) => user.id === id);
    if (!found) throw unknownPerson();
    return personView(found);
  };
  api.openapi(listPeople, async (c) => c.json({ items: (await listUsers(deps.db)).map(personView) }, 200));
  api.openapi(putRoles, async (c) => {
    const { id } = c.req.valid('param');
    await changeRoles(deps, id, c.req.valid('json').roles);
    return c.json(await shown(id), 200);
  });
  for (const [route, closed] of [
    [disable, true],
    [enable, false],
  ] as const) {
    api.openapi(route, async (c) => {
      const { id } = c.req.valid('param');
      if (closed && c.var.caller.person?.id === id) {
        throw conflict('OWN_ACCOUNT', 'Свою учётную запись закрыть нельзя.', 'Nobody can close their own account.');
      }
      await closeAccount(deps, id, closed);
      return c.json(await shown(id), 200);
    });
  }
  api.openapi(listInvitations, async (c) =>
    c.json({ items: (await openInvitations(deps.db, deps.now())).map(invitationView) }, 200),
  );
  api.openapi(inviteRoute, async (c) => {
    const { row, token } = await invitePerson(deps, c.var.caller.actor, c.req.valid('json'));
    // Behind the fragment: no server, proxy or log on the way sees it.
    const link = `${deps.publicUrl}/invitation#${token}`;
    const mailed = await mailInvitation(deps, row, link, deps.now());
    return c.json({ ...invitationView(row), link, mailed }, 201);
  });
  api.openapi(revokeRoute, async (c) => {
    if (!(await revokeInvitation(deps.db, c.req.valid('param').id))) {
      throw notFound('INVITATION_UNKNOWN', 'Такого приглашения нет.', 'There is no such invitation.');
    }
    return c.body(null, 204);
  });
  api.openapi(acceptRoute, async (c) => {
    const { token, password } = c.req.valid('json');
    const user = await acceptInvite(deps, token, password);
    await note(deps, c, { act: 'account_opened', actor: `person:${user.id}`, outcome: 'done' });
    return c.json({ email: user.email, name: user.name }, 201);
  });
  api.openapi(resetAdminRoute, async (c) => {
    if (c.var.caller.actor !== BOOTSTRAP.actor) throw onlyBootstrap();
    return c.json(await resetAdmin(deps), 200);
  });
}

const onlyBootstrap = () =>
  new HubError({
    code: 'FORBIDDEN',
    kind: 'permission',
    userMessage: { ru: 'Только с токеном самого узла.', en: "Only with the hub's own token." },
  });

const invitationView = ({ id, email: address, name: title, language: speaks, invitedBy, ...row }: ListedInvitation) => ({
  id,
  email: address,
  name: title,
  language: speaks,
  roles: row.roles.flatMap(({ role, unit }) => (isRole(role) ? [{ role, unit }] : [])),
  invitedBy,
  createdAt: iso(row.createdAt),
  expiresAt: iso(row.expiresAt),
});
