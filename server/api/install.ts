import { createRoute, z } from '@hono/zod-openapi';
import { getConnection } from '../../store/connections.ts';
import { allow } from '../auth/allow.ts';
import { unknownConnection } from '../commands/connections.ts';
import { recordCommand } from '../commands/journal.ts';
import { beginInstallation } from '../hooks/install.ts';
import { conflict } from '../refusals.ts';
import { knownConnection } from './connections.ts';
import type { Api, AppDeps } from './deps.ts';
import { commandHeaders, connectionId, json, moved, refusals, unknown } from './schemas.ts';

export const begin = createRoute({
  ...allow('connections.manage'),
  method: 'post',
  path: '/connections/{id}/install',
  tags: ['Connections'],
  summary: 'Begin the authorisation of an application: where an administrator of the system agrees',
  description: 'The answer also sets a cookie that ties the way back to this browser; both hold for ten minutes.',
  request: { params: z.object({ id: connectionId }), headers: commandHeaders },
  responses: { 200: json(z.object({ url: z.url() }), 'The page of the vendor'), ...unknown, ...moved, ...refusals },
});

/** An administrator's way to the vendor's page of consent; the way back is the install door's. */
export function addInstall(api: Api, deps: AppDeps): void {
  api.openapi(begin, async (c) => {
    const id = await knownConnection(deps, c);
    if (!(await getConnection(deps.db, id))) throw unknownConnection();
    const { apiToken, connected } = deps;
    const begun = await beginInstallation({ apiToken, lend: connected.lend, now: () => deps.now().getTime() }, id);
    if (!begun) {
      throw conflict('NO_INSTALLATION', 'Этой системе согласие не нужно.', 'This system needs no such consent.');
    }
    await recordCommand(deps.db, deps.vault, { by: c.var.caller.actor, type: 'authorisation_begun', connectionId: id });
    c.header('Set-Cookie', begun.cookie, { append: true });
    return c.json({ url: begun.url }, 200);
  });
}
