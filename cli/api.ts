import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The hub's HTTP API as commands use it. */
export interface Api {
  get(path: string, query?: Record<string, string | number | undefined>): Promise<unknown>;
  /** An answer that is a text. */
  text(path: string): Promise<string>;
  post(path: string, body?: unknown): Promise<unknown>;
  put(path: string, body: unknown): Promise<unknown>;
  patch(path: string, body: unknown): Promise<unknown>;
}

/** An RFC 9457 problem document, or the lack of any answer. */
export class ApiProblem extends Error {
  constructor(title: string, detail: string | undefined, code: string | undefined) {
    super([title, ...(detail === undefined ? [] : [detail]), ...(code === undefined ? [] : [`code ${code}`])].join('\n'));
    this.name = 'ApiProblem';
  }
}

const TIMEOUT_MS = 60_000;

/**
 * A client for `UZEL_URL` (http://localhost:8080 when unset).
 *
 * The token is `UZEL_API_TOKEN`, else the file `api-token` in the data folder of a hub started here.
 */
export function createApi(env: NodeJS.ProcessEnv): Api {
  const base = (env.UZEL_URL || `http://localhost:${env.UZEL_PORT || 8080}`).replace(/\/+$/, '');
  const token = env.UZEL_API_TOKEN || keptToken(env.UZEL_DATA_DIR || '.uzel');

  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = await textOf(method, path, body);
    return text === '' ? null : (JSON.parse(text) as unknown);
  }

  async function textOf(method: string, path: string, body?: unknown): Promise<string> {
    const headers: Record<string, string> = { accept: '*/*' };
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (method !== 'GET') headers['idempotency-key'] = randomUUID();
    if (body !== undefined) headers['content-type'] = 'application/json';
    const init: RequestInit = { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(`${base}${path}`, init).catch((error: Error) => {
      const why = error.name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS / 1000} s` : 'nothing answers there';
      throw new ApiProblem(`Uzel at ${base} cannot be reached`, `${why}; is it running, and is UZEL_URL right?`, undefined);
    });
    const text = await response.text();
    if (!response.ok) throw problemIn(response.status, text, token !== null);
    return text;
  }

  return {
    get(path, query = {}) {
      const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      );
      return call('GET', given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`);
    },
    text: (path) => textOf('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
  };
}

function keptToken(dataDir: string): string | null {
  const path = join(dataDir, 'api-token');
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

function problemIn(status: number, text: string, hadToken: boolean): ApiProblem {
  const problem = asRecord(text);
  const word = (name: string) => (typeof problem[name] === 'string' ? problem[name] : undefined);
  const hint = status === 401 && !hadToken ? 'Set UZEL_API_TOKEN, or run the command in the folder of a local hub.' : undefined;
  return new ApiProblem(word('title') ?? `The hub answered ${status}`, word('detail') ?? hint, word('code'));
}

function asRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
