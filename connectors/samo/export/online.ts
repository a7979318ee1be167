import type { Json } from '../../../domain/json.ts';
import type { HttpAnswer } from '../../sdk/http.ts';
import { child, parseXml } from '../../sdk/xml.ts';
import type { ExportDoor } from './door.ts';
import { parseLossless } from './lossless-json.ts';

/** An answer with nothing in it is no failure. Numbers are strings, as written. */
export type OnlineAnswer = { kind: 'payload'; payload: Json } | { kind: 'nothing' };

export interface OnlineApi {
  /** @param action `<Module>_<METHOD>`, case-sensitive like the names of parameters. @throws HubError */
  call(action: string, parameters?: { [name: string]: string }): Promise<OnlineAnswer>;
}

type Envelope = OnlineAnswer | { kind: 'failure'; text: string } | null;

/** The Online API: search, catalogue, currencies. It knows no claims: those come from Andromeda alone. */
export function createOnlineApi(door: ExportDoor, version: string): OnlineApi {
  return {
    async call(action, parameters = {}) {
      const call = { operation: action, parameters: { version, type: 'json', action, ...parameters } };
      const answer = await door.call(call);
      const envelope = readEnvelope(action, answer);
      if (envelope === null) throw door.unreadable(call, answer);
      if (envelope.kind === 'failure') throw door.failure(call, answer, envelope.text);
      if (answer.status >= 400) throw door.unreadable(call, answer);
      return envelope;
    },
  };
}

/** Errors come as `{"<Action or api>": {error, message}}`, as `{"error"}` or `{"Error"}`, or as `<Error>`, mostly with HTTP 200. */
function readEnvelope(action: string, { text }: HttpAnswer): Envelope {
  if (text.trimStart().startsWith('<')) return readTag(text);
  let body: Json;
  try {
    body = parseLossless(text);
  } catch {
    return null;
  }
  if (isEmpty(body)) return { kind: 'nothing' };
  if (!isRecord(body)) return null;
  const plain = body['error'] ?? body['Error'];
  if (plain !== undefined && !(action in body)) return readFailure(plain) ?? null;
  const payload = body[action] ?? body['api'];
  if (payload === undefined) return action in body ? { kind: 'nothing' } : null;
  const failure = isRecord(payload) && typeof payload['error'] === 'string' ? readFailure(payload) : null;
  return failure ?? (isEmpty(payload) ? { kind: 'nothing' } : { kind: 'payload', payload });
}

/** What the numbers mean is not published: the text decides, the number is told beside it. */
function readFailure(said: Json): Envelope {
  if (typeof said === 'string') return { kind: 'failure', text: said };
  if (!isRecord(said)) return null;
  const [number, message] = [text(said['error']), text(said['message'])];
  return { kind: 'failure', text: message ? `${message} (${number})` : number };
}

function readTag(xml: string): Envelope {
  try {
    const root = parseXml(xml);
    const error = root.name === 'Error' ? root : child(root, 'Error');
    return error && { kind: 'failure', text: error.text };
  } catch {
    return null;
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `null`, `false`, `""`, `[]` and `{}` all say that there is nothing. */
function isEmpty(value: Json): boolean {
  if (value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
