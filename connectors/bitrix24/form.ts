import qs from 'qs';
import { HubError } from '../../domain/errors.ts';
import type { RawRequest } from '../sdk/contract.ts';
import { parseLossless } from './json.ts';
import { isPlainObject } from './wire.ts';

/** Events are a few hundred bytes: `data[FIELDS][ID]` is depth 2, `data[MESSAGES][0][message][files][0][link]` the deepest known. */
const LIMITS = { maxBytes: 1_000_000, depth: 8, parameterLimit: 2_000, arrayLimit: 100 };

/**
 * The body of an event as a tree: PHP bracket notation as the portal sends it, or JSON.
 * Objects have no prototype, so that a key named `__proto__` is only a key.
 *
 * @throws HubError `validation` when the body is neither
 */
export function parseBody(request: RawRequest): { [key: string]: unknown } {
  if (request.body.byteLength > LIMITS.maxBytes) throw unreadable('too large');
  const text = new TextDecoder().decode(request.body);
  return isJson(request, text) ? fromJson(text) : fromForm(text);
}

function isJson(request: RawRequest, text: string): boolean {
  return (request.headers['content-type'] ?? '').includes('json') || text.trimStart().startsWith('{');
}

function fromJson(text: string): { [key: string]: unknown } {
  let body: unknown;
  try {
    body = parseLossless(text);
  } catch {
    throw unreadable('not JSON');
  }
  if (!isPlainObject(body)) throw unreadable('not an object');
  return body;
}

function fromForm(text: string): { [key: string]: unknown } {
  try {
    const { depth, parameterLimit, arrayLimit } = LIMITS;
    return qs.parse(text, {
      depth,
      parameterLimit,
      arrayLimit,
      plainObjects: true,
      strictDepth: true,
      throwOnLimitExceeded: true,
    });
  } catch {
    throw unreadable('too deep or too many parameters');
  }
}

function unreadable(detail: string): HubError {
  return new HubError({
    code: 'B24_UNREADABLE_EVENT',
    kind: 'validation',
    userMessage: {
      ru: 'Тело события Битрикс24 не читается.',
      en: 'The body of the Bitrix24 event cannot be read.',
    },
    detail,
  });
}
