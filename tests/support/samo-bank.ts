import { createHash, randomBytes } from 'node:crypto';
import type { Twin } from '../../sandbox/core/types.ts';
import { at, parse, type XmlElement } from './samo-caller.ts';
import { decoded } from './samo-export.ts';

export interface BankAnswer {
  status: number;
  fault: { code: string; text: string } | null;
  /** Text of each element of the answer, those of `reservationData` among them. */
  fields: Record<string, string>;
}

const servicePath = '/modules/wspay/service.php';

/** Straight into the twin's app, without a server. */
export function toTwin(twin: Twin): (body: string) => Promise<Response> {
  return async (body) => twin.app.request(servicePath, { method: 'POST', body });
}

/** Over a socket to a sandbox. */
export function toSandbox(url: string): (body: string) => Promise<Response> {
  return (body) => fetch(`${url}/samo${servicePath}`, { method: 'POST', body });
}

/** A caller of the bank's payment service, written from the protocol, apart from the connector. */
export function bankCaller(send: (body: string) => Promise<Response>, sign: { login?: string; secret?: string } = {}) {
  const { login = 'uzel-bank', secret = 'sandbox-bank-secret' } = sign;
  return async (
    operation: string,
    fields: Record<string, string | number>,
    nonce: Buffer = randomBytes(16),
  ): Promise<BankAnswer> => {
    const created = new Date().toISOString();
    const digest = createHash('sha1').update(nonce).update(created).update(secret).digest('base64');
    const inside = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
    const body =
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:w="urn:wss"><e:Header><w:Security><w:UsernameToken>' +
      `<w:Username>${login}</w:Username><w:Password>${digest}</w:Password><w:Nonce>${nonce.toString('base64')}</w:Nonce>` +
      `<w:Created>${created}</w:Created></w:UsernameToken></w:Security></e:Header><e:Body>` +
      `<${operation} xmlns="http://online.samo.ru/xml/wspay">${inside.join('')}</${operation}></e:Body></e:Envelope>`;
    const answer = await send(body);
    const envelope = at(await parse(await decoded(answer)), 'Body')[0];
    const fault = at(envelope, 'Fault')[0];
    if (fault !== undefined) {
      const [code, text] = [at(fault, 'faultcode')[0]?._ ?? '', at(fault, 'faultstring')[0]?._ ?? ''];
      return { status: answer.status, fault: { code, text }, fields: {} };
    }
    const response = at(envelope, `${operation}Response`)[0];
    return { status: answer.status, fault: null, fields: { ...texts(response), ...texts(at(response, 'reservationData')[0]) } };
  };
}

function texts(element: XmlElement | undefined): Record<string, string> {
  const children = Object.entries(element ?? {}).filter(([name]) => name !== '$' && name !== '_');
  return Object.fromEntries(children.map(([name, nodes]) => [name, (nodes as XmlElement[])[0]?._ ?? '']));
}
