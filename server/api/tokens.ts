import { createRoute, z } from '@hono/zod-openapi';
import { createToken, type ListedToken, listTokens, revokeToken } from '../../store/api-tokens.ts';
import { getUnit } from '../../store/units.ts';
import { allow } from '../auth/allow.ts';
import { isPermission, PERMISSION_NAMES, ruleOf } from '../auth/permissions.ts';
import { InvalidRequest, notFound } from '../refusals.ts';
import { unitId } from './access-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, isoOrNull, json, moment, refusals, unknown } from './schemas.ts';

const tags = ['Access'];
const permission = z.string().refine(isPermission, { error: 'there is no such permission' });

const token = z
  .object({
    id: z.string(),
    name: z.string().trim().min(1).max(120).openapi({ example: 'Выгрузка в отчётность' }),
    permissions: z.array(permission).openapi({ example: ['links.read', 'events.read'] }),
    unit: unitId.nullable().openapi({ description: 'Where it holds; null for the whole hub' }),
    createdBy: z.string(),
    createdAt: moment,
    expiresAt: moment.nullable(),
    lastUsedAt: moment.nullable().openapi({ description: 'To within a minute' }),
    revokedAt: moment.nullable(),
  })
  .openapi('ApiToken');

export const list = createRoute({
  ...allow('access.read'),
  method: 'get',
  path: '/tokens',
  tags,
  summary: 'Keys of programs: what they may do, and when they were last used',
  responses: { 200: json(z.object({ items: z.array(token) }), 'All tokens'), ...refusals },
});
export const create = createRoute({
  ...allow('tokens.manage'),
  method: 'post',
  path: '/tokens',
  tags,
  summary: 'Make a token; it is shown once',
  description: 'A token may do what its maker may, or a part of it.',
  request: {
    headers: commandHeaders,
    body: body(
      z.strictObject({
        name: token.shape.name,
        permissions: z.array(permission).min(1).max(PERMISSION_NAMES.length),
        unit: unitId.nullable().default(null),
        days: z.int().min(1).max(3650).nullable().default(365).openapi({ description: 'How long it works; null for ever' }),
      }),
    ),
  },
  responses: { 201: json(token.extend({ token: z.string() }), 'The token'), ...refusals },
});
export const revoke = createRoute({
  ...allow('tokens.manage'),
  method: 'delete',
  path: '/tokens/{id}',
  tags,
  summary: 'Take a token back; it stops working at once',
  request: { params: z.object({ id: z.string() }), headers: commandHeaders },
  responses: { 204: { description: 'Taken back' }, ...unknown, ...refusals },
});
export const scopes = createRoute({
  ...allow('me.read'),
  method: 'get',
  path: '/permissions',
  tags,
  summary: 'What there is to be allowed, and which roles have it',
  responses: {
    200: json(
      z.object({ items: z.array(z.object({ permission: z.string(), reach: z.string(), roles: z.array(z.string()) })) }),
      'The table of rights',
    ),
    ...refusals,
  },
});

const DAY_MS = 24 * 3_600_000;

export function addTokens(api: Api, deps: AppDeps): void {
  api.openapi(list, async (c) => c.json({ items: (await listTokens(deps.db)).map(view) }, 200));
  api.openapi(create, async (c) => {
    const { name, permissions, unit, days } = c.req.valid('json');
    const { caller } = c.var;
    if (unit !== null && !(await getUnit(deps.db, unit))) {
      throw new InvalidRequest([{ path: 'unit', message: 'there is no such unit' }]);
    }
    const beyond = permissions.flatMap((wanted, index) => {
      const held = caller.rights.get(wanted);
      return held === 'all' || (unit !== null && held?.includes(unit)) ? [] : [index];
    });
    if (beyond.length > 0) {
      throw new InvalidRequest(beyond.map((index) => ({ path: `permissions.${index}`, message: 'more than you may yourself' })));
    }
    const expiresAt = days === null ? null : new Date(deps.now().getTime() + days * DAY_MS);
    const made = await createToken(deps.db, { name, permissions, unitId: unit, createdBy: caller.actor, expiresAt });
    return c.json({ ...view(made.row), token: made.token }, 201);
  });
  api.openapi(revoke, async (c) => {
    if (!(await revokeToken(deps.db, c.req.valid('param').id))) {
      throw notFound('TOKEN_UNKNOWN', 'Такого токена нет.', 'There is no such token.');
    }
    return c.body(null, 204);
  });
  api.openapi(scopes, (c) => c.json({ items: PERMISSION_NAMES.map(rowOf) }, 200));
}

function rowOf(permissionName: (typeof PERMISSION_NAMES)[number]) {
  const { reach, roles } = ruleOf(permissionName);
  return { permission: permissionName, reach, roles: [...roles] };
}

const view = ({ unitId: unit, createdAt, expiresAt, lastUsedAt, revokedAt, permissions, ...row }: ListedToken) => ({
  ...row,
  permissions: permissions.filter(isPermission),
  unit,
  createdAt: iso(createdAt),
  expiresAt: isoOrNull(expiresAt),
  lastUsedAt: isoOrNull(lastUsedAt),
  revokedAt: isoOrNull(revokedAt),
});
