import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { assertPortFree, freePort, portAnswers, portIsFree } from '../../runtime/provision/port.ts';

async function listening(): Promise<number> {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return port;
}

test('a free port is free, and nothing answers there', async () => {
  const port = await freePort();
  expect(await portIsFree(port)).toBe(true);
  expect(await portAnswers(port)).toBe(false);
  await expect(assertPortFree(port, 'UZEL_PORT')).resolves.toBeUndefined();
});

test('a taken port is told with the variable to change', async () => {
  const port = await listening();
  expect(await portAnswers(port)).toBe(true);
  await expect(assertPortFree(port, 'UZEL_PORT')).rejects.toThrow(
    `UZEL_PORT: found port ${port}, which another program is using, expected a free port`,
  );
});
