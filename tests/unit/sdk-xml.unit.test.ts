import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSoap, soapEnvelope } from '../../connectors/sdk/soap.ts';
import { buildXml, child, children, descend, parseXml, XmlError } from '../../connectors/sdk/xml.ts';

test('elements are read without prefixes, in order, with attributes as written', () => {
  const root = parseXml('<?xml version="1.0"?><a:list xsi:type="t" type="stVisa"><i n="1"/><k/><i n="2">x &amp; y</i></a:list>');
  expect(root).toMatchObject({ name: 'list', attributes: { 'xsi:type': 't', type: 'stVisa' } });
  expect(root.children.map((node) => node.name)).toEqual(['i', 'k', 'i']);
  expect(children(root, 'i').map((node) => node.text)).toEqual(['', 'x & y']);
});

test('named entities of HTML are read as characters', () => {
  expect(parseXml('<a>10&nbsp;%&laquo;x&raquo;</a>').text).toBe('10\u00a0%«x»');
});

test('attributes named after object internals stay data', () => {
  const root = parseXml('<a __proto__="1" constructor="2" toString="3"><__proto__ x="1"/></a>');
  expect(root.attributes).toMatchObject({ constructor: '2', toString: '3' });
  expect({}.toString()).toBe('[object Object]');
});

test.each([
  ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
  ['an HTML page', '<html><body><p>502 Bad Gateway<br></body></html>'],
  ['plain text', 'Internal server error'],
  ['nothing', ''],
  ['a cut-off document', '<a><b>'],
  ['a bottomless document', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
])('%s is refused', (_, text) => {
  expect(() => parseXml(text)).toThrow(XmlError);
});

test('what is written is read back, characters that XML cannot hold excepted', () => {
  const text = fc.string({ unit: 'binary' }).map((value) => value.replace(/[^\u0020-\uD7FF\uE000-\uFFFD]/g, '').trim());
  fc.assert(
    fc.property(text, text, (attribute, inner) => {
      const root = parseXml(buildXml('row', { $: { value: attribute }, inner: [{ _: `${inner}\u0001` }, 'second'] }));
      expect(root.attributes.value).toBe(attribute);
      expect(children(root, 'inner').map((node) => node.text)).toEqual([inner, 'second']);
    }),
  );
});

test('a SOAP message is read as its result', () => {
  const message = soapEnvelope({ namespaces: { s: 'urn:s' }, header: { 's:token': 'T' }, body: { 's:WORK': { data: '<x/>' } } });
  const answer = readSoap(parseXml(message));
  expect(answer?.kind === 'result' && child(answer.body, 'data')?.text).toBe('<x/>');
  expect(answer?.kind === 'result' && child(answer.header, 'token')?.text).toBe('T');
});

test('a SOAP fault is read with its code', () => {
  const fault =
    '<s:Envelope><s:Body><s:Fault><faultcode>1111</faultcode><faultstring>not found</faultstring></s:Fault></s:Body></s:Envelope>';
  expect(readSoap(parseXml(fault))).toEqual({ kind: 'fault', code: '1111', text: 'not found' });
});

test('other XML is no SOAP message', () => {
  expect(readSoap(parseXml('<Envelope/>'))).toBeNull();
  expect(readSoap(parseXml('<data/>'))).toBeNull();
  expect(descend(parseXml('<a><b><c>1</c></b></a>'), 'b', 'c')?.text).toBe('1');
});
