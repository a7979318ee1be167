import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

const built = new URL('../../dist/sandbox/main.js', import.meta.url);

test.skipIf(!existsSync(built))('the built sandbox shows its page, wherever it is started from', async () => {
  const environment = { ...process.env, UZEL_SANDBOX_PORT: '0', UZEL_SANDBOX_SCENARIO: 'off' };
  const child = spawn(process.execPath, [built.pathname], { cwd: '/', env: environment });
  try {
    const address = await new Promise<string>((found, failed) => {
      child.stdout.on('data', (text: Buffer) => found(/http:\S+/.exec(String(text))?.[0] ?? ''));
      child.stderr.once('data', (text: Buffer) => failed(new Error(String(text))));
    });
    const page = await fetch(`${address}/`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Песочница')]);
  } finally {
    child.kill();
  }
});
