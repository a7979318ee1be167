import { createHash, timingSafeEqual } from 'node:crypto';
import type { Json } from '../../domain/json.ts';

/**
 * T-Bank's token: SHA-256 over the values of the root's plain fields and the password, joined in the order of the fields' names. Nested values and the token
 * itself are left out. Hexadecimal.
 */
export function tokenOf(fields: { [name: string]: Json }, password: string): string {
  const signed: [string, string][] = [['Password', password]];
  for (const [name, value] of Object.entries(fields)) {
    if (name !== 'Token' && name !== 'Password' && value !== null && typeof value !== 'object')
      signed.push([name, String(value)]);
  }
  signed.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(signed.map(([, value]) => value).join(''), 'utf8')
    .digest('hex');
}

/** Compared in constant time. */
export function isToken(given: Json | undefined, expected: string): boolean {
  const bytes = typeof given === 'string' ? Buffer.from(given.toLowerCase()) : Buffer.alloc(0);
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected));
}
