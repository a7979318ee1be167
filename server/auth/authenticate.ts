import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { httpProblem } from '../problems.ts';
import type { MaybeCaller } from './allow.ts';
import { BOOTSTRAP } from './caller.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Finds out who asks and leaves it in `c.var.caller`, null for a stranger. A wrong token is refused at once. */
export function authenticate({ apiToken }: { apiToken: string }): MiddlewareHandler<MaybeCaller> {
  const expected = digest(apiToken);
  return async (c, next) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    // Digests have one length, so that the comparison takes the same time for any guess.
    const known = given !== undefined && timingSafeEqual(digest(given), expected);
    if (given !== undefined && !known)
      return httpProblem(c, 'unauthorized', { 'WWW-Authenticate': 'Bearer realm="uzel", error="invalid_token"' });
    c.set('caller', known ? BOOTSTRAP : null);
    return next();
  };
}

/** Answers for addresses that lead nowhere. */
export const nowhere: MiddlewareHandler<MaybeCaller> = async (c) =>
  httpProblem(c, c.var.caller === null ? 'unauthorized' : 'not-found');
