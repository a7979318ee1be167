import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../server/serve.ts';

/** A server whose `/slow` answers after a while, on any free port. */
async function slowServer(ms: number) {
  const app = new Hono();
  app.get('/slow', async (c) => {
    await sleep(ms);
    return c.text('done');
  });
  app.get('/quick', (c) => c.text('done'));
  const served = await serve(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => served.stop(0));
  return { ...served, url: `http://127.0.0.1:${served.port}` };
}

test('a request in flight is finished, and nothing new is accepted', async () => {
  const { url, stop } = await slowServer(200);
  const inFlight = fetch(`${url}/slow`);
  await sleep(50);
  const stopped = stop(5_000);
  await expect(fetch(`${url}/quick`)).rejects.toThrow();
  expect(await (await inFlight).text()).toBe('done');
  await stopped;
});

test('a kept connection does not hold up the stop', async () => {
  const { url, stop } = await slowServer(100);
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const answered = new Promise<void>((resolve) => {
    request(`${url}/slow`, { agent }, (answer) => answer.resume().once('end', resolve)).end();
  });
  await sleep(30);
  const startedAt = Date.now();
  await Promise.all([answered, stop(5_000)]);
  expect(Date.now() - startedAt).toBeLessThan(2_000);
});

test('what outlasts the grace is cut', async () => {
  const { url, stop } = await slowServer(3_000);
  const inFlight = fetch(`${url}/slow`).then(
    () => 'answered',
    () => 'cut',
  );
  await sleep(50);
  await stop(100);
  expect(await inFlight).toBe('cut');
});

test('a taken port is told at the start', async () => {
  const { port } = await slowServer(0);
  await expect(serve(new Hono(), { host: '127.0.0.1', port })).rejects.toThrow(/EADDRINUSE/);
});
