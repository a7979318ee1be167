import type { MiddlewareHandler } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import { forbiddenProblem, httpProblem } from '../problems.ts';
import type { Caller, UnitScope } from './caller.ts';
import type { Permission } from './permissions.ts';

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
 */
export function allow(permission: Permission): Guard {
  const guard: MiddlewareHandler<MaybeCaller & { Variables: { scope: UnitScope } }> = async (c, next) => {
    const { caller } = c.var;
    if (caller === null) return httpProblem(c, 'unauthorized', { 'WWW-Authenticate': 'Bearer realm="uzel"' });
    const scope = caller.rights.get(permission);
    if (scope === undefined) return forbiddenProblem(c, permission);
    c.set('scope', scope);
    return next();
  };
  return { 'x-permission': permission, middleware: [guard] };
}

/** The same for the few routes that answer anybody; the reason stands in the API's description. */
export function allowPublic(reason: string): Guard & { 'x-public': string } {
  return { 'x-permission': 'public', 'x-public': reason, middleware: [] };
}
