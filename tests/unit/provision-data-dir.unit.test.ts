import { spawn } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptSecret, takeDataDir } from '../../runtime/provision/data-dir.ts';
import { processIdentity } from '../../runtime/provision/process.ts';
import { tempDir } from '../support/temp-dir.ts';

test('a secret is made once, readable by its owner alone, and the same ever after', () => {
  const dir = tempDir();
  const secret = keptSecret(dir, 'master-key');
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(keptSecret(dir, 'master-key')).toBe(secret);
  expect(statSync(join(dir, 'master-key')).mode & 0o777).toBe(0o600);
});

test('a data folder that a living process holds is refused, with its number', async () => {
  const dir = tempDir();
  const other = spawn('sleep', ['30']);
  onTestFinished(() => void other.kill());
  writeFileSync(join(dir, 'uzel.pid'), (await processIdentity(other.pid ?? 0)) ?? '');
  await expect(takeDataDir(dir)).rejects.toThrow(`in use by another Uzel (process ${other.pid})`);
});

test('a data folder left by a dead process is taken over, even if its number lives again', async () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'uzel.pid'), `${process.ppid} 1 another-boot`);
  const release = await takeDataDir(dir);
  release();
  await expect(takeDataDir(dir)).resolves.toBeTypeOf('function');
});
