import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { tokenBehind } from '../../store/api-tokens.ts';
import type { Database } from '../../store/database.ts';
import type { UnitScope } from '../../store/scope.ts';
import { unitsBelow } from '../../store/units.ts';
import { httpProblem } from '../problems.ts';
import { type AccountsDeps, createAccounts, type SignedIn } from './accounts.ts';
import type { MaybeCaller } from './allow.ts';
import { BOOTSTRAP, type Caller, type Held, rightsOf } from './caller.ts';
import { isOwnPage } from './origin.ts';
import { isPermission, isRole } from './permissions.ts';

export interface AuthenticateDeps extends AccountsDeps {
  apiToken: string;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Finds out who asks and leaves it in `c.var.caller`, null for a stranger.
 *
 * A bearer token counts before a cookie; a wrong one is refused at once. What changes something and rides on a cookie must come from a page of this hub.
 */
export function authenticate(deps: AuthenticateDeps): MiddlewareHandler<MaybeCaller> {
  const accounts = createAccounts(deps);
  const bootstrap = digest(deps.apiToken);
  return async (c, next) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (given !== undefined) {
      // Digests have one length, so that the comparison takes the same time for any guess.
      const caller = timingSafeEqual(digest(given), bootstrap) ? BOOTSTRAP : await tokenCaller(deps, given);
      if (caller === null)
        return httpProblem(c, 'unauthorized', { 'WWW-Authenticate': 'Bearer realm="uzel", error="invalid_token"' });
      c.set('caller', caller);
      return next();
    }
    const found = await accounts.signedIn(c.req.raw.headers);
    if (found && !isOwnPage(c, deps.publicUrl)) return httpProblem(c, 'cross-site');
    c.set('caller', found ? await sessionCaller(deps.db, found) : null);
    for (const cookie of found?.cookies ?? []) c.header('Set-Cookie', cookie, { append: true });
    return next();
  };
}

async function sessionCaller(db: Database, { sessionId, user, roles: stored }: SignedIn): Promise<Caller> {
  const roles = stored.flatMap(({ role, unit }): Held[] => (isRole(role) ? [{ role, unit }] : []));
  const below = await unitsBelow(
    db,
    roles.flatMap(({ unit }) => (unit === null ? [] : [unit])),
  );
  const rights = rightsOf(roles, (unit) => below.get(unit) ?? []);
  return { actor: `person:${user.id}`, kind: 'session', person: user, sessionId, roles, rights };
}

/** Other tokens than ours are not looked up: every secret that the hub hands out begins alike. */
async function tokenCaller({ db, now }: AuthenticateDeps, given: string): Promise<Caller | null> {
  const token = given.startsWith('uzel_') ? await tokenBehind(db, given, now()) : null;
  if (!token) return null;
  const scope: UnitScope = token.unitId === null ? 'all' : ((await unitsBelow(db, [token.unitId])).get(token.unitId) ?? []);
  const rights = new Map(token.permissions.filter(isPermission).map((permission) => [permission, scope]));
  return { actor: `token:${token.id}`, kind: 'token', person: null, sessionId: null, roles: [], rights };
}

/** Answers for addresses that lead nowhere. */
export const nowhere: MiddlewareHandler<MaybeCaller> = async (c) =>
  httpProblem(c, c.var.caller === null ? 'unauthorized' : 'not-found');
