import type { Context } from 'hono';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that rides on a cookie was made by a page of this hub. Browsers send `Origin` with everything that changes something;
 * where it is left out, nothing proves the page to be ours.
 */
export function isOwnPage(c: Context, publicUrl: string): boolean {
  if (SAFE.has(c.req.method)) return true;
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = c.req.header('origin');
  if (origin === undefined || !URL.canParse(origin)) return false;
  const own = [new URL(publicUrl).origin, new URL(c.req.url).origin];
  return own.includes(new URL(origin).origin);
}
