import { escapeXml } from '../xml.ts';

export const wspayNamespace = 'http://online.samo.ru/xml/wspay';

/** The description of the service; fields are not described, as their full set is not known. */
export function wspayWsdl(address: string, operations: readonly string[]): string {
  const each = (write: (name: string) => string) => operations.map(write).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions name="wspay" targetNamespace="${wspayNamespace}" xmlns:tns="${wspayNamespace}"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns="http://schemas.xmlsoap.org/wsdl/">
  <types><xsd:schema targetNamespace="${wspayNamespace}" elementFormDefault="qualified">
${each((name) => `    <xsd:element name="${name}" type="xsd:anyType"/><xsd:element name="${name}Response" type="xsd:anyType"/>`)}
  </xsd:schema></types>
${each(
  (name) =>
    `  <message name="${name}In"><part name="parameters" element="tns:${name}"/></message>
  <message name="${name}Out"><part name="parameters" element="tns:${name}Response"/></message>`,
)}
  <portType name="wspayPortType">
${each((name) => `    <operation name="${name}"><input message="tns:${name}In"/><output message="tns:${name}Out"/></operation>`)}
  </portType>
  <binding name="wspayBinding" type="tns:wspayPortType">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${each(
  (name) =>
    `    <operation name="${name}"><soap:operation soapAction="${wspayNamespace}#${name}"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>`,
)}
  </binding>
  <service name="wspay"><port name="wspayPort" binding="tns:wspayBinding"><soap:address location="${escapeXml(address)}"/></port></service>
</definitions>
`;
}
