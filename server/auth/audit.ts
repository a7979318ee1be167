import type { Context, MiddlewareHandler } from 'hono';
import { type AuditEntry, appendAudit } from '../../store/audit.ts';
import type { Database } from '../../store/database.ts';
import { maskText } from '../mask.ts';
import { addressOf } from './address.ts';

export interface AuditDeps {
  db: Database;
  now: () => Date;
  proxies: number;
}

export type Noted = Pick<AuditEntry, 'act' | 'actor' | 'outcome'> & Partial<Pick<AuditEntry, 'permission' | 'data' | 'reason'>>;

/** Writes down what a request is about. Reasons are people's words: phones and e-mails in them are masked. @returns the entry's number */
export async function note({ db, now, proxies }: AuditDeps, c: Context, entry: Noted): Promise<number> {
  const requestId: unknown = c.get('requestId');
  return appendAudit(db, [
    {
      ...entry,
      at: now(),
      target: `${c.req.method} ${c.req.path}`,
      reason: entry.reason == null ? null : maskText(entry.reason),
      ip: addressOf(c, proxies),
      requestId: typeof requestId === 'string' ? requestId : null,
    },
  ]);
}

/** Lets guards of routes write to the audit. */
export interface Noting {
  Variables: { note: (entry: Noted) => Promise<number> };
}

export function noting(deps: AuditDeps): MiddlewareHandler<Noting> {
  return async (c, next) => {
    c.set('note', (entry) => note(deps, c, entry));
    return next();
  };
}

/** The reason that a command's body gives, if it does. The body stays readable for the route. */
export async function reasonIn(c: Context): Promise<string | null> {
  if (!/^application\/json\b/.test(c.req.header('content-type') ?? '')) return null;
  const body: unknown = await c.req.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'reason' in body && typeof body.reason === 'string' ? body.reason : null;
}
