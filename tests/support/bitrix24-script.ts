import qs from 'qs';
import { onTestFinished } from 'vitest';
import { startServer } from './faulty-server.ts';

export type Params = { [key: string]: unknown };
export type ScriptAnswer = { status?: number; body: unknown; headers?: { [name: string]: string } } | 'hang up';
/** Answers by method name; `call` counts the calls of this method from 1. */
export type Script = { [method: string]: (params: Params, call: number) => ScriptAnswer };

export interface ScriptedPortal {
  url: string;
  /** Methods of the HTTP requests, in order. */
  requests: string[];
  /** Methods that were run, those inside batches too, in order. */
  calls: string[];
  /** Parameters of every run of a method. */
  paramsOf(method: string): Params[];
}

export const ok = (result: unknown, more: { time?: object; total?: number; next?: number } = {}): ScriptAnswer => ({
  body: { result, ...more },
});
export const refusal = (status: number, error: unknown, error_description = ''): ScriptAnswer => ({
  status,
  body: { error, error_description },
});

/** A portal that answers as the script says; its `batch` runs the same script, unless the script has one. Stops with the test. */
export async function scriptedPortal(script: Script): Promise<ScriptedPortal> {
  const requests: string[] = [];
  const calls: string[] = [];
  const given: { method: string; params: Params }[] = [];

  function run(method: string, params: Params): ScriptAnswer {
    calls.push(method);
    given.push({ method, params });
    const answer = script[method]?.(params, calls.filter((call) => call === method).length);
    return answer ?? refusal(404, 'ERROR_METHOD_NOT_FOUND', `${method} is not in the script`);
  }

  function batch({ cmd }: Params): ScriptAnswer {
    const result: Params = {};
    const result_error: Params = {};
    const result_time: Params = {};
    for (const [key, command] of Object.entries(cmd as { [key: string]: string })) {
      const [method = '', query = ''] = command.split('?');
      const answer = run(method, resolved(listed(qs.parse(query, { depth: 10, parseArrays: false })), result) as Params);
      // What is no JSON came from in front of the portal: the whole request ends in it.
      if (answer === 'hang up' || typeof answer.body === 'string') return answer;
      const body = answer.body as Params;
      if ('error' in body) result_error[key] = body;
      else result[key] = body['result'];
      if (body['time']) result_time[key] = body['time'];
    }
    return ok({
      result: php(result),
      result_error: php(result_error),
      result_total: [],
      result_next: [],
      result_time: php(result_time),
    });
  }

  const server = await startServer((request, response, body) => {
    const method = (request.url ?? '').replace(/\/$/, '').split('/').at(-1) ?? '';
    requests.push(method);
    const json = request.headers['content-type']?.includes('json');
    const params: Params = json ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    const answer = method === 'batch' && !script['batch'] ? batch(params) : run(method, params);
    if (answer === 'hang up') return void response.destroy();
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  onTestFinished(() => server.close());
  return {
    url: server.url,
    requests,
    calls,
    paramsOf: (method) => given.filter((one) => one.method === method).map((one) => one.params),
  };
}

/** PHP knows one kind of map; one with the keys 0…n-1 is a list. */
function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, listed(entry)] as const);
  if (entries.length > 0 && entries.every(([key], at) => key === String(at))) return entries.map(([, entry]) => entry);
  return Object.fromEntries(entries);
}

/** `$result[c0][items][49][id]` stands for what an earlier command answered; nothing there is an empty text. */
function resolved(value: unknown, results: Params): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolved(entry, results));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolved(entry, results)]));
  if (typeof value !== 'string' || !value.startsWith('$result')) return value;
  let found: unknown = results;
  for (const [, step = ''] of value.matchAll(/\[([^\]]*)\]/g)) found = (found as Params | undefined)?.[step];
  return found ?? '';
}

/** An empty PHP map is a list. */
function php(map: Params): Params | [] {
  return Object.keys(map).length === 0 ? [] : map;
}
