import { expect, test } from 'vitest';
import { createShutdown } from '../../runtime/shutdown.ts';

const quiet = { info: () => {}, error: () => {} };

test('what was started last is stopped first, each before the next', async () => {
  const order: string[] = [];
  const shutdown = createShutdown(quiet);
  shutdown.push('database', () => order.push('database'), 1000);
  shutdown.push(
    'worker',
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      order.push('worker');
    },
    1000,
  );
  await shutdown.stop();
  expect(order).toEqual(['worker', 'database']);
});

test('a step that hangs or fails is named, and the others still run', async () => {
  const order: string[] = [];
  const shutdown = createShutdown(quiet);
  shutdown.push('database', () => order.push('database'), 1000);
  shutdown.push('server', () => Promise.reject(new Error('broken')), 1000);
  shutdown.push('worker', () => new Promise(() => {}), 20);
  await expect(shutdown.stop()).rejects.toThrow('did not stop in order: worker, server');
  expect(order).toEqual(['database']);
});

test('stopping twice stops once', async () => {
  let stops = 0;
  const shutdown = createShutdown(quiet);
  shutdown.push(
    'server',
    () => {
      stops += 1;
    },
    1000,
  );
  await Promise.all([shutdown.stop(), shutdown.stop()]);
  expect(stops).toBe(1);
});
