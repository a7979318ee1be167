import type { WriteInput, WriteOutcome } from '../../domain/deals/ports.ts';
import type { Json } from '../../domain/json.ts';
import type { Connected, RenderedRequest } from '../sdk/contract.ts';
import type { HttpAnswer, HttpCall } from '../sdk/http.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { badAnswer, bodyOf } from './errors.ts';
import { isRecord, nested } from './json.ts';
import { rateScope } from './limits.ts';
import type { HttpOptions } from './options.ts';
import { at, textAt } from './pointer.ts';
import { inRanges, type RequestSpec, type SuccessRule } from './request-options.ts';
import { fillPath, pathValues } from './template.ts';

/** A system that speaks HTTP and JSON, as its connection describes it. */
export interface HttpClient {
  options: HttpOptions;
  /** Makes one of the connection's writes. @throws HubError by the error table; `unknown_outcome` when it may have landed */
  send(name: string, spec: RequestSpec, input: WriteInput, key: string): Promise<WriteOutcome>;
  /** What `send` would send, without credentials. @throws HubError `validation` when the address lacks a value */
  render(spec: RequestSpec, input: WriteInput, key: string): RenderedRequest;
  /** Looks for the trace of a write; null where there is none, or no way to look. */
  find(name: string, spec: RequestSpec, input: WriteInput, key: string): Promise<WriteOutcome | null>;
  /** A GET that must answer with JSON and 2xx. `path` follows the address of the system. */
  get(operation: string, path: string): Promise<{ body: Json; headers: HttpAnswer['headers'] }>;
}

const OK: SuccessRule = { status: '200-299' };

export function createHttpClient(connected: Connected<HttpOptions>): HttpClient {
  const { options, clock, limitScale } = connected;
  const scope = rateScope(options);
  const http = connected.http({
    baseUrl: options.url ?? '',
    timeoutMs: scaledTimeoutMs(options.timeoutMs, limitScale),
    ...(scope === null ? {} : { scope }),
  });
  const { headers: authHeaders, query: authQuery } = credentials(options);

  async function call(wanted: Omit<HttpCall, 'path'> & { path: string }, success: SuccessRule): Promise<HttpAnswer> {
    const path = authQuery === '' ? wanted.path : `${wanted.path}${wanted.path.includes('?') ? '&' : '?'}${authQuery}`;
    const headers = { accept: 'application/json', ...options.headers, ...authHeaders, ...wanted.headers };
    const answer = await http.request({ ...wanted, path, headers });
    const statusOk = inRanges(answer.status, success.status);
    if (statusOk && holds(answer, success)) return answer;
    const bad = { operation: wanted.operation, readOnly: wanted.readOnly, answer, refusedInBody: statusOk };
    throw badAnswer(bad, options.errors, clock.now());
  }

  return {
    options,
    async send(name, spec, input, key) {
      const { path, headers, body } = written(spec, input, key);
      const repeatable = spec.idempotencyHeader !== undefined || spec.repeatable;
      const readOnly = spec.method === 'GET';
      const given = { method: spec.method, path, headers, operation: name, readOnly, repeatable };
      return outcome(await call(body === null ? given : { ...given, body }, spec.success), spec.idPointer);
    },
    render(spec, input, key) {
      const { path, headers, body } = written(spec, input, key);
      return {
        method: spec.method,
        url: `${(options.url ?? '').replace(/\/+$/, '')}${path}`,
        headers: { ...options.headers, ...headers },
        body,
      };
    },
    async find(name, spec, input, key) {
      if (spec.find === undefined) return null;
      const path = fillPath(spec.find.path, pathValues(input.fields, input.id, key));
      const answer = await call(
        { method: 'GET', path, operation: `${name}.find`, readOnly: true },
        { status: '200-299,404,410' },
      );
      if (answer.status === 404 || answer.status === 410) return null;
      const body = bodyOf(answer);
      const found = body === undefined ? undefined : at(body, spec.find.pointer);
      const first = Array.isArray(found) ? found[0] : found;
      if (first === undefined || first === null || first === false) return null;
      const id = spec.find.idPointer === undefined ? undefined : textAt(first, spec.find.idPointer);
      return { revision: null, readBack: null, ...(id === undefined ? {} : { externalId: id }) };
    },
    async get(operation, path) {
      const answer = await call({ method: 'GET', path, operation, readOnly: true }, OK);
      const body = bodyOf(answer);
      if (body === undefined)
        throw badAnswer({ operation, readOnly: true, answer: { ...answer, status: 502 }, refusedInBody: false }, [], clock.now());
      return { body, headers: answer.headers };
    },
  };
}

function credentials(options: HttpOptions): { headers: { [name: string]: string }; query: string } {
  const { auth, token = '', authName = '', login = '' } = options;
  if (auth === 'bearer') return { headers: { authorization: `Bearer ${token}` }, query: '' };
  if (auth === 'basic') {
    return { headers: { authorization: `Basic ${Buffer.from(`${login}:${token}`).toString('base64')}` }, query: '' };
  }
  if (auth === 'header') return { headers: { [authName]: token }, query: '' };
  if (auth === 'query') return { headers: {}, query: `${encodeURIComponent(authName)}=${encodeURIComponent(token)}` };
  return { headers: {}, query: '' };
}

/** A write as it goes out, but for credentials. */
function written(spec: RequestSpec, input: WriteInput, key: string) {
  const content = contentOf(spec, input);
  const headers: { [name: string]: string } = {
    ...spec.headers,
    ...(content === null ? {} : { 'content-type': content.type }),
    ...(spec.idempotencyHeader === undefined ? {} : { [spec.idempotencyHeader]: key }),
  };
  return { path: fillPath(spec.path, pathValues(input.fields, input.id, key)), headers, body: content?.text ?? null };
}

function contentOf(spec: RequestSpec, input: WriteInput): { type: string; text: string } | null {
  if (spec.body === 'none' || spec.method === 'GET') return null;
  const sent = Object.fromEntries(Object.entries(input.fields).filter(([name]) => !spec.pathOnly.includes(name)));
  if (spec.body === 'json') return { type: 'application/json', text: JSON.stringify(nested(sent)) };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(sent)) {
    if (value !== null) form.append(name, isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value));
  }
  return { type: 'application/x-www-form-urlencoded', text: form.toString() };
}

function holds(answer: HttpAnswer, success: SuccessRule): boolean {
  if (success.pointer === undefined) return true;
  const body = bodyOf(answer);
  const found = body === undefined ? undefined : at(body, success.pointer);
  return success.equals === undefined ? found !== undefined : found === success.equals;
}

function outcome(answer: HttpAnswer, idPointer: string | undefined): WriteOutcome {
  const body = idPointer === undefined ? undefined : bodyOf(answer);
  const id = body === undefined || idPointer === undefined ? undefined : textAt(body, idPointer);
  return { revision: null, readBack: null, ...(id === undefined ? {} : { externalId: id }) };
}
