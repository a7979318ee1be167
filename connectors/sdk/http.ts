import http from 'node:http';
import https from 'node:https';
import axios, { type AxiosResponse } from 'axios';
import { HubError } from '../../domain/errors.ts';
import { decodeText } from './charset.ts';
import type { Clock, Lane } from './contract.ts';
import { createEgressGuard } from './egress.ts';
import { throughGate } from './gate.ts';
import { netFailure } from './net-failure.ts';
import type { BreakerPort, BudgetPort, LogPort, MetricsPort, Turn, TurnPort } from './ports.ts';
import { createRedactor, type Redact } from './redact.ts';
import { createSlots, type Slots } from './slots.ts';
import { inTurn } from './turns.ts';

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const GATEWAY_FAILURES = [502, 503, 504];

/** What the runtime lends to the calls of one connection. */
export interface HttpDeps {
  connectionId: string;
  lane: Lane;
  budget: BudgetPort;
  breaker: BreakerPort;
  turns: TurnPort;
  egress: { allow: readonly string[] };
  /** Secret values of the connection: they never appear in errors and logs. */
  secrets: readonly string[];
  clock: Clock;
  log: LogPort;
  metrics?: MetricsPort;
  /** How long the present caller waits for a rate-limit slot, in milliseconds; 2 000 by default. */
  patienceMs?: () => number;
  /** Told when a call has got its slot. */
  onSlot?: () => void;
}

export interface HttpCoreSpec {
  /** Base address; must pass the egress guard. */
  baseUrl: string;
  /** Connecting and answering together. */
  timeoutMs: number;
  /** Largest answer accepted, unpacked; 16 MiB by default. */
  maxBytes?: number;
  /** Budget scope of calls without an own charge, one request each. */
  scope?: string;
  /** Set where the system takes one call at a time. */
  turn?: Turn;
  /** Answers that count as an outage for the circuit breaker; by default a gateway's 502, 503, 504. */
  isOutage?: (answer: HttpAnswer) => boolean;
}

export interface HttpCore extends Slots {
  /**
   * One call over the shared connection: breaker, budget, egress guard, time-out, size limit. Never follows redirects.
   * Every HTTP status is an answer: what it means is the connector's to say.
   * @throws HubError `transient` or `unknown_outcome` without an answer, `rate_limited` without a slot, `config` for a forbidden address
   */
  request(call: HttpCall): Promise<HttpAnswer>;
  /** Strips the connection's secrets and obvious personal data from a text for an error's `detail`. */
  redact: Redact;
}

export interface HttpCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Joined to the base address; may be empty or a query alone. Never logged. */
  path: string;
  /** Name for logs, metrics and errors: the vendor's method, free of secrets and ids. */
  operation: string;
  headers?: { [name: string]: string };
  body?: string | Uint8Array;
  /** Budget scopes to charge, as the connector's `budgets` names them; by default one request on the scope of the core. */
  charge?: { scope: string; cost: number }[];
  /** True for calls that change nothing: a failure before an answer is then transient, otherwise the outcome is unknown. */
  readOnly: boolean;
  /** True for writes that the system does once however often they arrive: they may share sockets as reads do. */
  repeatable?: boolean;
  /** Epoch milliseconds at which the call is over, waiting for its slot included. */
  deadlineAt?: number;
}

export interface HttpAnswer {
  status: number;
  /** Lower-case names. */
  headers: { [name: string]: string };
  body: Uint8Array;
  /** Decoded by charset of the header or XML declaration, UTF-8 by default. */
  text: string;
}

/** The HTTP side of one connection: one axios instance and its agents, any number of base addresses. */
export function createHttpCore(deps: HttpDeps): (spec: HttpCoreSpec) => HttpCore {
  const guard = createEgressGuard(deps.egress.allow);
  const redact = createRedactor(deps.secrets);
  const instance = axios.create({
    maxRedirects: 0,
    proxy: false,
    responseType: 'arraybuffer',
    validateStatus: () => true,
    transformRequest: [(body) => body],
    transformResponse: [(body) => body],
    headers: { common: { Accept: '*/*', 'User-Agent': 'Uzel/1' } },
  });
  const agents = { read: agentPair(true), write: agentPair(false) };

  /** Reads and repeatable writes share sockets; any other write dials afresh, so that a socket closed by the other side in idleness never makes its outcome unknown. */
  function agentPair(keepAlive: boolean) {
    const options = { keepAlive, lookup: guard.lookup, ...(keepAlive ? { timeout: 30_000 } : {}) };
    return { http: new http.Agent(options), https: new https.Agent(options) };
  }

  async function send(spec: HttpCoreSpec, call: HttpCall, url: URL, timeoutMs: number): Promise<HttpAnswer> {
    const agentsOfCall = call.readOnly || call.repeatable === true ? agents.read : agents.write;
    const wire = url.protocol === 'https:' ? https : http;
    let connected = false;
    const transport = {
      request(options: https.RequestOptions, onAnswer: (answer: http.IncomingMessage) => void) {
        const request = wire.request(options, onAnswer);
        request.once('socket', (socket) => {
          if (!socket.connecting) connected = true;
          else socket.once(wire === https ? 'secureConnect' : 'connect', () => (connected = true));
        });
        return request;
      },
    };
    const time = limited(timeoutMs);
    try {
      const sent: Promise<AxiosResponse<Uint8Array>> = instance.request({
        method: call.method,
        url: url.href,
        ...(call.headers ? { headers: call.headers } : {}),
        ...(call.body === undefined ? {} : { data: toBuffer(call.body) }),
        maxContentLength: spec.maxBytes ?? DEFAULT_MAX_BYTES,
        maxBodyLength: Number.POSITIVE_INFINITY,
        httpAgent: agentsOfCall.http,
        httpsAgent: agentsOfCall.https,
        transport,
        signal: time.signal,
      });
      return toAnswer(await Promise.race([sent, time.over]));
    } catch (error) {
      throw netFailure({ operation: call.operation, readOnly: call.readOnly, connected, timedOut: time.signal.aborted, error });
    } finally {
      time.clear();
    }
  }

  async function request(spec: HttpCoreSpec, call: HttpCall): Promise<HttpAnswer> {
    const url = join(spec.baseUrl, call.path);
    guard.check(url);
    const gated = {
      operation: call.operation,
      readOnly: call.readOnly,
      charges: call.charge ?? (spec.scope ? [{ scope: spec.scope, cost: 1 }] : []),
      deadlineAt: call.deadlineAt ?? Number.POSITIVE_INFINITY,
    };
    const work = async (leftMs: number) => {
      const answer = await send(spec, call, url, Math.min(spec.timeoutMs, leftMs));
      const outage = spec.isOutage?.(answer) ?? GATEWAY_FAILURES.includes(answer.status);
      return { result: answer, word: String(answer.status), outage };
    };
    return spec.turn ? inTurn(deps, spec.turn, gated, work) : throughGate(deps, gated, work);
  }

  const slots = createSlots(deps);
  return (spec) => ({ request: (call) => request(spec, call), redact, ...slots });
}

/** A call ends when its time is over, whether or not the client takes notice of the signal: nobody waits on a socket that died unseen. */
function limited(ms: number): { signal: AbortSignal; over: Promise<never>; clear(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        const error = new Error('the call took too long');
        controller.abort(error);
        reject(error);
      },
      Math.max(1, Math.ceil(ms)),
    );
  });
  return { signal: controller.signal, over, clear: () => clearTimeout(timer) };
}

function join(baseUrl: string, path: string): URL {
  const base = parseBase(baseUrl);
  const glue = path === '' || path.startsWith('?') || path.startsWith('/') || baseUrl.endsWith('/') ? '' : '/';
  const head = path.startsWith('/') ? baseUrl.replace(/\/+$/, '') : baseUrl;
  const url = new URL(head + glue + path);
  if (url.origin !== base.origin) throw new Error('A path may not leave its base address');
  return url;
}

function parseBase(baseUrl: string): URL {
  try {
    return new URL(baseUrl);
  } catch {
    throw new HubError({
      code: 'HTTP_BAD_ADDRESS',
      kind: 'config',
      userMessage: { ru: 'Адрес системы записан с ошибкой.', en: 'The address of the system is written wrongly.' },
    });
  }
}

function toBuffer(body: string | Uint8Array): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function toAnswer(response: AxiosResponse<Uint8Array>): HttpAnswer {
  const headers: HttpAnswer['headers'] = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined && value !== null)
      headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  const body = response.data;
  return { status: response.status, headers, body, text: decodeText(body, headers['content-type']) };
}
