import type { Server } from 'node:http';
import { serve as listen } from '@hono/node-server';
import type { Hono } from 'hono';

export interface Served {
  port: number;
  /** Accepts nothing new, lets requests in flight finish for `graceMs`, then cuts what is left. */
  stop(graceMs: number): Promise<void>;
}

/** A sender that trickles its request would hold a connection; real ones need a second. */
const REQUEST_MS = 30_000;
const IDLE_SWEEP_MS = 20;

/** Serves an app over HTTP. @throws Error when the port is taken */
export function serve(app: Hono, { host, port }: { host: string; port: number }): Promise<Served> {
  return new Promise((resolve, reject) => {
    const server = listen(
      { fetch: app.fetch, hostname: host, port, serverOptions: { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS } },
      (address) => {
        server.off('error', reject);
        resolve({ port: address.port, stop: (graceMs) => stop(server, graceMs) });
      },
    ) as Server;
    server.once('error', reject);
  });
}

function stop(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    // A connection that was busy when the server closed is kept alive after its answer: it is let go as soon as it idles.
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}
