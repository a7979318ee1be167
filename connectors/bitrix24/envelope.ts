import { parseLossless } from './json.ts';
import { isPlainObject } from './wire.ts';

/** What an answer says against success: HTTP status, the portal's code (may be empty) and its text. */
export interface Refusal {
  status: number;
  code: string;
  text: string;
  /** The body is no JSON: a proxy's page, a rename, an overload. */
  html: boolean;
}

export type Reading = { ok: true; body: { [key: string]: unknown } } | { ok: false; refusal: Refusal };

/** Tells success from failure. Failures inside an answer of success count too. */
export function readAnswer(status: number, text: string): Reading {
  const reading = readEnvelope(status, text);
  const inner = reading.ok ? innerRefusal(reading.body['result']) : null;
  return inner ? refused({ status, html: false, ...inner }) : reading;
}

/** The outer answer alone. The key `error` means failure whatever its value: `""`, `0`, a number, an object or a whole sentence. */
export function readEnvelope(status: number, text: string): Reading {
  const body = parseBody(text);
  if (body === null) return refused({ status, code: '', text: '', html: true });
  if ('error' in body) return refused({ status, html: false, ...errorOf(body) });
  if (status >= 300 || !('result' in body)) return refused({ status, code: '', text: '', html: false });
  return { ok: true, body };
}

const refused = (refusal: Refusal): Reading => ({ ok: false, refusal });

function parseBody(text: string): { [key: string]: unknown } | null {
  try {
    const body = parseLossless(text);
    return isPlainObject(body) ? body : null;
  } catch {
    return null;
  }
}

/** `{error, error_description}` with any type of code; REST 3.0 nests an object. */
function errorOf(body: { [key: string]: unknown }): { code: string; text: string } {
  const error = body['error'];
  if (isPlainObject(error)) return { code: scalar(error['code']), text: scalar(error['message']) };
  return { code: scalar(error), text: scalar(body['error_description']) };
}

/** What one command of a batch was refused with. */
export function refusalOf(error: unknown): { code: string; text: string } {
  return isPlainObject(error) ? errorOf(error) : { code: scalar(error), text: '' };
}

/** A failure inside a success: `result_error` of a batch, `result: false` of a connector call, `SUCCESS: false` of a message. */
export function innerRefusal(result: unknown): { code: string; text: string } | null {
  if (!isPlainObject(result)) return null;
  const batch = result['result_error'];
  const failed = isPlainObject(batch) ? Object.values(batch) : Array.isArray(batch) ? batch : [];
  const first: unknown = failed[0];
  if (first !== undefined) return refusalOf(first);
  if (result['result'] === false || result['SUCCESS'] === false) return errorOf(result);
  return messageError(result['DATA']);
}

function messageError(data: unknown): { code: string; text: string } | null {
  const rows = isPlainObject(data) ? data['RESULT'] : undefined;
  if (!Array.isArray(rows)) return null;
  for (const row of rows) {
    if (!isPlainObject(row) || row['SUCCESS'] !== false) continue;
    const errors: unknown = row['ERRORS'];
    return { code: '', text: (Array.isArray(errors) ? errors : [errors]).map(scalar).join('; ') };
  }
  return null;
}

function scalar(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
