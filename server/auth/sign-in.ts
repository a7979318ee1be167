import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { sameEmail, type UserRow, userByEmail } from '../../store/accounts.ts';
import { httpProblem } from '../problems.ts';
import { type AccountsDeps, ADDRESS_HEADER, createAccounts } from './accounts.ts';
import { addressOf } from './address.ts';
import { type AuditDeps, note } from './audit.ts';
import { isOwnPage } from './origin.ts';
import { createThrottle } from './throttle.ts';

export type SignInDeps = AuditDeps & AccountsDeps;

const given = z.object({ email: z.string().max(320), password: z.string().max(200) });

/**
 * The console's way in and out: `POST /api/auth/sign-in/email {email, password}`, `POST /api/auth/sign-out`, `GET /api/auth/get-session`.
 * Nothing else of better-auth is reachable. Cookies carry the session; a wrong password and an unknown or closed account get one and the same answer.
 */
export function addSignIn(app: Hono, deps: SignInDeps): void {
  const accounts = createAccounts(deps);
  const throttle = createThrottle(deps);
  app.post('/api/auth/sign-in/email', async (c) => {
    if (!isOwnPage(c, deps.publicUrl)) return httpProblem(c, 'cross-site');
    const parsed = given.safeParse(
      await c.req.raw
        .clone()
        .json()
        .catch(() => null),
    );
    if (!parsed.success) return httpProblem(c, 'malformed');
    const email = sameEmail(parsed.data.email);
    const address = addressOf(c, deps.proxies);
    const waitSeconds = await throttle.wait(email, address);
    if (waitSeconds !== null) {
      await note(deps, c, { act: 'sign_in', actor: 'stranger', outcome: 'throttled' });
      return httpProblem(c, 'throttled', { 'Retry-After': String(waitSeconds) });
    }
    const user = await userByEmail(deps.db, email);
    const answer = await accounts.handler(forwarded(c, address, JSON.stringify({ email, password: parsed.data.password })));
    const actor = user === null ? 'stranger' : `person:${user.id}`;
    if (!answer.ok || user === null || user.disabledAt !== null) {
      await throttle.failed(email, address);
      await note(deps, c, { act: 'sign_in', actor, outcome: user?.disabledAt ? 'closed' : 'failed' });
      return httpProblem(c, 'sign-in-failed');
    }
    await throttle.succeeded(email, address);
    await note(deps, c, { act: 'sign_in', actor, outcome: 'done' });
    return withCookies(c, answer.headers.getSetCookie(), { user: shown(user) });
  });

  app.post('/api/auth/sign-out', async (c) => {
    if (!isOwnPage(c, deps.publicUrl)) return httpProblem(c, 'cross-site');
    const found = await accounts.signedIn(c.req.raw.headers);
    const answer = await accounts.handler(forwarded(c, addressOf(c, deps.proxies), '{}'));
    if (found) await note(deps, c, { act: 'sign_out', actor: `person:${found.user.id}`, outcome: 'done' });
    return withCookies(c, answer.headers.getSetCookie(), { success: true });
  });

  app.get('/api/auth/get-session', async (c) => {
    const found = await accounts.signedIn(c.req.raw.headers);
    if (!found) return c.json(null);
    return withCookies(c, found.cookies, { user: shown(found.user) });
  });
}

const shown = ({ id, name, email, language }: UserRow) => ({ id, name, email, language });

/** The request as better-auth gets it: what a client says of its own address is not passed on. */
function forwarded(c: Context, address: string | null, body: string): Request {
  const headers = new Headers({ 'content-type': 'application/json' });
  for (const name of ['cookie', 'user-agent']) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  if (address !== null) headers.set(ADDRESS_HEADER, address);
  return new Request(c.req.url, { method: 'POST', headers, body });
}

/** Session tokens travel in cookies only, where scripts cannot read them. */
function withCookies(c: Context, cookies: readonly string[], body: object): Response {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
  c.header('Cache-Control', 'no-store');
  return c.json(body);
}
