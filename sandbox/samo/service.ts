import { type Context, Hono } from 'hono';
import { answerWithFaults } from '../core/twin-faults.ts';
import type { FaultPlan } from '../core/types.ts';
import { tooManyCalls } from './answers.ts';
import type { BackOffice } from './back-office.ts';
import type { CallCounter } from './calls.ts';
import { encodeText, xmlDeclaration } from './charset.ts';
import type { Cabinet } from './documents/cabinet.ts';
import { faultByCode, SamoFault } from './fault.ts';
import { type Encoding, isEncoding, pack, unpack } from './packing.ts';
import type { Partner } from './partner.ts';
import { runProcedure } from './procedures.ts';
import type { SecurityGate } from './security.ts';
import type { Settings } from './settings.ts';
import { faultAnswer, readWork, workAnswer, wsdl } from './soap.ts';
import { childText, element, first, parseXml, type XmlNode } from './xml.ts';

export const servicePath = '/modules/andromeda_3/service.php';

export interface ServiceParts {
  office: BackOffice;
  partner: Partner;
  gate: SecurityGate;
  calls: CallCounter;
  faults: FaultPlan;
  settings: () => Settings;
  cabinet: Cabinet;
  fileUrl: (name: string) => string;
  /** Full address of the service, for the WSDL. */
  address: () => string;
}

/** The vendor's surface: one SOAP operation, and its WSDL. */
export function samoService(parts: ServiceParts): Hono {
  const app = new Hono();
  app.get(servicePath, (c) => {
    if (c.req.query('wsdl') === undefined) return c.text('SOAP service. Add ?wsdl for its description.');
    return new Response(wsdl(parts.address()), { headers: { 'content-type': 'text/xml; charset=utf-8' } });
  });
  app.post(servicePath, (c) => work(c, parts));
  return app;
}

interface OpenCall {
  encoding: Encoding;
  proc: string;
  params: XmlNode | undefined;
}

async function work(context: Context, parts: ServiceParts): Promise<Response> {
  const { faults, settings } = parts;
  return asAnswer(settings(), async () => {
    const call = await open(await context.req.text(), parts);
    parts.calls.count(call.proc);
    return answerWithFaults({
      context,
      plan: faults,
      operation: call.proc,
      vendor: {
        error: (rule) => faultAnswer(faultByCode(rule.code), settings().charset),
        rateLimit: tooManyCalls,
      },
      work: () => asAnswer(settings(), async () => perform(call, parts)),
    });
  });
}

async function open(text: string, { gate, partner }: ServiceParts): Promise<OpenCall> {
  const request = await readWork(text).catch(() => {
    throw new SamoFault('102');
  });
  const info = request.agentInfo;
  if (childText(info, 'version') !== '3.0') throw new SamoFault('1298');
  const encoding = childText(info, 'encode') || 'aes';
  if (!isEncoding(encoding)) throw new SamoFault('1299');
  gate.admit(request.header);
  const root = await payload(request.data, encoding, partner.clientSecret);
  return { encoding, proc: childText(root, 'proc'), params: first(root, 'params') };
}

async function payload(data: string, encoding: Encoding, clientSecret: string): Promise<XmlNode> {
  try {
    return await parseXml(unpack(data, encoding, clientSecret));
  } catch {
    throw new SamoFault('102');
  }
}

async function perform(call: OpenCall, parts: ServiceParts): Promise<Response> {
  const { office, partner, faults, settings, cabinet, fileUrl } = parts;
  const { charset } = settings();
  const inside = await runProcedure(call.proc, {
    params: call.params,
    office,
    partner,
    settings: settings(),
    cabinet,
    fileUrl,
    stale: faults.strike(call.proc, ['stale_read']) !== null,
    repeatedPage: faults.strike(call.proc, ['duplicate_event']) !== null,
    shiftedPage: faults.strike(call.proc, ['reorder_events']) !== null,
  });
  const text = element('WorkResponse', { version: '3.0' }, inside);
  if (call.encoding === 'none') return workAnswer(text, charset);
  return workAnswer(pack(encodeText(xmlDeclaration(charset) + text, charset), call.encoding, partner.clientSecret), charset);
}

async function asAnswer(settings: Settings, make: () => Promise<Response>): Promise<Response> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof SamoFault) return faultAnswer(error, settings.charset);
    throw error;
  }
}
