import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { answerWithFaults } from '../core/twin-faults.ts';
import type { FaultPlan, FaultRule } from '../core/types.ts';
import type { Address } from './address.ts';
import type { Auth, Credential } from './auth.ts';
import { commandsOf, runBatch } from './batch.ts';
import { CutOff, gatewayTimeout } from './cut-off.ts';
import { type Invocation, invoke, timeOf } from './invoke.ts';
import type { OperatingBudget, RateLimit } from './limits.ts';
import type { Machine } from './method.ts';
import { listsFromMaps, parseBrackets } from './php.ts';
import { errorByCode, VendorError } from './vendor-error.ts';
import { asMap, asText, type Wire, type WireMap } from './wire.ts';

/** A request beyond a limit. */
export interface Violation {
  at: string;
  limit: 'rate' | 'operating';
  method: string;
  address: string;
}

/** What has come in, for tests that ask how a client behaves. */
export interface Traffic {
  requests: number;
  refused: number;
  violations: Violation[];
  /** Requests by method, batches counted once. */
  byMethod: { [method: string]: number };
}

export interface RestDeps {
  machine: Machine;
  auth: Auth;
  address: Address;
  rate: RateLimit;
  operating: OperatingBudget;
  traffic: Traffic;
}

/** `/rest/{user}/{secret}/{method}` for incoming webhooks, `/rest/{method}` for applications; GET and POST, JSON and bracket bodies. */
export function mountRest(app: Hono, deps: RestDeps): void {
  app.all('/rest/:user/:secret/:method/', (c) => answer(c, deps));
  app.all('/rest/:user/:secret/:method', (c) => answer(c, deps));
  app.all('/rest/:method/', (c) => answer(c, deps));
  app.all('/rest/:method', (c) => answer(c, deps));
  app.all('/rest/*', () => failure(errorByCode('ERROR_METHOD_NOT_FOUND')));
}

async function answer(c: Context, deps: RestDeps): Promise<Response> {
  const method = methodName(c);
  const params = await parameters(c);
  const asked = method === 'batch' ? { method, inner: commandsOf(params).map((command) => command.method) } : { method };
  return gated(c, deps, asked, (violate) => perform(c, deps, { method, params }, violate));
}

/** Tells of a method that was blocked for its running time. */
export type OnBlocked = (limit: 'operating', method: string) => void;

/** What every request passes before it is worked on: the portal's present address, the rate limit, faults. `inner` are the commands of a batch. */
export async function gated(
  c: Context,
  deps: RestDeps,
  { method, inner = [] }: { method: string; inner?: readonly string[] },
  work: (violate: OnBlocked) => Promise<Response>,
): Promise<Response> {
  const { traffic } = deps;
  const source = (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? 'local';
  const violate = (limit: Violation['limit'], name: string) => {
    traffic.violations.push({
      at: new Date(deps.machine.portal.clock.now()).toISOString(),
      limit,
      method: name,
      address: source,
    });
  };
  traffic.requests += 1;
  traffic.byMethod[method] = (traffic.byMethod[method] ?? 0) + 1;

  const moved = deps.address.movedTo(new URL(c.req.url));
  if (moved !== null) return c.html('<html><body>Found</body></html>', 302, { location: moved });
  if (!deps.rate.admit(source)) {
    traffic.refused += 1;
    violate('rate', method);
    return failure(errorByCode('QUERY_LIMIT_EXCEEDED'));
  }
  const { plan, afterCommit } = lateFaults(withInner(deps.machine.faults, inner));
  return answerWithFaults({
    context: c,
    plan,
    operation: method,
    vendor: {
      error: (rule) => failure(errorByCode(rule.code ?? 'INTERNAL_SERVER_ERROR')),
      rateLimit: () => failure(errorByCode('QUERY_LIMIT_EXCEEDED')),
    },
    work: async () => afterCommit(method, await work(violate)),
  });
}

function methodName(c: Context): string {
  return (c.req.param('method') ?? '').replace(/\.(json|xml)$/i, '').toLowerCase();
}

/** What breaks for a command of a batch breaks for the whole of it; an error alone strikes one command, inside the batch. */
function withInner(faults: FaultPlan, inner: readonly string[]): FaultPlan {
  const names = [...new Set(inner)];
  return {
    ...faults,
    strike(operation, kinds): FaultRule | null {
      const breaks = kinds.filter((kind) => kind !== 'error');
      return names.reduce<FaultRule | null>(
        (struck, name) => struck ?? faults.strike(name, breaks, 'name'),
        faults.strike(operation, kinds),
      );
    },
  };
}

/**
 * A portal is slow after it has worked, not before: `delay` holds back the answer while events are already on their way, and a `html` fault
 * with code 504 is the proxy's giving up on a write that has landed.
 */
function lateFaults(faults: FaultPlan) {
  let timedOut = false;
  const plan: FaultPlan = {
    ...faults,
    strike(operation, kinds): FaultRule | null {
      if (kinds.includes('delay')) return null;
      const rule = faults.strike(operation, kinds);
      timedOut = rule?.kind === 'html' && rule.code === '504';
      return timedOut ? null : rule;
    },
  };
  async function afterCommit(operation: string, answer: Response): Promise<Response> {
    const delay = faults.strike(operation, ['delay']);
    if (delay !== null) await sleep(delay.ms ?? 1000);
    return timedOut ? gatewayTimeout() : answer;
  }
  return { plan, afterCommit };
}

async function perform(
  c: Context,
  deps: RestDeps,
  { method, params }: { method: string; params: WireMap },
  violate: OnBlocked,
): Promise<Response> {
  try {
    const credential = authenticate(c, deps.auth, params);
    const invocation: Invocation = {
      machine: deps.machine,
      operating: deps.operating,
      credential,
      method,
      params,
      onBlocked: (name) => violate('operating', name),
    };
    const body = method === 'batch' ? { result: runBatch(invocation) } : { ...invoke(invocation) };
    return json(200, { ...body, time: timeOf(invocation) });
  } catch (error) {
    if (error instanceof VendorError) return failure(error);
    if (error instanceof CutOff) return gatewayTimeout();
    throw error;
  }
}

/** @throws VendorError INVALID_CREDENTIALS · NO_AUTH_FOUND · invalid_token · expired_token */
export function authenticate(c: Context, auth: Auth, params: WireMap): Credential {
  const secret = c.req.param('secret');
  if (secret !== undefined) return auth.webhook(c.req.param('user') ?? '', secret);
  return auth.token(asText(params['auth']));
}

/** Query and body together, the body wins. A body of a GET is not read. */
async function parameters(c: Context): Promise<WireMap> {
  const query = parseBrackets(new URL(c.req.url).search.slice(1));
  if (c.req.method === 'GET') return query;
  const text = await c.req.text();
  const type = c.req.header('content-type') ?? '';
  if (!type.includes('json')) return { ...query, ...parseBrackets(text) };
  try {
    return { ...query, ...asMap(listsFromMaps(JSON.parse(text === '' ? '{}' : text) as Wire)) };
  } catch {
    return query;
  }
}

export function failure(error: VendorError): Response {
  return json(error.status, error.body());
}

export function json(status: number, body: WireMap): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } });
}
