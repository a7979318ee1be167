import { xmlAnswer } from './answers.ts';
import type { Charset } from './charset.ts';
import type { SamoFault } from './fault.ts';
import { element, escapeXml, first, parseXml, type XmlNode } from './xml.ts';

export interface WorkRequest {
  header: XmlNode | undefined;
  agentInfo: XmlNode | undefined;
  data: string;
}

/** @throws Error when this is no SOAP envelope with a WORK call */
export async function readWork(text: string): Promise<WorkRequest> {
  const envelope = await parseXml(text);
  const work = first(first(envelope, 'Body'), 'WORK');
  if (work === undefined) throw new Error('no WORK in the envelope');
  const header = first(envelope, 'Header');
  return { header, agentInfo: first(header, 'agentinfo'), data: first(work, 'data')?.text ?? '' };
}

export function workAnswer(returned: string, charset: Charset): Response {
  const inside = `<ns1:WORKResponse xmlns:ns1="http://www.samo.ru/xml"><return xsi:type="xsd:string">${escapeXml(returned)}</return></ns1:WORKResponse>`;
  return soapEnvelope(inside, charset);
}

/** Faults travel with HTTP 500, as SOAP 1.1 asks. */
export function faultAnswer(fault: SamoFault, charset: Charset): Response {
  const code = element('faultcode', {}, escapeXml(fault.code));
  const text = element('faultstring', {}, escapeXml(fault.message));
  return soapEnvelope(element('SOAP-ENV:Fault', {}, code, text), charset, 500);
}

/** One answer of a SOAP service. */
export function soapEnvelope(inside: string, charset: Charset, status = 200): Response {
  const root =
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
    'SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">' +
    `<SOAP-ENV:Body>${inside}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
  return xmlAnswer(root, charset, status);
}

/** The description of the one rpc/encoded operation. */
export function wsdl(address: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions name="ANDR_service" targetNamespace="http://www.samo.ru/xml" xmlns:tns="http://www.samo.ru/xml"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns="http://schemas.xmlsoap.org/wsdl/">
  <message name="WORKRequest"><part name="data" type="xsd:string"/></message>
  <message name="WORKResponse"><part name="return" type="xsd:string"/></message>
  <portType name="ANDR_servicePortType">
    <operation name="WORK"><input message="tns:WORKRequest"/><output message="tns:WORKResponse"/></operation>
  </portType>
  <binding name="ANDR_serviceBinding" type="tns:ANDR_servicePortType">
    <soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="WORK">
      <soap:operation soapAction="http://www.samo.ru/xml#ANDR_service#WORK"/>
      <input><soap:body use="encoded" namespace="http://www.samo.ru/xml" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></input>
      <output><soap:body use="encoded" namespace="http://www.samo.ru/xml" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></output>
    </operation>
  </binding>
  <service name="ANDR_service">
    <port name="ANDR_servicePort" binding="tns:ANDR_serviceBinding"><soap:address location="${escapeXml(address)}"/></port>
  </service>
</definitions>
`;
}
