import type { MiddlewareHandler } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import type { UnitScope } from '../../store/scope.ts';
import { forbiddenProblem, httpProblem } from '../problems.ts';
import { type Noting, reasonIn } from './audit.ts';
import type { Caller } from './caller.ts';
import { type Permission, ruleOf } from './permissions.ts';

/** What a request under /api carries. `scope` is where the caller holds the permission that the route asks for. */
export interface ApiVariables extends RequestIdVariables {
  caller: Caller;
  scope: UnitScope;
}

/** Null where nobody has proved to be anybody. */
export interface MaybeCaller {
  Variables: RequestIdVariables & { caller: Caller | null };
}

interface Guard {
  'x-permission': Permission | 'public';
  middleware: MiddlewareHandler[];
}

/**
 * What a route's config spreads to ask for a permission: refuses callers without it, and leaves in `c.var.scope` the units in which they hold it.
 * A route over records passes that scope to the store; a record outside it is answered as one that does not exist.
 *
 * Commands, and reads of what is sensitive, are written to the audit before they are carried out: what cannot be written down is not done.
 */
export function allow(permission: Permission): Guard {
  const { sensitive = false } = ruleOf(permission);
  const guard: MiddlewareHandler<MaybeCaller & Noting & { Variables: { scope: UnitScope } }> = async (c, next) => {
    const { caller, note } = c.var;
    if (caller === null) return httpProblem(c, 'unauthorized', { 'WWW-Authenticate': 'Bearer realm="uzel"' });
    const reads = c.req.method === 'GET';
    const entry = { act: reads ? 'read' : 'command', actor: caller.actor, permission };
    const scope = caller.rights.get(permission);
    if (scope === undefined) {
      await note({ ...entry, outcome: 'denied' });
      return forbiddenProblem(c, permission);
    }
    c.set('scope', scope);
    if (reads && !sensitive) return next();
    const id = await note({ ...entry, outcome: 'allowed', reason: await reasonIn(c) });
    await next();
    if (!c.res.ok) await note({ ...entry, outcome: 'failed', data: { entry: id, status: c.res.status } });
  };
  return { 'x-permission': permission, middleware: [guard] };
}

/** The same for the few routes that answer anybody; the reason stands in the API's description. */
export function allowPublic(reason: string): Guard & { 'x-public': string } {
  return { 'x-permission': 'public', 'x-public': reason, middleware: [] };
}
