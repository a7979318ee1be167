import type { Context } from 'hono';
import { callerAddress } from '../access.ts';
import { parseXml, type XmlNode } from '../xml.ts';

export type Parameters = { [name: string]: string };

/** One call of `export/default.php`. */
export interface ExportRequest {
  method: string;
  /** Names are case-sensitive. */
  parameters: Parameters;
  files: { [field: string]: { name: string; bytes: Uint8Array } };
  token: { inQuery: string; inHeader: string };
  address: string;
}

/**
 * Reads a call. Of one parameter given twice the first source wins: uploaded file, form fields, raw body (JSON, otherwise XML), query.
 * What cannot be read as parameters is left alone.
 */
export async function readExportRequest(c: Context): Promise<ExportRequest> {
  const type = c.req.header('content-type') ?? '';
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type);
  const form = c.req.method === 'POST' && isForm ? await c.req.parseBody() : {};
  const raw = c.req.method === 'POST' && !isForm ? await bodyParameters(await c.req.text()) : {};
  const fields: Parameters = {};
  const files: ExportRequest['files'] = {};
  const uploaded: Parameters = {};
  for (const [name, value] of Object.entries(form)) {
    if (typeof value === 'string') fields[name] = value;
    if (!(value instanceof File)) continue;
    const bytes = new Uint8Array(await value.arrayBuffer());
    files[name] = { name: value.name, bytes };
    Object.assign(uploaded, await bodyParameters(new TextDecoder().decode(bytes)));
  }
  const parameters = { ...c.req.query(), ...raw, ...fields, ...uploaded };
  const inHeader = /^OAuth\s+(\S+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  return {
    method: c.req.method,
    parameters,
    files,
    token: { inQuery: parameters['oauth_token'] ?? '', inHeader },
    address: callerAddress(c),
  };
}

async function bodyParameters(text: string): Promise<Parameters> {
  const start = text.trimStart()[0];
  if (start === '{') return jsonParameters(text);
  return start === '<' ? xmlParameters(text) : {};
}

function jsonParameters(text: string): Parameters {
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]));
  } catch {
    return {};
  }
}

async function xmlParameters(text: string): Promise<Parameters> {
  const root = await parseXml(text).catch((): XmlNode => ({ attributes: {}, text: '', children: {} }));
  const entries = Object.entries(root.children).map(([name, nodes]) => [name, nodes.map((node) => node.text).join(',')]);
  return { ...root.attributes, ...Object.fromEntries(entries) };
}
