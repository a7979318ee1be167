import { randomBytes } from 'node:crypto';
import type { Clock } from '../sdk/contract.ts';
import { retryAfterMs } from '../sdk/failure.ts';
import type { HttpAnswer, HttpCore } from '../sdk/http.ts';
import { readSoap, type SoapAnswer, soapEnvelope } from '../sdk/soap.ts';
import { buildXml, child, parseXml, type XmlInput, type XmlNode } from '../sdk/xml.ts';
import { samoError } from './errors.ts';
import type { SamoOptions } from './options.ts';
import { pack, unpack } from './packing.ts';
import type { Scrub } from './scrub.ts';
import { SECURITY_NAMESPACES, securityHeader } from './security.ts';

const SERVICE = 'http://www.samo.ru/xml';
const PROTOCOL = '3.0';
/** Pause after HTTP 429 without a Retry-After. */
const DEFAULT_PAUSE_MS = 60_000;
/** Empty results that do not come as a fault. */
const NOTHING = ['', 'null', 'false', '[]', '{}', '""'];

export interface WorkCall {
  proc: string;
  params: XmlInput;
  readOnly: boolean;
  /** Epoch milliseconds. */
  deadlineAt?: number;
}

/** `requested`: the service took a request that a person there will decide. */
export type WorkAnswer = { kind: 'answer'; root: XmlNode } | { kind: 'nothing' } | { kind: 'requested' };

export type Work = (call: WorkCall) => Promise<WorkAnswer>;

/**
 * The one operation of the service: `WORK(data) → return`, packed and signed.
 * @throws HubError by the table of `errors.ts`; an unreadable answer is `transient` for reads, `unknown_outcome` for writes
 */
export function createWork(options: SamoOptions, http: HttpCore, clock: Clock, scrub: Scrub): Work {
  function envelope(call: WorkCall): string {
    const request = buildXml('WorkRequest', {
      proc: call.proc,
      params: { NAME: options.login, PSW: options.password, ...call.params },
    });
    return soapEnvelope({
      namespaces: {
        ...SECURITY_NAMESPACES,
        samo: SERVICE,
        xsi: 'http://www.w3.org/2001/XMLSchema-instance',
        xsd: 'http://www.w3.org/2001/XMLSchema',
      },
      header: {
        'wsse:Security': securityHeader(
          { name: options.clientName ?? options.login, secret: options.clientSecret },
          randomBytes(16),
          clock.now(),
        ),
        'samo:agentinfo': { version: PROTOCOL, session: '', user: options.login, answer: '', encode: options.encode },
      },
      body: { 'samo:WORK': { data: { $: { 'xsi:type': 'xsd:string' }, _: pack(request, options) } } },
    });
  }

  return async (call) => {
    const answer = await http.request({
      method: 'POST',
      path: '',
      operation: call.proc,
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${SERVICE}#ANDR_service#WORK"` },
      body: envelope(call),
      readOnly: call.readOnly,
      ...(call.deadlineAt === undefined ? {} : { deadlineAt: call.deadlineAt }),
    });
    const fail = (code: string | null, text: string) => {
      const untilMs =
        answer.status === 429
          ? (retryAfterMs(answer.headers['retry-after'], clock.now()) ?? clock.now() + DEFAULT_PAUSE_MS)
          : undefined;
      return samoError({
        operation: call.proc,
        readOnly: call.readOnly,
        status: answer.status,
        code,
        text,
        ...(untilMs === undefined ? {} : { untilMs }),
      });
    };

    const message = tried(() => readSoap(parseXml(answer.text)));
    if (!message) throw fail(null, 'no SOAP message');
    if (message.kind === 'fault') {
      const code = faultCode(message);
      if (code === '2001') return { kind: 'requested' };
      throw fail(code, scrub(message.text, call.params));
    }
    const packed = child(message.body, 'return')?.text ?? message.body.text;
    const returned = NOTHING.includes(packed) ? packed : tried(() => unpack(packed, options));
    if (returned === null) throw fail(null, 'the result cannot be unpacked');
    if (NOTHING.includes(returned.trim())) return { kind: 'nothing' };
    const root = tried(() => parseXml(returned));
    if (!root) throw fail(null, 'the result is no XML');
    return { kind: 'answer', root };
  };
}

/** What is no SOAP message came from something in front of the service. */
export function isOutage(answer: HttpAnswer): boolean {
  return answer.status >= 500 && !answer.text.includes('Envelope');
}

function tried<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** The number stands in the fault code, bare or after a prefix, or opens the text. */
export function faultCode(fault: Extract<SoapAnswer, { kind: 'fault' }>): string | null {
  if (/authorization error/i.test(fault.text)) return 'AUTHORIZATION';
  return /(?:^|[.:])(\d+)$/.exec(fault.code)?.[1] ?? /^\D{0,20}?(\d{1,4})\b/.exec(fault.text)?.[1] ?? null;
}
