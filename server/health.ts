import type { Hono } from 'hono';
import type { ServerDeps } from './deps.ts';

/** What operations and orchestrators ask: alive, ready, figures. Open, and free of data about people. */
export function addHealth(app: Hono, deps: Pick<ServerDeps, 'readiness' | 'metrics'>): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const checks = await deps.readiness();
    const ready = checks.every((check) => check.ok);
    return c.json({ status: ready ? 'ok' : 'not ready', checks }, ready ? 200 : 503);
  });
  app.get('/metrics', async (c) => c.body(await deps.metrics.metrics(), 200, { 'Content-Type': deps.metrics.contentType }));
}
