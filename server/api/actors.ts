import { createRoute, z } from '@hono/zod-openapi';
import { listUsers } from '../../store/accounts.ts';
import { listTokens } from '../../store/api-tokens.ts';
import { allow } from '../auth/allow.ts';
import type { Api, AppDeps } from './deps.ts';
import { json, refusals } from './schemas.ts';

export const list = createRoute({
  ...allow('me.read'),
  method: 'get',
  path: '/actors',
  tags: ['Me'],
  summary: 'Names of those whom journal, audit and tasks call `person:…` and `token:…`',
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            actor: z.string().openapi({ example: 'person:usr_3q9w8e7r6t5y4u3i' }),
            name: z.string().openapi({ example: 'Соколова Анна' }),
          }),
        ),
      }),
      'Everybody who can act, closed accounts among them',
    ),
    ...refusals,
  },
});

/** Colleagues know each other by name; ids alone would make every journal a riddle. */
export function addActors(api: Api, { db }: AppDeps): void {
  api.openapi(list, async (c) => {
    const [users, tokens] = await Promise.all([listUsers(db), listTokens(db)]);
    const items = [
      ...users.map(({ id, name }) => ({ actor: `person:${id}`, name })),
      ...tokens.map(({ id, name }) => ({ actor: `token:${id}`, name })),
    ];
    return c.json({ items }, 200);
  });
}
