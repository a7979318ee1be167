import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProvisionError } from './error.ts';
import { processIdentity } from './process.ts';

/**
 * Makes the data folder and takes it for this process; two hubs over one folder would stop each other's servers.
 *
 * @returns release, to be called last
 * @throws ProvisionError naming the process that holds it
 */
export async function takeDataDir(dataDir: string): Promise<() => void> {
  mkdirSync(dataDir, { recursive: true });
  const lock = join(dataDir, 'uzel.pid');
  const holder = readIfThere(lock);
  const pid = Number(holder?.split(' ')[0]);
  if (holder !== null && pid !== process.pid && (await processIdentity(pid)) === holder) {
    throw new ProvisionError(
      `${dataDir} is in use by another Uzel (process ${pid}): stop it, or set UZEL_DATA_DIR to another folder`,
    );
  }
  writeFileSync(lock, (await processIdentity(process.pid)) ?? '');
  return () => rmSync(lock, { force: true });
}

/**
 * A secret that is made once and kept in a file that only its owner reads.
 *
 * @returns the file's text, base64url of `bytes` random bytes when it was just made
 */
export function keptSecret(dataDir: string, name: string, bytes = 32): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, name);
  const kept = readIfThere(path);
  if (kept !== null && kept !== '') return kept;
  const secret = randomBytes(bytes).toString('base64url');
  // Written whole or not at all: a half-written key would lock everything that it encrypts.
  writeFileSync(`${path}.new`, secret, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return secret;
}

/** Opens a fresh log file for a child and keeps the one before it as `<name>.log.1`. */
export function openLog(dataDir: string, name: string): { fd: number; path: string } {
  const path = join(dataDir, 'logs', `${name}.log`);
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  if (existsSync(path)) renameSync(path, `${path}.1`);
  return { fd: openSync(path, 'a', 0o600), path };
}

/** The last lines of a log, for an error message. */
export function tail(path: string, lines = 12): string {
  return (readIfThere(path) ?? '').trimEnd().split('\n').slice(-lines).join('\n');
}

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}
