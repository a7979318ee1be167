import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { Parser, processors } from 'xml2js';

/** A caller of Andromeda's WORK written from the protocol, apart from the connector: what the twin accepts from it, it accepts from anyone. */
export interface SamoCaller {
  call(proc: string, params?: string, change?: Partial<CallChange>): Promise<SamoAnswer>;
}

/** What one call does differently from a correct one. */
export interface CallChange {
  encode: string;
  version: string;
  login: string;
  secret: string;
  password: string;
  nonce: Buffer;
  created: string;
  header: string;
  data: string;
}

export interface SamoAnswer {
  status: number;
  fault: { code: string; text: string } | null;
  /** The unpacked payload. */
  text: string;
  root: XmlElement;
}

export interface XmlElement {
  $?: Record<string, string>;
  _?: string;
  [child: string]: unknown;
}

const login = 'uzel';
const password = 'sandbox-password';
const secret = 'sandbox-client-secret';

export function samoCaller(send: (body: string) => Promise<Response>): SamoCaller {
  return {
    async call(proc, params = '', change = {}) {
      const encode = change.encode ?? 'none';
      const credentials = `<NAME>${login}</NAME><PSW>${change.password ?? password}</PSW>`;
      const payload = `<request><proc>${proc}</proc><params>${credentials}${params}</params></request>`;
      const answer = await send(envelope(change.data ?? packed(payload, encode), encode, change));
      return readAnswer(answer, encode);
    },
  };
}

/** One row of a dataset or one element: its attributes. */
export function attributes(element: unknown): Record<string, string> {
  return (element as XmlElement | undefined)?.$ ?? {};
}

/** All elements at a path below an element: `at(root, 'dataset', 'i')`. */
export function at(element: unknown, ...path: string[]): XmlElement[] {
  return path.reduce<XmlElement[]>(
    (found, name) => found.flatMap((each) => (each[name] as XmlElement[] | undefined) ?? []),
    [element as XmlElement],
  );
}

export async function parse(text: string): Promise<XmlElement> {
  const stripped = { tagNameProcessors: [processors.stripPrefix], explicitRoot: false, explicitCharkey: true };
  return new Parser(stripped).parseStringPromise(text) as Promise<XmlElement>;
}

function envelope(data: string, encode: string, change: Partial<CallChange>): string {
  const nonce = change.nonce ?? randomBytes(16);
  const created = change.created ?? new Date().toISOString();
  const digest = createHash('sha1')
    .update(nonce)
    .update(created)
    .update(change.secret ?? secret)
    .digest('base64');
  const security =
    change.header ??
    `<w:Security><w:UsernameToken><w:Username>${change.login ?? login}</w:Username><w:Password>${digest}</w:Password>` +
      `<w:Nonce>${nonce.toString('base64')}</w:Nonce><w:Created>${created}</w:Created></w:UsernameToken></w:Security>`;
  const info = `<agentinfo><version>${change.version ?? '3.0'}</version><encode>${encode}</encode></agentinfo>`;
  const escaped = data.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:w="urn:wss" xmlns:s="http://www.samo.ru/xml">' +
    `<e:Header>${security}${info}</e:Header><e:Body><s:WORK><data>${escaped}</data></s:WORK></e:Body></e:Envelope>`
  );
}

async function readAnswer(answer: Response, encode: string): Promise<SamoAnswer> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const label = /encoding="([^"]+)"/.exec(bytes.subarray(0, 60).toString('latin1'))?.[1] ?? 'utf-8';
  const body = at(await parse(new TextDecoder(label).decode(bytes)), 'Body')[0];
  const fault = at(body, 'Fault')[0];
  if (fault !== undefined) {
    const [code, text] = [at(fault, 'faultcode')[0]?._ ?? '', at(fault, 'faultstring')[0]?._ ?? ''];
    return { status: answer.status, fault: { code, text }, text: '', root: {} };
  }
  const returned = at(body, 'WORKResponse', 'return')[0]?._ ?? '';
  const text = encode === 'none' ? returned : unpacked(returned, encode);
  return { status: answer.status, fault: null, text, root: await parse(text) };
}

function key(): Buffer {
  return createHash('sha256').update(secret).digest();
}

function packed(payload: string, encode: string): string {
  if (encode === 'gzip') return gzipSync(payload).toString('base64');
  if (encode === 'zlib') return deflateSync(payload).toString('base64');
  if (encode !== 'aes') return payload;
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key(), iv);
  return Buffer.concat([iv, cipher.update(gzipSync(payload)), cipher.final()]).toString('base64');
}

function unpacked(returned: string, encode: string): string {
  const bytes = Buffer.from(returned, 'base64');
  const plain = () => {
    if (encode === 'gzip') return gunzipSync(bytes);
    if (encode === 'zlib') return inflateSync(bytes.subarray(4));
    const decipher = createDecipheriv('aes-256-cbc', key(), bytes.subarray(0, 16));
    return gunzipSync(Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]));
  };
  const inner = plain();
  const label = /encoding="([^"]+)"/.exec(inner.subarray(0, 60).toString('latin1'))?.[1] ?? 'utf-8';
  return new TextDecoder(label).decode(inner);
}
