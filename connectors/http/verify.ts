import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest } from '../sdk/contract.ts';
import type { HttpOptions } from './options.ts';

const LOOPBACK = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/i;
/** Headers of a proxy: behind one every sender looks like a neighbour. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** True only for a sender on this very machine, with no proxy in between. */
export function isLoopback(request: RawRequest): boolean {
  return LOOPBACK.test(request.remoteAddress ?? '') && FORWARDED.every((name) => request.headers[name] === undefined);
}

/** Digests have one length, so that the comparison takes the same time for any guess. An unset secret refuses. */
export function isSecret(given: string | undefined, secret: string | undefined, prefix: string): boolean {
  if (given === undefined || secret === undefined || secret === '' || !given.startsWith(prefix)) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given.slice(prefix.length)), digest(secret));
}

/** HMAC over the raw body, or over a time and the body; the time must then be near. */
export function isSigned(request: RawRequest, options: HttpOptions): boolean {
  const { hookSecret, hookName = '', hookSigned, hookTimestampHeader } = options;
  if (hookSecret === undefined) return false;
  const timestamp = hookTimestampHeader === undefined ? undefined : request.headers[hookTimestampHeader.toLowerCase()];
  if (hookTimestampHeader !== undefined && !isNear(timestamp, options.hookToleranceSeconds, request.receivedAt)) return false;
  const mac = createHmac(options.hookAlgorithm, hookSecret);
  if (hookSigned !== 'body') mac.update(`${timestamp}${hookSigned === 'timestamp.body' ? '.' : ':'}`);
  const expected = mac.update(request.body).digest();
  const given = request.headers[hookName.toLowerCase()];
  if (given === undefined || !given.startsWith(options.hookPrefix)) return false;
  return sameBytes(Buffer.from(given.slice(options.hookPrefix.length), options.hookEncoding), expected);
}

/** https://www.standardwebhooks.com: `v1,<base64>` over `id.timestamp.body`; several signatures while a secret is being changed. */
export function isStandardWebhook(request: RawRequest, { hookSecret, hookToleranceSeconds }: HttpOptions): boolean {
  const id = request.headers['webhook-id'];
  const timestamp = request.headers['webhook-timestamp'];
  const signatures = request.headers['webhook-signature'];
  if (hookSecret === undefined || id === undefined || signatures === undefined) return false;
  if (!isNear(timestamp, hookToleranceSeconds, request.receivedAt)) return false;
  const key = Buffer.from(hookSecret.replace(/^whsec_/, ''), 'base64');
  if (key.length === 0) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(request.body).digest();
  return signatures
    .split(' ')
    .some((signature) => signature.startsWith('v1,') && sameBytes(Buffer.from(signature.slice(3), 'base64'), expected));
}

/** A moment in seconds or milliseconds since 1970, or in ISO 8601, not too far from when the request came. */
function isNear(timestamp: string | undefined, toleranceSeconds: number, receivedAt: number | undefined): boolean {
  if (receivedAt === undefined || timestamp === undefined || timestamp === '') return false;
  const number = /^\d+$/.test(timestamp) ? Number(timestamp) : null;
  const ms = number === null ? Date.parse(timestamp) : number < 1e12 ? number * 1_000 : number;
  return Math.abs(receivedAt - ms) <= toleranceSeconds * 1_000;
}

function sameBytes(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
