import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Hook, InboundEvent, RawRequest } from '../../connectors/sdk/contract.ts';
import { HubError, isHubError } from '../../domain/errors.ts';
import { readDelivery } from '../../ingress/accept.ts';
import type { AppDeps } from '../api/deps.ts';
import { addressOf as senderOf } from '../auth/address.ts';
import { traceOf } from '../causes.ts';
import type { FoundConnection } from '../deps.ts';
import { errorProblem, httpProblem } from '../problems.ts';
import { readBody } from './body.ts';
import { type HookOutcome, hookMetrics } from './metrics.ts';

const MAX_BODY_BYTES = 1024 * 1024;

type HookDeps = Pick<AppDeps, 'acceptor' | 'connected' | 'metrics' | 'log' | 'wakePulls' | 'proxies'>;

/**
 * The inbound door: `POST /hooks/<connection>`.
 *
 * Answers 2xx only after the raw body is committed; a paused connection accepts too, its rows wait. What proved its origin and cannot be read is kept
 * as a dead letter: the sender has done its part. Nothing is stored of a request that proved nothing.
 */
export function addHooks(app: Hono, deps: HookDeps): void {
  const observe = hookMetrics(deps.metrics);
  app.post('/hooks/:connectionId', async (c) => {
    const startedAt = performance.now();
    const { outcome, answer } = await receive(deps, c, c.req.param('connectionId'));
    observe(outcome, (performance.now() - startedAt) / 1000);
    return answer;
  });
  app.all('/hooks/:connectionId', (c) => httpProblem(c, 'method-not-allowed', { Allow: 'POST' }));
}

interface Received {
  outcome: HookOutcome;
  answer: Response;
}

async function receive(deps: HookDeps, c: Context, connectionId: string): Promise<Received> {
  const found = await attempt(deps, () => deps.connected.find(connectionId));
  if (found === 'failed') return { outcome: 'unavailable', answer: errorProblem(c, notStored) };
  const hook = found?.connector.hook;
  if (!found || !hook) return { outcome: 'unknown', answer: httpProblem(c, 'not-found') };

  const body = await readBody(c.req.raw, MAX_BODY_BYTES).catch(() => 'aborted' as const);
  if (body === 'aborted') return { outcome: 'aborted', answer: httpProblem(c, 'malformed') };
  if (body === null) return { outcome: 'too_large', answer: httpProblem(c, 'too-large') };

  const remoteAddress = addressOf(c);
  const senderAddress = senderOf(c, deps.proxies);
  const request: RawRequest = {
    method: c.req.method,
    headers: c.req.header(),
    query: queryOf(c.req.url),
    body,
    receivedAt: Date.now(),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    ...(senderAddress === null ? {} : { senderAddress }),
  };
  if (!isProved(hook, request, found)) return { outcome: 'refused', answer: httpProblem(c, 'origin-unproved') };

  const contentType = request.headers['content-type'] ?? 'application/octet-stream';
  const delivery = readDelivery({ connectionId, at: new Date(), contentType, body }, () =>
    parse(deps, hook, request, found.options),
  );
  if ((await attempt(deps, () => deps.acceptor.accept(delivery))) === 'failed') {
    return { outcome: 'unavailable', answer: errorProblem(c, notStored) };
  }
  if (!delivery.delivery.error) void wakePulls(deps, hook, connectionId, request);
  return { outcome: delivery.delivery.error ? 'unreadable' : 'accepted', answer: replyOf(hook) };
}

/** The present secret proves a sender's origin, and so does the one before it while it is being replaced. */
function isProved(hook: Hook<unknown>, request: RawRequest, { options, previous }: FoundConnection): boolean {
  const now = Date.now();
  const accepted = [options, ...previous.filter(({ until }) => until.getTime() > now).map((one) => one.options)];
  return accepted.some((one) => hook.verify(request, one));
}

/** A parser that breaks has met a body it does not know: a dead letter like any other, and a line in the log. */
function parse(deps: HookDeps, hook: Hook<unknown>, request: RawRequest, options: unknown): InboundEvent[] {
  try {
    return hook.parse(request, options);
  } catch (error) {
    if (isHubError(error)) throw error;
    deps.log.error(traceOf(error), 'a webhook body broke its parser');
    throw new HubError({
      code: 'HOOK_PARSER_FAILED',
      kind: 'bug',
      userMessage: { ru: 'Тело вебхука не удалось разобрать', en: 'The webhook body could not be parsed' },
      cause: error,
    });
  }
}

/** Nobody waits for it, and nothing is lost where it fails: the feed is read at its next turn. */
async function wakePulls(deps: HookDeps, hook: Hook<unknown>, connectionId: string, request: RawRequest): Promise<void> {
  try {
    const pulls = hook.wakes?.(request) ?? [];
    if (pulls.length > 0) await deps.wakePulls(connectionId, pulls);
  } catch (error) {
    deps.log.warn({ connection: connectionId, ...traceOf(error) }, 'a feed with news is read later');
  }
}

async function attempt<T>(deps: HookDeps, step: () => Promise<T>): Promise<T | 'failed'> {
  try {
    return await step();
  } catch (error) {
    deps.log.warn(traceOf(error), 'a webhook could not be stored');
    return 'failed';
  }
}

const notStored = new HubError({
  code: 'NOT_STORED',
  kind: 'transient',
  userMessage: { ru: 'Событие не сохранено, повторите позже.', en: 'The event was not stored, send it again later.' },
});

/** Where the connection came from; unknown where the server was given no socket. */
function addressOf(c: Context): string | undefined {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress;
}

function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

function replyOf({ reply }: Hook<unknown>): Response {
  return new Response(reply?.body ?? 'ok', {
    status: reply?.status ?? 200,
    headers: { 'Content-Type': reply?.contentType ?? 'text/plain; charset=UTF-8' },
  });
}
