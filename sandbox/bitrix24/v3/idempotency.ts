import { createHash } from 'node:crypto';
import type { Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';
import type { Wire } from '../wire.ts';
import { RestError } from './error.ts';

const LIFE_MS = 24 * 3_600_000;

interface Remembered {
  digest: string;
  result: Wire;
  until: number;
}

const answers = shelf<Remembered, string>();

/** Credential, user and method: the same key is another one elsewhere. */
export interface Scope {
  credential: string;
  userId: number;
  method: string;
  key: string;
}

const nameOf = ({ credential, userId, method, key }: Scope) => JSON.stringify([credential, userId, method, key]);
const digestOf = (body: Wire) => createHash('sha256').update(JSON.stringify(body)).digest('hex');

/**
 * The answer that a key has had within a day; null for a new key.
 *
 * @throws RestError 400 for an unusable key, 422 for the same key with another body
 */
export function remembered(portal: Portal, scope: Scope, body: Wire): Wire | null {
  if (!/^[\x20-\x7e]{1,255}$/.test(scope.key))
    throw new RestError(400, 'INVALIDIDEMPOTENCYKEYEXCEPTION', 'Invalid Idempotency-Key');
  const known = answers(portal).get(nameOf(scope));
  if (known === undefined || known.until <= portal.clock.now()) return null;
  if (known.digest !== digestOf(body)) {
    throw new RestError(422, 'IDEMPOTENCYKEYREUSEDEXCEPTION', 'Idempotency-Key was used with another request');
  }
  return known.result;
}

/** Only successes are kept. */
export function remember(portal: Portal, scope: Scope, body: Wire, result: Wire): void {
  answers(portal).set(nameOf(scope), { digest: digestOf(body), result, until: portal.clock.now() + LIFE_MS });
}
