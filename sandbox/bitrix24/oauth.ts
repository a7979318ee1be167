import type { Context, Hono } from 'hono';
import { answerWithFaults } from '../core/twin-faults.ts';
import type { FaultPlan } from '../core/types.ts';
import type { Address } from './address.ts';
import { type Auth, memberId, sandboxApp, type TokenAnswer } from './auth.ts';
import { parseBrackets } from './php.ts';
import { VendorError } from './vendor-error.ts';
import { asText, type WireMap } from './wire.ts';

export interface OAuthDeps {
  auth: Auth;
  address: Address;
  /** Their operation is `oauth.token`. */
  faults: FaultPlan;
  /** Where the registered application receives codes; null while nobody has registered one. */
  redirectUri(): string | null;
}

/** The authorisation server: `/oauth/authorize/` sends the browser back with a code, `/oauth/token/` trades codes and refresh tokens. */
export function mountOAuth(app: Hono, deps: OAuthDeps): void {
  const { auth, address } = deps;

  app.get('/oauth/authorize/', (c) => {
    const target = deps.redirectUri();
    // A failure is shown to the person; the application never hears of it.
    if (c.req.query('client_id') !== sandboxApp.clientId || target === null) return c.html('<h1>Приложение не найдено</h1>', 400);
    const url = new URL(target);
    const answer = {
      code: auth.code(1),
      state: c.req.query('state') ?? '',
      domain: address.domain(),
      member_id: memberId,
      scope: auth.scopes.oauth.join(','),
      server_domain: address.authDomain(),
    };
    for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
    return c.redirect(url.href, 302);
  });

  async function trade(c: Context): Promise<Response> {
    try {
      const answer = grant(auth, await parameters(c));
      return c.json(tokenBody(answer, address, auth.scopes.oauth));
    } catch (error) {
      if (error instanceof VendorError) return refused(error.status, String(error.code));
      throw error;
    }
  }

  // A refresh whose answer is lost has used its token up all the same.
  app.on(['GET', 'POST'], ['/oauth/token/', '/oauth/token'], (c) =>
    answerWithFaults({
      context: c,
      plan: deps.faults,
      operation: 'oauth.token',
      vendor: {
        error: (rule) => refused(400, rule.code ?? 'invalid_grant'),
        rateLimit: () => refused(503, 'QUERY_LIMIT_EXCEEDED'),
      },
      work: () => trade(c),
    }),
  );
}

/** Several of these errors come without a description. */
function refused(status: number, code: string): Response {
  return new Response(JSON.stringify({ error: code }), { status, headers: jsonHeaders });
}

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' };

async function parameters(c: Context): Promise<WireMap> {
  const query = parseBrackets(new URL(c.req.url).search.slice(1));
  if (c.req.method === 'GET') return query;
  return { ...query, ...parseBrackets(await c.req.text()) };
}

function grant(auth: Auth, params: WireMap): TokenAnswer {
  const text = (name: string) => asText(params[name]);
  if (text('client_id') === '' || text('grant_type') === '') throw new VendorError(400, 'invalid_request', '');
  if (text('client_id') !== sandboxApp.clientId) throw new VendorError(400, 'invalid_client', '');
  // Answered with HTTP 200, as measured.
  if (text('client_secret') !== sandboxApp.clientSecret) throw new VendorError(200, 'wrong_client', '');
  if (text('grant_type') === 'authorization_code') return auth.byCode(text('code'));
  if (text('grant_type') === 'refresh_token') return auth.byRefresh(text('refresh_token'));
  throw new VendorError(400, 'invalid_request', '');
}

/** In this answer `domain` is the authorisation server; the portal is in `client_endpoint`. */
function tokenBody(answer: TokenAnswer, address: Address, scopes: readonly string[]) {
  return {
    ...answer,
    domain: address.authDomain(),
    client_endpoint: address.clientEndpoint(),
    server_endpoint: address.serverEndpoint(),
    member_id: memberId,
    scope: scopes.join(','),
    status: 'L',
    user_id: 1,
  };
}
