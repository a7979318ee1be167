import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status';
import { HubError } from '../../domain/errors.ts';
import type { AppDeps } from '../api/deps.ts';
import type { MaybeCaller } from '../auth/allow.ts';
import { note } from '../auth/audit.ts';
import { authenticate } from '../auth/authenticate.ts';
import type { Permission } from '../auth/permissions.ts';
import { traceOf } from '../causes.ts';
import { wantsPage } from '../pages/console.ts';
import { errorProblem, forbiddenProblem, httpProblem } from '../problems.ts';
import { oncePerMinute, recordIn } from './noted.ts';
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
 * Reading asks for `temporal.read`, whatever changes a run (terminate, cancel, signal, reset, schedules, batches) for `temporal.operate`. Both are
 * written to the audit before they are carried out. The UI learns nothing of who asks: session and token stay here.
 */
export function temporalUi(deps: AppDeps): Hono<MaybeCaller> {
  const app = new Hono<MaybeCaller>();
  app.use(authenticate(deps));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => httpProblem(c, 'too-large') }));
  const isNews = oncePerMinute(deps.now);
  app.all('*', async (c) => {
    const { method } = c.req;
    const path = pathOf(c);
    if (!path.startsWith(TEMPORAL_PATH)) return httpProblem(c, 'not-found');
    const safe = method === 'GET' || method === 'HEAD';
    const needed: Permission = safe || (method === 'POST' && QUERY.test(path)) ? 'temporal.read' : 'temporal.operate';
    const { caller } = c.var;
    if (caller === null) {
      if (wantsPage(c)) return c.redirect(`/sign-in?to=${encodeURIComponent(path)}`);
      return httpProblem(c, 'unauthorized', { 'WWW-Authenticate': 'Bearer realm="uzel"' });
    }
    const entry = { act: needed === 'temporal.read' ? 'read' : 'command', actor: caller.actor, permission: needed };
    if (!caller.rights.has(needed)) {
      await note(deps, c, { ...entry, outcome: 'denied' });
      return forbiddenProblem(c, needed);
    }
    const record = recordIn(path);
    if (!safe || (record !== null && isNews(caller.actor, record))) await note(deps, c, { ...entry, outcome: 'allowed' });
    const body = safe ? undefined : await encodedBody(deps, c);
    if (body === null) return httpProblem(c, 'malformed');
    const answer = await askUpstream(deps.temporal.upstream, { method, path, headers: c.req.raw.headers, body }).catch(
      (error: unknown) => {
        deps.log.warn(traceOf(error), 'the Temporal UI did not answer');
        return null;
      },
    );
    return answer === null ? errorProblem(c, away) : relay(deps, c, answer);
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

async function relay(deps: AppDeps, c: ProxyContext, answer: UpstreamAnswer): Promise<Response> {
  const type = answer.headers.get('content-type') ?? '';
  for (const [name, value] of answer.headers) c.header(name, value, { append: name === 'set-cookie' });
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
  c.header('x-frame-options', 'DENY');
  c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  const status = answer.status as ContentfulStatusCode;
  const text = () => new TextDecoder().decode(answer.body);
  if (HTML_TYPE.test(type)) {
    c.header('content-security-policy', pagePolicy(text()));
    c.header('cache-control', 'no-store');
    return c.body(text(), status);
  }
  if (JSON_TYPE.test(type)) {
    const { value } = await decodeWithin(deps.codec, JSON.parse(text()));
    c.header('cache-control', 'no-store');
    return c.body(JSON.stringify(value), status);
  }
  return answer.body.byteLength === 0 ? c.body(null, answer.status as StatusCode) : c.body(answer.body, status);
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
