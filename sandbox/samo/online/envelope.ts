import type { AccessProblem } from '../access.ts';
import { jsonAnswer, jsonpAnswer, xmlAnswer } from '../answers.ts';
import type { ExportError } from '../export/error.ts';
import type { ExportRequest } from '../export/request.ts';
import type { Settings } from '../settings.ts';
import { element, escapeXml } from '../xml.ts';

export type Payload = string | number | boolean | null | Payload[] | { [key: string]: Payload };

/** What a method with nothing to tell answers instead of an empty list. */
const empties: Record<Settings['emptyPayload'], Payload> = { array: [], object: {}, null: null, false: false, text: '' };

export function successAnswer(request: ExportRequest, action: string, payload: Payload, settings: Settings): Response {
  const told = isNothing(payload) ? empties[settings.emptyPayload] : payload;
  return respond(request, { [action]: isSecondVersion(request) ? secondVersion(told) : told }, settings);
}

/**
 * An error in the envelope that the installation is set to. All but refused access come with HTTP 200.
 *
 * | `onlineErrors` | version 1.0 |
 * |---|---|
 * | `coded` | `{"<Action or api>": {"error", "action", "message"}}` |
 * | `plain` | `{"error": "text"}` |
 * | `field` | `{"Error": "text"}` |
 * | `tag` | `<Error>text</Error>`, whatever type was asked for |
 *
 * Version 2.0 has `{"error": "text"}`, without the number, where 1.0 has any JSON.
 */
export function errorAnswer(request: ExportRequest, error: ExportError, settings: Settings): Response {
  const { charset, onlineErrors, onlineAccessErrors } = settings;
  const style = onlineErrors !== 'tag' && isSecondVersion(request) ? 'plain' : onlineErrors;
  const { access } = error;
  if (access !== null && onlineAccessErrors === 'forbidden') {
    const text = `apiKey provided, but invalid${access.problem === 'address' ? `, blacklisted address ${access.address}` : ''}`;
    return jsonAnswer({ error: text }, charset, 403);
  }
  const status = access !== null && onlineAccessErrors === 'oauth' ? oauthStatus[access.problem] : 200;
  const headers: Record<string, string> = {};
  if (status !== 200) headers['www-authenticate'] = `OAuth realm='SAMO-Soft', error='${oauthErrors[status]}'`;

  if (style === 'tag') return xmlAnswer(element('Error', {}, escapeXml(error.message)), charset, status, headers);
  const { action = '' } = request.parameters;
  const coded = { [action || 'api']: { error: error.code, action, message: error.message } };
  const body: Payload = style === 'coded' ? coded : { [style === 'plain' ? 'error' : 'Error']: error.message };
  return respond(request, body, settings, status, headers);
}

const oauthStatus: Record<AccessProblem, 400 | 401 | 403> = { missing: 400, twice: 400, invalid: 401, address: 401, scope: 403 };
const oauthErrors: Record<number, string> = { 400: 'invalid_request', 401: 'invalid_token', 403: 'insufficient_scope' };

function respond(
  { parameters }: ExportRequest,
  body: { [key: string]: Payload },
  { charset }: Settings,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  const { type = 'json', callback } = parameters;
  if (type === 'xml') return xmlAnswer(xmlOf('Response', body), charset, status, headers);
  if (callback !== undefined && /^\w+$/.test(callback)) return jsonpAnswer(callback, body, charset, status);
  return jsonAnswer(body, charset, status, headers);
}

function isSecondVersion({ parameters }: ExportRequest): boolean {
  return parameters['version'] === '2.0';
}

function isNothing(payload: Payload): boolean {
  return Array.isArray(payload) && payload.length === 0;
}

/** Strings that look like numbers become numbers, dates among them; names in other languages are dropped. */
function secondVersion(payload: Payload): Payload {
  if (typeof payload === 'string') return /^-?\d+(\.\d+)?$/.test(payload) ? Number(payload) : payload;
  if (Array.isArray(payload)) return payload.map(secondVersion);
  if (payload === null || typeof payload !== 'object') return payload;
  const kept = Object.entries(payload).filter(([name]) => !name.endsWith('Alt'));
  return Object.fromEntries(kept.map(([name, value]) => [name, secondVersion(value)]));
}

/** How XML shows the same: rows are `item`, fields are elements. */
function xmlOf(name: string, payload: Payload): string {
  if (Array.isArray(payload)) return element(name, {}, ...payload.map((each) => xmlOf('item', each)));
  if (payload === null || payload === false) return element(name, {});
  if (typeof payload !== 'object') return element(name, {}, escapeXml(String(payload)));
  return element(name, {}, ...Object.entries(payload).map(([key, value]) => xmlOf(key, value)));
}
