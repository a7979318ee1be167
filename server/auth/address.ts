import type { Context } from 'hono';

/**
 * Where a request comes from: the other end of its connection, or, behind proxies of ours, what the outermost of them wrote down.
 * @param proxies how many proxies of ours stand before the hub; what lies further left in X-Forwarded-For anybody may have written
 */
export function addressOf(c: Context, proxies: number): string | null {
  const peer = socketAddress(c.env);
  if (proxies === 0) return peer;
  const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
  return hops.at(-proxies) || peer;
}

/** The Node adapter hands its request in with the environment; requests made in tests have none. */
function socketAddress(env: unknown): string | null {
  const incoming: unknown = typeof env === 'object' && env !== null && 'incoming' in env ? env.incoming : null;
  const socket: unknown = typeof incoming === 'object' && incoming !== null && 'socket' in incoming ? incoming.socket : null;
  const address: unknown =
    typeof socket === 'object' && socket !== null && 'remoteAddress' in socket ? socket.remoteAddress : null;
  return typeof address === 'string' ? address.replace(/^::ffff:/, '') : null;
}
