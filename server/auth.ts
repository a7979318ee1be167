import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { httpProblem } from './problems.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Lets through who knows the token. Digests have one length, so that the comparison takes the same time for any guess. */
export function bearer(token: string): MiddlewareHandler {
  const expected = digest(token);
  return async (c, next) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return next();
    const challenge = given === undefined ? 'Bearer realm="uzel"' : 'Bearer realm="uzel", error="invalid_token"';
    return httpProblem(c, 'unauthorized', { 'WWW-Authenticate': challenge });
  };
}
