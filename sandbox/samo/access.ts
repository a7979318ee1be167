import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { z } from 'zod';

/** What a token may be used for. */
export const scopes = [
  'online-api',
  'search',
  'read-claim',
  'modify-claim',
  'create-claim',
  'export-visa',
  'export-dictionary',
  'parse-data',
  'check-auth',
] as const;
export type Scope = (typeof scopes)[number];

/** Who is let in: an administrator changes it with the act `access`. `null` addresses let everybody in. */
export interface AccessRules {
  token: 'valid' | 'revoked';
  scopes: Scope[];
  addresses: string[] | null;
  bankAddresses: string[] | null;
}

export const openAccess: AccessRules = { token: 'valid', scopes: [...scopes], addresses: null, bankAddresses: null };

const addresses = z.array(z.ipv4()).nullable();

export const accessChange = z.strictObject({
  token: z.enum(['valid', 'revoked']).exactOptional(),
  scopes: z.array(z.enum(scopes)).exactOptional(),
  addresses: addresses.exactOptional(),
  bankAddresses: addresses.exactOptional(),
});

/** The token under which a hub works; invented, and no secret. */
export const sandboxToken = 'sandbox-oauth-token';

export type AccessProblem = 'missing' | 'twice' | 'invalid' | 'address' | 'scope';

/** Why a token does not open a door; null when it does. A token may come in the query or in the header, never in both. */
export function accessProblem(
  rules: AccessRules,
  presented: { inQuery: string; inHeader: string; address: string },
  scope: Scope,
): AccessProblem | null {
  const { inQuery, inHeader, address } = presented;
  if (inQuery !== '' && inHeader !== '') return 'twice';
  const token = inQuery || inHeader;
  if (token === '') return 'missing';
  if (token !== sandboxToken || rules.token === 'revoked') return 'invalid';
  if (!isAllowed(rules.addresses, address)) return 'address';
  return rules.scopes.includes(scope) ? null : 'scope';
}

export function isAllowed(allowed: readonly string[] | null, address: string): boolean {
  return allowed === null || allowed.includes(address);
}

/** IPv4 address of the caller; calls that reach the app without a socket come from this machine. */
export function callerAddress(context: Context): string {
  const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
  return (incoming?.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '').replace(/^::1$/, '127.0.0.1');
}
