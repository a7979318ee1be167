import { buildXml, child, type XmlInput, type XmlNode } from './xml.ts';

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

/** A SOAP 1.1 message; prefixes used inside `header` and `body` are declared in `namespaces`, `soap` is there already. */
export function soapEnvelope(parts: { namespaces?: { [prefix: string]: string }; header?: XmlInput; body: XmlInput }): string {
  const declared = Object.entries(parts.namespaces ?? {}).map(([prefix, uri]) => [`xmlns:${prefix}`, uri] as const);
  const envelope = buildXml('soap:Envelope', {
    $: { 'xmlns:soap': ENVELOPE, ...Object.fromEntries(declared) },
    ...(parts.header ? { 'soap:Header': parts.header } : {}),
    'soap:Body': parts.body,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>${envelope}`;
}

export type SoapAnswer =
  | { kind: 'result'; body: XmlNode; header: XmlNode | null }
  | { kind: 'fault'; code: string; text: string };

/** What a SOAP message holds: the first element of its body, or its fault (1.1 or 1.2); null when it is no SOAP message. */
export function readSoap(root: XmlNode): SoapAnswer | null {
  const message = root.name === 'Envelope' ? child(root, 'Body') : null;
  const body = message?.children[0];
  if (!body) return null;
  if (body.name !== 'Fault') return { kind: 'result', body, header: child(root, 'Header') };
  return {
    kind: 'fault',
    code: child(body, 'faultcode')?.text ?? child(child(body, 'Code'), 'Value')?.text ?? '',
    text: child(body, 'faultstring')?.text ?? child(child(body, 'Reason'), 'Text')?.text ?? '',
  };
}
