import { type Charset, encodeText, xmlDeclaration } from './charset.ts';

/** An XML document as this installation writes it: in windows-1251 the declaration alone names the charset. */
export function xmlAnswer(root: string, charset: Charset, status = 200, headers: Record<string, string> = {}): Response {
  const contentType = charset === 'windows-1251' ? 'text/xml' : 'text/xml; charset=utf-8';
  return textAnswer(xmlDeclaration(charset) + root, contentType, charset, status, headers);
}

/** JSON has no declaration: its charset stands in the header, rightly or not. */
export function jsonAnswer(value: unknown, charset: Charset, status = 200, headers: Record<string, string> = {}): Response {
  return textAnswer(JSON.stringify(value), jsonType('application/json', charset), charset, status, headers);
}

/** JSON handed to a function of the caller's page. */
export function jsonpAnswer(callback: string, value: unknown, charset: Charset, status = 200): Response {
  const script = `${callback}(${JSON.stringify(value)})`;
  return textAnswer(script, jsonType('application/javascript', charset), charset, status, {});
}

export function tooManyCalls(): Response {
  return new Response('Too Many Requests', { status: 429, headers: { 'retry-after': '1' } });
}

function jsonType(type: string, charset: Charset): string {
  return `${type}; charset=${charset === 'windows-1251' ? 'windows-1251' : 'utf-8'}`;
}

function textAnswer(
  text: string,
  contentType: string,
  charset: Charset,
  status: number,
  headers: Record<string, string>,
): Response {
  return new Response(new Uint8Array(encodeText(text, charset)), {
    status,
    headers: { ...headers, 'content-type': contentType },
  });
}
