import { createServer, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

export interface HealthServerOptions {
  host: string;
  port: number;
  metrics: Registry;
  /** What must work for this process to do its job. */
  readiness(): Promise<{ name: string; ok: boolean; detail: string }[]>;
}

/** `/healthz`, `/readyz` and `/metrics` of a process that serves nothing else: a worker. */
export async function startHealthServer({
  host,
  port,
  metrics,
  readiness,
}: HealthServerOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request.url ?? '', response).catch(() => response.writeHead(500).end());
  });

  async function answer(url: string, response: ServerResponse): Promise<void> {
    if (url === '/healthz') return json(response, 200, { ok: true });
    if (url === '/readyz') {
      const checks = await readiness();
      return json(response, checks.every(({ ok }) => ok) ? 200 : 503, { checks });
    }
    if (url === '/metrics')
      return void response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.metrics());
    response.writeHead(404).end();
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
