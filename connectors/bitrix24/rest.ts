import type { z } from 'zod';
import { HubError, isHubError } from '../../domain/errors.ts';
import type { Connected } from '../sdk/contract.ts';
import { batchParams, batchResult, type Command, keyOf, readMayRideAlong, writeMayRideAlong } from './batch.ts';
import { isApplicationOnly, needsApplication } from './context.ts';
import { innerRefusal, type Refusal, refusalOf } from './envelope.ts';
import { notUnderstood, refusalError } from './errors.ts';
import { rateBackoffMs, rateOf, rateScope } from './limits.ts';
import { createOperatingBudget } from './operating.ts';
import type { Bitrix24Options } from './options.ts';
import { createPace } from './pace.ts';
import { createRides, type Passenger, type Ride } from './rides.ts';
import { type Call, createTransport, type Transport } from './transport.ts';
import { envelope, type Timing } from './wire.ts';

export interface Answer<T> {
  result: T;
  time: Timing | undefined;
  /** Rows that the portal counts in all; absent where it does not count. */
  total?: number;
}

/**
 * Calls of REST 2 by method name: JSON POST, credentials, both rate limits, the error table.
 *
 * Calls that wait for a slot of the rate limit at the same time share it: they travel in one batch of up to 50, each with its own result or its own
 * error. Writes share it where they can be told apart after an unknown outcome (`batch.ts`); a broken batch leaves each of its writes unknown by itself.
 */
export interface Rest {
  /** For methods that change nothing: a broken connection is `transient`. */
  read<S extends z.ZodType>(method: string, params: object, result: S): Promise<Answer<z.output<S>>>;
  /** The same in a request of its own. */
  readAlone<S extends z.ZodType>(method: string, params: object, result: S): Promise<Answer<z.output<S>>>;
  /**
   * Several reads in one request, where one may name the result of another (`resultOf`); for reading whole lists. Answers up to the first failure;
   * throws it when there are none.
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
  /**
   * A write and one more command that follows from it, in one request; `then` may name the write's result. Throws what became of the write; the
   * second answer is null where that command failed, or where the two cannot travel together and it was not sent.
   */
  writeThen<S extends z.ZodType, T extends z.ZodType>(
    write: Command & { result: S },
    then: Command & { result: T; writes: boolean },
    deadlineAt: number,
  ): Promise<[Answer<z.output<S>>, Answer<z.output<T>> | null]>;
}

interface RawAnswer {
  result: unknown;
  time: Timing | undefined;
  total?: number;
}

type Outcome = RawAnswer | HubError;

export function createRest(connected: Connected<Bitrix24Options>): Rest {
  const { options, clock, limitScale, pressure } = connected;
  const pace = createPace({ pressure, clock, scope: rateScope(options), rate: rateOf(options) });
  const transport = createTransport(connected, pace);
  const operating = createOperatingBudget({ options, pressure, clock, limitScale });
  const rides = createRides<Outcome>({ transport, mayShare: () => operating.roomy('batch'), carry });

  /** What a refusal means for each of the commands it hit; the limits hear of it once. */
  function refused(refusal: Refusal, method: string): (readOnly: boolean) => HubError {
    let untilMs: number | undefined;
    const until = (limit: 'rate' | 'operating') => {
      untilMs ??=
        limit === 'rate' ? clock.now() + rateBackoffMs(options, pace.refused()) / limitScale : operating.blocked(method);
      return untilMs;
    };
    return (readOnly) => refusalError(refusal, { operation: method, readOnly, redact: transport.redact, untilMs: until });
  }

  async function admit(commands: readonly Pick<Command, 'method'>[]): Promise<void> {
    for (const method of new Set(commands.map((command) => command.method))) {
      if (options.auth === 'webhook' && isApplicationOnly(method)) throw needsApplication(method);
      await operating.admit(method);
    }
  }

  function read(body: unknown, method: string): RawAnswer {
    pace.served();
    const { result, time, total } = envelope.parse(body);
    operating.feed(method, time);
    return { result, time, ...(total === undefined ? {} : { total }) };
  }

  async function alone(call: Call, elements: 'all' | 'each' = 'all'): Promise<RawAnswer> {
    const readOnly = call.deadlineAt === undefined;
    await admit([call]);
    const reading = await transport.call(call);
    if (!reading.ok) throw refused(reading.refusal, call.method)(readOnly);
    const answer = read(reading.body, call.method);
    const inner = elements === 'all' ? innerRefusal(answer.result) : null;
    if (inner) throw refused({ status: 200, html: false, ...inner }, call.method)(readOnly);
    return answer;
  }

  /** One request for all of a load: a command alone as itself, several as a batch. */
  async function carry(send: Transport['call'], load: readonly Passenger<Outcome>[]): Promise<void> {
    try {
      const commands = load.flatMap((ride) => ride.commands);
      const [single] = commands;
      const deadlines = load.flatMap(({ deadlineAt }) => deadlineAt ?? []);
      const batched = commands.length > 1 || single === undefined;
      if (batched) await operating.admit('batch');
      const request = batched ? { method: 'batch', params: batchParams(load.map((ride) => ride.commands)) } : single;
      const reading = await send({ ...request, ...(deadlines.length > 0 ? { deadlineAt: Math.min(...deadlines) } : {}) });
      if (!reading.ok) {
        const refuse = refused(reading.refusal, request.method);
        for (const ride of load) ride.reject(refuse(isReadOnly(ride)));
        return;
      }
      const answer = read(reading.body, request.method);
      const outcomes = batched ? partsOf(answer, load) : [answer];
      for (const ride of load) ride.resolve(outcomes.splice(0, ride.commands.length));
    } catch (error) {
      for (const ride of load) ride.reject(isReadOnly(ride) ? asRead(error) : error);
    }
  }

  /** Who knows whether the portal charges the running time to `batch` or to the commands: both are tracked. */
  function partsOf({ result, time }: RawAnswer, load: readonly Ride[]): Outcome[] {
    const parts = batchResult.safeParse(result);
    if (!parts.success) throw notUnderstood('batch', load.every(isReadOnly), parts.error);
    const commands = load.flatMap((ride) => ride.commands.map(({ method }) => ({ method, readOnly: isReadOnly(ride) })));
    return commands.map(({ method, readOnly }, at) => {
      const key = keyOf(at);
      const spent = parts.data.result_time[key];
      operating.feed(method, spent);
      if (key in parts.data.result_error)
        return refused({ status: 200, html: false, ...refusalOf(parts.data.result_error[key]) }, method)(readOnly);
      if (!(key in parts.data.result)) return notServed(method, readOnly);
      const total = Number(parts.data.result_total[key]);
      return { result: parts.data.result[key], time: spent ?? time, ...(Number.isInteger(total) ? { total } : {}) };
    });
  }

  async function ride(commands: readonly Command[], deadlineAt?: number): Promise<Outcome[]> {
    await admit(commands);
    return rides({ commands, ...(deadlineAt === undefined ? {} : { deadlineAt }) });
  }

  async function single(command: Command, deadlineAt?: number): Promise<RawAnswer> {
    const [outcome] = await ride([command], deadlineAt);
    if (outcome === undefined) return proven(notServed(command.method, deadlineAt === undefined));
    return proven(outcome);
  }

  const signed = ({ method, params }: Command): Command =>
    options.eventQueue && /^(crm|tasks)\./.test(method)
      ? { method, params: { ...params, auth_connector: AUTH_CONNECTOR } }
      : { method, params };

  return {
    async read(method, params, result) {
      const command = { method, params };
      return parsed(method, readMayRideAlong(command) ? await single(command) : await alone(command), result, true);
    },
    readAlone: async (method, params, result) => parsed(method, await alone({ method, params }), result, true),
    async readChain(commands, result) {
      const served: Answer<z.output<typeof result>>[] = [];
      for (const [at, outcome] of (await ride(commands)).entries()) {
        if (outcome instanceof HubError && at === 0) throw outcome;
        if (outcome instanceof HubError) break;
        served.push(parsed(commands[at]?.method ?? 'batch', outcome, result, true));
      }
      return served;
    },
    async write(method, params, result, deadlineAt, elements) {
      const command = signed({ method, params });
      const answer = writeMayRideAlong(command)
        ? await single(command, deadlineAt)
        : await alone({ ...command, deadlineAt }, elements);
      return parsed(method, answer, result, false);
    },
    async writeThen(write, then, deadlineAt) {
      const [first, second] = [signed(write), then.writes ? signed(then) : then];
      const together = writeMayRideAlong(first) && (then.writes ? writeMayRideAlong(second) : readMayRideAlong(second));
      if (!together) {
        const answer = writeMayRideAlong(first) ? await single(first, deadlineAt) : await alone({ ...first, deadlineAt });
        return [parsed(first.method, answer, write.result, false), null];
      }
      const [made, followed] = await ride([first, second], deadlineAt);
      const answer = parsed(first.method, proven(made ?? notServed(first.method, false)), write.result, false);
      const next = followed === undefined || followed instanceof HubError ? null : then.result.safeParse(followed.result);
      return [answer, next?.success ? { time: answer.time, result: next.data } : null];
    },
  };
}

function proven(outcome: Outcome): RawAnswer {
  if (outcome instanceof HubError) throw outcome;
  return outcome;
}

const isReadOnly = ({ deadlineAt }: Ride) => deadlineAt === undefined;

/** A read has no outcome to be unsure of, whatever it travelled with. */
function asRead(error: unknown): unknown {
  if (!isHubError(error) || error.kind !== 'unknown_outcome') return error;
  const { code, userMessage, detail } = error;
  return new HubError({ code, kind: 'transient', userMessage, ...(detail === undefined ? {} : { detail }) });
}

/** Our name on writes: the portal keeps them out of the event queue that is bound under the same name. */
export const AUTH_CONNECTOR = 'uzel';

function parsed<S extends z.ZodType>(method: string, answer: RawAnswer, schema: S, readOnly: boolean): Answer<z.output<S>> {
  const result = schema.safeParse(answer.result);
  if (!result.success) throw notUnderstood(method, readOnly, result.error);
  return { ...answer, result: result.data };
}

/** Neither answered nor refused: the portal ran out of time before this command, or in it. */
function notServed(method: string, readOnly: boolean): HubError {
  return new HubError({
    code: 'B24_BATCH_CUT',
    kind: readOnly ? 'transient' : 'unknown_outcome',
    userMessage: {
      ru: 'Битрикс24 не успел ответить на весь пакет запросов. Узел повторит остаток сам.',
      en: 'Bitrix24 did not get through the whole batch of calls. Uzel repeats the rest by itself.',
    },
    detail: method,
  });
}
