import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HubError } from '../../domain/errors.ts';
import type { AppDeps } from '../api/deps.ts';
import type { MaybeCaller } from '../auth/allow.ts';
import { authenticate } from '../auth/authenticate.ts';
import type { Permission } from '../auth/permissions.ts';
import { traceOf } from '../causes.ts';
import { errorProblem, forbiddenProblem, httpProblem } from '../problems.ts';
import { decodeWithin, encodeWithin } from './payloads.ts';
import { pagePolicy } from './policy.ts';
import { askUpstream, type UpstreamAnswer } from './upstream.ts';

/** Where the Temporal UI stands under the hub's address; the UI is started with it as its public path. */
export const TEMPORAL_PATH = '/temporal';

const MAX_BODY_BYTES = 1024 * 1024;
const JSON_TYPE = /^application\/json\b/;
const HTML_TYPE = /^text\/html\b/;
/** Asks a run what it knows; changes nothing, though it is a POST. */
const QUERY = /^\/temporal\/api\/v1\/namespaces\/[^/]+\/workflows\/[^/]+(?:\/runs\/[^/]+)?\/query(?:\/|$)/;

type ProxyContext = Context<MaybeCaller>;

/**
 * The Temporal UI behind the console's sign-in. Payloads are encrypted wherever Temporal holds them; here they are decrypted, for whoever may read runs.
 *
 * Reading asks for `temporal.read`, whatever changes a run (terminate, cancel, signal, reset, schedules, batches) for `temporal.operate`. The UI learns
 * nothing of who asks: session and token stay here.
 */
export function temporalUi(deps: AppDeps): Hono<MaybeCaller> {
  const app = new Hono<MaybeCaller>();
  app.use(authenticate(deps));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => httpProblem(c, 'too-large') }));
  app.all('*', async (c) => {
    const { method } = c.req;
    const path = pathOf(c);
    if (!path.startsWith(TEMPORAL_PATH)) return httpProblem(c, 'not-found');
    const safe = method === 'GET' || method === 'HEAD';
    const needed: Permission = safe || (method === 'POST' && QUERY.test(path)) ? 'temporal.read' : 'temporal.operate';
    const { caller } = c.var;
    if (caller === null) return httpProblem(c, 'unauthorized', { 'WWW-Authenticate': 'Bearer realm="uzel"' });
    if (!caller.rights.has(needed)) return forbiddenProblem(c, needed);
    const body = safe ? undefined : await encodedBody(deps, c);
    if (body === null) return httpProblem(c, 'malformed');
    const answer = await askUpstream(deps.temporal.upstream, { method, path, headers: c.req.raw.headers, body }).catch(
      (error: unknown) => {
        deps.log.warn(traceOf(error), 'the Temporal UI did not answer');
        return null;
      },
    );
    return answer === null ? errorProblem(c, away) : relay(deps, answer);
  });
  return app;
}

/** The body with its payloads encrypted; null when it is not the JSON it says it is. */
async function encodedBody(deps: AppDeps, c: ProxyContext): Promise<string | null> {
  const text = await c.req.text();
  if (text === '' || !JSON_TYPE.test(c.req.header('content-type') ?? '')) return text;
  const parsed = parsedOf(text);
  return parsed === undefined ? null : JSON.stringify(await encodeWithin(deps.codec, parsed));
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function relay(deps: AppDeps, answer: UpstreamAnswer): Promise<Response> {
  const { status, headers } = answer;
  const type = headers.get('content-type') ?? '';
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('x-frame-options', 'DENY');
  if (HTML_TYPE.test(type)) {
    const html = new TextDecoder().decode(answer.body);
    headers.set('content-security-policy', pagePolicy(html));
    headers.set('cache-control', 'no-store');
    return new Response(html, { status, headers });
  }
  headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  if (!JSON_TYPE.test(type)) return new Response(answer.body.byteLength === 0 ? null : answer.body, { status, headers });
  const { value } = await decodeWithin(deps.codec, JSON.parse(new TextDecoder().decode(answer.body)));
  headers.set('cache-control', 'no-store');
  return new Response(JSON.stringify(value), { status, headers });
}

function pathOf(c: ProxyContext): string {
  const { pathname, search } = new URL(c.req.url);
  return `${pathname}${search}`;
}

const away = new HubError({
  code: 'TEMPORAL_UI_AWAY',
  kind: 'transient',
  userMessage: { ru: 'Интерфейс Temporal не отвечает.', en: 'The Temporal UI does not answer.' },
});
