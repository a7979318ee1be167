import { type Context, Hono } from 'hono';
import { answerWithFaults } from '../../core/twin-faults.ts';
import type { FaultPlan } from '../../core/types.ts';
import { type AccessRules, callerAddress, isAllowed } from '../access.ts';
import { tooManyCalls } from '../answers.ts';
import type { CallCounter } from '../calls.ts';
import { authorizationFault, SamoFault } from '../fault.ts';
import type { SecurityGate } from '../security.ts';
import type { Settings } from '../settings.ts';
import { faultAnswer, soapEnvelope } from '../soap.ts';
import { first, parseXml, type XmlNode } from '../xml.ts';
import { wspayFault, wspayFaultByCode } from './error.ts';
import { operations, type WspayCall } from './operations.ts';
import { wspayNamespace, wspayWsdl } from './wsdl.ts';

export const wspayPath = '/modules/wspay/service.php';

export interface WspayParts extends Omit<WspayCall, 'input'> {
  gate: SecurityGate;
  access: () => AccessRules;
  calls: CallCounter;
  faults: FaultPlan;
  settings: () => Settings;
  /** Full address of the service, for the WSDL. */
  address: () => string;
}

/** Incoming payments: a document-style SOAP service for one bank, known by its login, its signature and its address. */
export function wspayService(parts: WspayParts): Hono {
  const app = new Hono();
  app.get(wspayPath, (c) => {
    if (c.req.query('wsdl') === undefined) return c.text('SOAP service. Add ?wsdl for its description.');
    return new Response(wspayWsdl(parts.address(), Object.keys(operations)), {
      headers: { 'content-type': 'text/xml; charset=utf-8' },
    });
  });
  app.post(wspayPath, (c) => work(c, parts));
  return app;
}

async function work(context: Context, parts: WspayParts): Promise<Response> {
  const { charset } = parts.settings();
  return faultsAnswered(parts, async () => {
    const { name, input } = await open(await context.req.text(), callerAddress(context), parts);
    parts.calls.count(name);
    return answerWithFaults({
      context,
      plan: parts.faults,
      operation: name,
      vendor: { error: (rule) => faultAnswer(wspayFaultByCode(rule.code), charset), rateLimit: tooManyCalls },
      work: () =>
        faultsAnswered(parts, async () => {
          const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
          if (operation === undefined) throw wspayFault('100');
          const inside = operation({ ...parts, input });
          return soapEnvelope(`<${name}Response xmlns="${wspayNamespace}">${inside}</${name}Response>`, charset);
        }),
    });
  });
}

/** The operation is the one element of the body. */
async function open(text: string, address: string, { gate, access }: WspayParts): Promise<{ name: string; input: XmlNode }> {
  const envelope = await parseXml(text).catch(() => {
    throw wspayFault('101');
  });
  const [name, input] = Object.entries(first(envelope, 'Body')?.children ?? {})[0] ?? [];
  if (name === undefined || input?.[0] === undefined) throw wspayFault('101');
  gate.admit(first(envelope, 'Header'));
  if (!isAllowed(access().bankAddresses, address)) throw authorizationFault('3');
  return { name, input: input[0] };
}

async function faultsAnswered({ settings }: WspayParts, make: () => Promise<Response>): Promise<Response> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof SamoFault) return faultAnswer(error, settings().charset);
    throw error;
  }
}
