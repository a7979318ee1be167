import type { z } from 'zod';
import { HubError } from '../../domain/errors.ts';
import type { Connected } from '../sdk/contract.ts';
import { batchParams, batchResult, type Command, keyOf, loads, mayRideAlong } from './batch.ts';
import { isApplicationOnly, needsApplication } from './context.ts';
import { innerRefusal, type Refusal, refusalOf } from './envelope.ts';
import { notUnderstood, refusalError } from './errors.ts';
import { rateBackoffMs, rateOf, rateScope } from './limits.ts';
import { createOperatingBudget } from './operating.ts';
import type { Bitrix24Options } from './options.ts';
import { createPace } from './pace.ts';
import { type Call, createTransport } from './transport.ts';
import { envelope, type Timing } from './wire.ts';

export interface Answer<T> {
  result: T;
  time: Timing | undefined;
  /** Rows that the portal counts in all; absent where it does not count. */
  total?: number;
}

/** Calls of REST 2 by method name: JSON POST, credentials, both rate limits, the error table. */
export interface Rest {
  /**
   * For methods that change nothing: a broken connection is `transient`. Reads of one tick travel together in a batch of up to 50, one HTTP
   * request for the rate limit; each has its own result or its own error.
   */
  read<S extends z.ZodType>(method: string, params: object, result: S): Promise<Answer<z.output<S>>>;
  /** The same in a request of its own. */
  readAlone<S extends z.ZodType>(method: string, params: object, result: S): Promise<Answer<z.output<S>>>;
  /**
   * Several reads in one request, where one may name the result of another (`$result[c0]…`); for reading whole lists. Answers up to the first
   * failure; throws it when there are none.
   */
  readChain<S extends z.ZodType>(commands: readonly Command[], result: S): Promise<Answer<z.output<S>>[]>;
  /**
   * For methods that change something: a broken connection or an unreadable answer is `unknown_outcome`.
   * @param deadlineAt  epoch milliseconds at which the attempt is over
   * @param elements  `each` leaves it to the caller to judge the elements of an answer one by one
   */
  write<S extends z.ZodType>(
    method: string,
    params: object,
    result: S,
    deadlineAt: number,
    elements?: 'all' | 'each',
  ): Promise<Answer<z.output<S>>>;
}

interface RawAnswer {
  result: unknown;
  time: Timing | undefined;
  total?: number;
}

interface Waiting extends Command {
  resolve(answer: RawAnswer): void;
  reject(error: unknown): void;
}

export function createRest(connected: Connected<Bitrix24Options>): Rest {
  const { options, clock, limitScale, pressure } = connected;
  const pace = createPace({ pressure, clock, scope: rateScope(options), rate: rateOf(options) });
  const transport = createTransport(connected, pace);
  const operating = createOperatingBudget({ options, pressure, clock, limitScale });
  let waiting: Waiting[] = [];

  function refuse(refusal: Refusal, method: string, readOnly: boolean): HubError {
    return refusalError(refusal, {
      operation: method,
      readOnly,
      redact: transport.redact,
      untilMs: (limit) =>
        limit === 'rate' ? clock.now() + rateBackoffMs(options, pace.refused()) / limitScale : operating.blocked(method),
    });
  }

  async function admit(method: string): Promise<void> {
    if (options.auth === 'webhook' && isApplicationOnly(method)) throw needsApplication(method);
    await operating.admit(method);
  }

  /** One request; its figures are fed to the limits. */
  async function perform(call: Call): Promise<RawAnswer> {
    const reading = await transport.call(call);
    if (!reading.ok) throw refuse(reading.refusal, call.method, call.deadlineAt === undefined);
    pace.served();
    const { result, time, total } = envelope.parse(reading.body);
    operating.feed(call.method, time);
    return { result, time, ...(total === undefined ? {} : { total }) };
  }

  async function alone(call: Call, elements: 'all' | 'each' = 'all'): Promise<RawAnswer> {
    await admit(call.method);
    const answer = await perform(call);
    const inner = elements === 'all' ? innerRefusal(answer.result) : null;
    if (inner) throw refuse({ status: 200, html: false, ...inner }, call.method, call.deadlineAt === undefined);
    return answer;
  }

  /** Who knows whether the portal charges the running time to `batch` or to the commands: both are tracked. */
  async function together(commands: readonly Command[]): Promise<(RawAnswer | HubError)[]> {
    await admit('batch');
    const { result, time } = await perform({ method: 'batch', params: batchParams(commands) });
    const parts = batchResult.safeParse(result);
    if (!parts.success) throw notUnderstood('batch', true, parts.error);
    return commands.map(({ method }, at) => {
      const key = keyOf(at);
      const spent = parts.data.result_time[key];
      operating.feed(method, spent);
      if (key in parts.data.result_error) {
        return refuse({ status: 200, html: false, ...refusalOf(parts.data.result_error[key]) }, method, true);
      }
      if (!(key in parts.data.result)) return notServed(method);
      const total = Number(parts.data.result_total[key]);
      return { result: parts.data.result[key], time: spent ?? time, ...(Number.isInteger(total) ? { total } : {}) };
    });
  }

  async function run(load: readonly Waiting[]): Promise<void> {
    const admitted: Waiting[] = [];
    const gates = new Map<string, Promise<void>>();
    for (const command of load) {
      const gate = gates.get(command.method) ?? admit(command.method);
      gates.set(command.method, gate);
      await gate.then(() => void admitted.push(command), command.reject);
    }
    const [first] = admitted;
    if (!first) return;
    if (admitted.length === 1) return perform(first).then((answer) => settle(first, answer), first.reject);
    try {
      const answers = await together(admitted);
      for (const [at, command] of admitted.entries()) settle(command, answers[at] ?? notServed(command.method));
    } catch (error) {
      for (const command of admitted) command.reject(error);
    }
  }

  function settle(command: Waiting, answer: RawAnswer | HubError): void {
    if (answer instanceof HubError) command.reject(answer);
    else command.resolve(answer);
  }

  function queued(method: string, params: object): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      waiting.push({ method, params, resolve, reject });
      if (waiting.length > 1) return;
      setImmediate(() => {
        const commands = waiting;
        waiting = [];
        for (const load of loads(commands)) void run(load);
      });
    });
  }

  return {
    read: async (method, params, result) =>
      parsed(method, mayRideAlong(method) ? await queued(method, params) : await alone({ method, params }), result, true),
    readAlone: async (method, params, result) => parsed(method, await alone({ method, params }), result, true),
    async readChain(commands, result) {
      for (const method of new Set(commands.map((command) => command.method))) await admit(method);
      const answers = await together(commands);
      const served: Answer<z.output<typeof result>>[] = [];
      for (const [at, answer] of answers.entries()) {
        if (answer instanceof HubError && at === 0) throw answer;
        if (answer instanceof HubError) break;
        served.push(parsed(commands[at]?.method ?? 'batch', answer, result, true));
      }
      return served;
    },
    async write(method, params, result, deadlineAt, elements) {
      const signed = options.eventQueue && /^(crm|tasks)\./.test(method) ? { ...params, auth_connector: AUTH_CONNECTOR } : params;
      return parsed(method, await alone({ method, params: signed, deadlineAt }, elements), result, false);
    },
  };
}

/** Our name on writes: the portal keeps them out of the event queue that is bound under the same name. */
export const AUTH_CONNECTOR = 'uzel';

function parsed<S extends z.ZodType>(method: string, answer: RawAnswer, schema: S, readOnly: boolean): Answer<z.output<S>> {
  const result = schema.safeParse(answer.result);
  if (!result.success) throw notUnderstood(method, readOnly, result.error);
  return { ...answer, result: result.data };
}

/** Neither answered nor refused: the portal ran out of time before this command. */
function notServed(method: string): HubError {
  return new HubError({
    code: 'B24_BATCH_CUT',
    kind: 'transient',
    userMessage: {
      ru: 'Битрикс24 не успел ответить на весь пакет запросов. Узел повторит остаток сам.',
      en: 'Bitrix24 did not get through the whole batch of calls. Uzel repeats the rest by itself.',
    },
    detail: method,
  });
}
