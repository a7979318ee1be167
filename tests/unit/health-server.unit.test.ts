import { expect, onTestFinished, test } from 'vitest';
import { startHealthServer } from '../../runtime/health-server.ts';
import { createMetrics } from '../../runtime/metrics.ts';

test('a worker tells that it lives, whether it can work, and its figures', async () => {
  let database = true;
  const { registry } = createMetrics();
  const readiness = async () => [{ name: 'database', ok: database, detail: '' }];
  const server = await startHealthServer({ host: '127.0.0.1', port: 0, metrics: registry, readiness });
  onTestFinished(() => server.stop());
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status;

  expect(await status('/healthz')).toBe(200);
  expect(await status('/readyz')).toBe(200);
  database = false;
  expect(await status('/readyz')).toBe(503);
  expect(await status('/healthz')).toBe(200);
  expect(await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()).toContain('uzel_inbox_pending');
  expect(await status('/api/connections')).toBe(404);
});
