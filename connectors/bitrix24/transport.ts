import type { Connected } from '../sdk/contract.ts';
import type { HttpAnswer, HttpCore } from '../sdk/http.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { credentialsOf, type Presented } from './auth.ts';
import { type Reading, readEnvelope } from './envelope.ts';
import { PortalMovedError } from './errors.ts';
import { rateScope } from './limits.ts';
import type { Bitrix24Options } from './options.ts';
import type { Pace } from './pace.ts';

/** The cloud itself gives up after 60 seconds; a client that gives up earlier turns finished writes into unknown ones. */
const CALL_TIMEOUT_MS = 65_000;

/** One call; writes have a deadline, reads have none. */
export interface Call {
  method: string;
  params: object;
  /** Epoch milliseconds at which the attempt is over. */
  deadlineAt?: number;
}

export interface Transport extends Pick<HttpCore, 'redact' | 'caller'> {
  /**
   * One HTTP request with valid credentials at the portal's present address. Repeated at most once for a token that has expired and once for a
   * portal that has moved, since neither request was served.
   */
  call(call: Call): Promise<Reading>;
  /** Waits for the slot of one request; what it sends is said when the slot is there. @throws HubError like a call that was not sent */
  slot(patienceMs: number): Promise<Transport['call']>;
}

export function createTransport(connected: Connected<Bitrix24Options>, pace: Pace): Transport {
  const { options, limitScale } = connected;
  const credentials = credentialsOf(connected);
  const scope = rateScope(options);
  const cores = new Map<string, HttpCore>();

  function coreOf(portal: string): HttpCore {
    const known = cores.get(portal);
    if (known) return known;
    const core = connected.http({ baseUrl: portal, timeoutMs: scaledTimeoutMs(CALL_TIMEOUT_MS, limitScale), isOutage });
    cores.set(portal, core);
    return core;
  }

  const charge = async () => [{ scope, cost: await pace.cost() }];

  /** @param prepaid  the request has its slot already */
  async function send({ method, params, deadlineAt }: Call, presented: Presented, prepaid = false): Promise<HttpAnswer> {
    return coreOf(presented.portal).request({
      method: 'POST',
      path: presented.pathOf(method),
      operation: method,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ ...params, ...presented.body }),
      charge: prepaid ? [] : await charge(),
      readOnly: deadlineAt === undefined,
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
    });
  }

  async function perform(call: Call, first: Presented, prepaid: boolean): Promise<Reading> {
    let presented = first;
    let answer = await send(call, presented, prepaid);
    const moved = newAddress(answer, presented.portal);
    if (moved) {
      const elsewhere = await credentials.relocate(presented, moved);
      if (!elsewhere) throw new PortalMovedError(new URL(moved).host);
      presented = elsewhere;
      answer = await send(call, presented);
      const again = newAddress(answer, presented.portal);
      if (again) throw new PortalMovedError(new URL(again).host);
    }
    const reading = readEnvelope(answer.status, answer.text);
    if (reading.ok || !tokenRefused(reading.refusal.code)) return reading;
    const fresh = await credentials.renew(presented);
    if (!fresh) return reading;
    const second = await send(call, fresh);
    return readEnvelope(second.status, second.text);
  }

  const { redact, caller } = coreOf(options.portal);
  return {
    redact,
    caller,
    call: async (call) => perform(call, await credentials.present(), false),
    async slot(patienceMs) {
      const presented = await credentials.present();
      await coreOf(presented.portal).reserve(await charge(), patienceMs);
      return (call) => perform(call, presented, true);
    },
  };
}

/** A renamed portal answers 302 with a page: the address of the portal there. A client that follows would turn the POST into a GET. */
function newAddress(answer: HttpAnswer, portal: string): string | null {
  const location = answer.headers['location'];
  if (answer.status < 300 || answer.status >= 400 || !location || !URL.canParse(location, portal)) return null;
  const [here, target] = [new URL(portal), new URL(location, portal)];
  if (target.host === here.host) return null;
  return `${target.protocol}//${target.host}${here.pathname}`.replace(/\/$/, '');
}

function tokenRefused(code: string): boolean {
  return ['expired_token', 'invalid_token'].includes(code.toLowerCase());
}

/** "Too many requests" is 503 as well, and no outage. */
function isOutage(answer: HttpAnswer): boolean {
  if (![502, 503, 504].includes(answer.status)) return false;
  const reading = readEnvelope(answer.status, answer.text);
  return reading.ok || reading.refusal.html;
}
