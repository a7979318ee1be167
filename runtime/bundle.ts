import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { projectRoot } from '../config/root.ts';
import { failureConverterPath } from './data-converter.ts';

const BUDGET_BYTES = 2 * 1024 * 1024;

/** The workflow bundle of this build; named by the content of what it is made from, so that an unchanged one is not made again. */
function bundlePath(): string {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const hash = createHash('sha256');
  for (const room of ['workflows', 'domain']) {
    for (const file of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).sort()) {
      if (/\.(js|ts)$/.test(file)) hash.update(file).update(readFileSync(join(root, room, file)));
    }
  }
  hash.update(readFileSync(failureConverterPath()));
  return join(projectRoot(), 'dist', `workflows-${hash.digest('hex').slice(0, 16)}.bundle.js`);
}

/** Makes the bundle unless it is there. @throws Error when it outgrows its budget: something foreign came in with an import */
export async function makeBundle(): Promise<string> {
  const path = bundlePath();
  if (existsSync(path)) return path;
  const folder = join(dirname(fileURLToPath(import.meta.url)), '../workflows');
  const index = ['index.js', 'index.ts'].map((name) => join(folder, name)).find((file) => existsSync(file));
  if (index === undefined) throw new Error('there are no workflows to bundle');
  const { code } = await bundleWorkflowCode({
    workflowsPath: index,
    failureConverterPath: failureConverterPath(),
    logger: silent,
  });
  if (Buffer.byteLength(code) > BUDGET_BYTES)
    throw new Error(`the workflow bundle has ${Buffer.byteLength(code)} bytes, more than ${BUDGET_BYTES}`);
  // Moved into place whole: another worker that starts at the same time may be reading it.
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, code);
  renameSync(aside, path);
  return path;
}

const nothing = () => {};
const silent = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeBundle();
