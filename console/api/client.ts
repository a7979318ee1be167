import { unreachable } from '../i18n/common.ts';
import { language } from '../i18n/language.ts';
import { ApiProblem, problemIn } from './problem.ts';
import type { AnswerOf, CallOptions, Given, Method, PathOf } from './types.ts';

/** A request as it is sent, its types checked before. */
export interface Call extends CallOptions {
  params?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
}

const listeners = new Set<() => void>();

/** Calls back when the API says that nobody is signed in any more. */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function address(path: string, { params = {}, query = {} }: Call): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return `/api${filled}${search === '' ? '' : `?${search}`}`;
}

/** One exchange with the hub. @throws ApiProblem for every refusal, and with status 0 when the hub cannot be reached */
export async function exchange(method: string, url: string, call: CallOptions & { body?: unknown } = {}): Promise<unknown> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language() };
  if (call.body !== undefined) headers['Content-Type'] = 'application/json';
  if (call.idempotencyKey !== undefined) headers['Idempotency-Key'] = call.idempotencyKey;
  const response = await fetch(url, {
    method: method.toUpperCase(),
    headers,
    credentials: 'same-origin',
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ status: 0, code: 'HUB_UNREACHABLE', ...unreachable[language()] });
  });
  if (!response.ok) throw await problemIn(response);
  if (response.status === 204) return undefined;
  return /json/.test(response.headers.get('content-type') ?? '') ? response.json() : response.text();
}

/** Calls the API without looking at types: for those that have them. @throws ApiProblem */
export async function send(method: Method, path: string, call: Call = {}): Promise<unknown> {
  try {
    return await exchange(method, address(path, call), {
      ...call,
      // A command without a body of its own still says that it is JSON: pages of other origins cannot.
      ...(method === 'get' || call.body !== undefined ? {} : { body: {} }),
    });
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) for (const listener of listeners) listener();
    throw error;
  }
}

/** A key for one intent. (`crypto.randomUUID` is absent where the hub is reached by plain HTTP.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const call =
  <M extends Method>(method: M) =>
  <P extends PathOf<M>>(path: P, ...[request]: Given<M, P>): Promise<AnswerOf<M, P>> =>
    send(method, path, request as Call) as Promise<AnswerOf<M, P>>;

/** The hub's API, typed by its routes: `api.post('/links/{id}/sync', { params: { id }, body: { reason } })`. */
export const api = { get: call('get'), post: call('post'), put: call('put'), patch: call('patch'), delete: call('delete') };
