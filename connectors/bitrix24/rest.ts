import type { z } from 'zod';
import { HubError } from '../../domain/errors.ts';
import type { Connected } from '../sdk/contract.ts';
import type { HttpAnswer } from '../sdk/http.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { type Credentials, credentialsOf, type Presented } from './auth.ts';
import { type Reading, type Refusal, readAnswer } from './envelope.ts';
import { PortalMovedError, refusalError } from './errors.ts';
import { createOperatingBudget, rateBackoffMs, rateScope } from './limits.ts';
import type { Bitrix24Options } from './options.ts';
import { envelope, type Timing } from './wire.ts';

/** The cloud itself gives up after 60 seconds; a client that gives up earlier turns finished writes into unknown ones. */
export const CALL_TIMEOUT_MS = 65_000;

export interface Answer<T> {
  result: T;
  time: Timing | undefined;
}

/** Calls of REST 2 by method name: JSON POST, credentials, both rate limits, the error table. */
export interface Rest {
  /** For methods that change nothing: a broken connection is `transient`. */
  read<S extends z.ZodType>(method: string, params: object, result: S): Promise<Answer<z.output<S>>>;
  /**
   * For methods that change something: a broken connection or an unreadable answer is `unknown_outcome`.
   * @param deadlineAt  epoch milliseconds at which the attempt is over
   */
  write<S extends z.ZodType>(method: string, params: object, result: S, deadlineAt: number): Promise<Answer<z.output<S>>>;
}

export function createRest(connected: Connected<Bitrix24Options>): Rest {
  const { options, clock, limitScale } = connected;
  const core = connected.http({ baseUrl: options.portal, timeoutMs: scaledTimeoutMs(CALL_TIMEOUT_MS, limitScale), isOutage });
  const credentials: Credentials = credentialsOf(connected);
  const operating = createOperatingBudget(clock, limitScale);
  const charge = [{ scope: rateScope(options), cost: 1 }];

  function send({ method, params, deadlineAt }: Call, presented: Presented): Promise<HttpAnswer> {
    return core.request({
      method: 'POST',
      path: presented.pathOf(method),
      operation: method,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ ...params, ...presented.body }),
      charge,
      readOnly: deadlineAt === undefined,
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
    });
  }

  function refuse(refusal: Refusal, method: string, readOnly: boolean): HubError {
    return refusalError(refusal, {
      operation: method,
      readOnly,
      redact: core.redact,
      untilMs: (limit) => (limit === 'rate' ? clock.now() + rateBackoffMs(options) / limitScale : operating.blockedUntil(method)),
    });
  }

  async function perform<S extends z.ZodType>(call: Call, result: S): Promise<Answer<z.output<S>>> {
    const { method } = call;
    const readOnly = call.deadlineAt === undefined;
    operating.admit(method);
    const presented = await credentials.present();
    let reading = read(await send(call, presented), options);
    if (!reading.ok && tokenRefused(reading.refusal)) {
      const fresh = await credentials.renew(presented);
      if (fresh) reading = read(await send(call, fresh), options);
    }
    if (!reading.ok) throw refuse(reading.refusal, method, readOnly);
    const { time } = envelope.parse(reading.body);
    operating.feed(method, time);
    const parsed = result.safeParse(reading.body['result']);
    if (!parsed.success) throw notUnderstood(method, readOnly, parsed.error);
    return { result: parsed.data, time };
  }

  return {
    read: (method, params, result) => perform({ method, params }, result),
    write: (method, params, result, deadlineAt) => perform({ method, params, deadlineAt }, result),
  };
}

/** One call; writes have a deadline, reads have none. */
interface Call {
  method: string;
  params: object;
  deadlineAt?: number;
}

/** A renamed portal answers 302 with a page. A POST would become a GET there, and the host is not ours to trust: it is reported. */
function read(answer: HttpAnswer, options: Bitrix24Options): Reading {
  const location = answer.headers['location'];
  if (answer.status >= 300 && answer.status < 400 && location && URL.canParse(location, options.portal)) {
    const target = new URL(location, options.portal);
    if (target.host !== new URL(options.portal).host) throw new PortalMovedError(target.host);
  }
  return readAnswer(answer.status, answer.text);
}

function tokenRefused(refusal: Refusal): boolean {
  return ['expired_token', 'invalid_token'].includes(refusal.code.toLowerCase());
}

/** "Too many requests" is 503 as well, and no outage. */
function isOutage(answer: HttpAnswer): boolean {
  if (![502, 503, 504].includes(answer.status)) return false;
  const reading = readAnswer(answer.status, answer.text);
  return reading.ok || reading.refusal.html;
}

function notUnderstood(method: string, readOnly: boolean, error: z.ZodError): HubError {
  const where = error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return new HubError({
    code: 'B24_UNEXPECTED_RESULT',
    kind: readOnly ? 'bug' : 'unknown_outcome',
    userMessage: {
      ru: 'Битрикс24 ответил в незнакомом виде. Сообщите разработчикам Узла.',
      en: 'Bitrix24 answered in an unknown shape. Tell the developers of Uzel.',
    },
    detail: `${method}: ${where.join('; ')}`,
  });
}
