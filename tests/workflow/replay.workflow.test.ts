import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import * as workflows from '../../workflows/index.ts';

const folder = fileURLToPath(new URL('./histories/', import.meta.url));
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

describe('recorded histories', () => {
  let code: string;
  beforeAll(async () => {
    const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
    ({ code } = await bundleWorkflowCode({ workflowsPath, logger: quiet }));
  }, 60_000);

  test('every workflow leaves one', () => {
    const types = new Set(recorded.map((name) => name.replace(/(-.*)?\.json$/, '')));
    expect([...types].sort()).toEqual(Object.keys(workflows).sort());
  });

  test('the bundle stays small: nothing foreign came in with an import', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(2 * 1024 * 1024);
  });

  for (const name of recorded) {
    test(`${name} still replays`, async () => {
      const history = historyFromJSON(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      await Worker.runReplayHistory({ workflowBundle: { code } }, history);
    }, 30_000);
  }
});

const nothing = () => {};
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
