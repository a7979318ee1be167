import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const LIFE_MS = 10 * 60_000;

/**
 * What travels through the vendor's page and back: which connection is being authorised, until when, and in whose browser. Signed, so that nobody
 * can bring a code of his own for a connection that he did not open.
 */
export function issueState(key: string, connectionId: string, nowMs: number): { state: string; nonce: string } {
  const nonce = randomBytes(16).toString('base64url');
  const payload = Buffer.from(JSON.stringify([connectionId, nowMs + LIFE_MS, nonce])).toString('base64url');
  return { state: `${payload}.${sign(key, payload)}`, nonce };
}

/** True for a state that this hub issued for this connection and this browser, and that is not too old. */
export function isState(key: string, state: string, expected: { connectionId: string; nonce: string; nowMs: number }): boolean {
  const [payload = '', signature = ''] = state.split('.');
  if (!equal(signature, sign(key, payload))) return false;
  const [connectionId, until, nonce] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [string, number, string];
  return connectionId === expected.connectionId && equal(nonce, expected.nonce) && expected.nowMs < until;
}

function sign(key: string, payload: string): string {
  return createHmac('sha256', `uzel install ${key}`).update(payload).digest('base64url');
}

function equal(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
