import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import { failureConverterPath } from '../../runtime/data-converter.ts';
import { encodeWithin } from '../../server/temporal/payloads.ts';
import { createPayloadCodec } from '../../vault/codec.ts';
import * as workflows from '../../workflows/index.ts';

const folder = fileURLToPath(new URL('./histories/', import.meta.url));
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

const key = { id: 'payloads:2026-11', key: Buffer.alloc(32, 7) };
const codec = createPayloadCodec({ current: async () => key, byId: async () => key });

describe('recorded histories', () => {
  let code: string;
  beforeAll(async () => {
    const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
    ({ code } = await bundleWorkflowCode({ workflowsPath, failureConverterPath: failureConverterPath(), logger: quiet }));
  }, 60_000);

  test('every workflow leaves one', () => {
    const types = new Set(recorded.map((name) => name.replace(/(-.*)?\.json$/, '')));
    expect([...types].sort()).toEqual(Object.keys(workflows).sort());
  });

  test('the bundle stays small: nothing foreign came in with an import', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(2 * 1024 * 1024);
  });

  for (const name of recorded) {
    test(`${name} still replays, as it was recorded in clear and as it is encrypted now`, async () => {
      const clear: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      const options = { workflowBundle: { code }, dataConverter: { payloadCodecs: [codec] } };
      for (const history of [clear, await encodeWithin(codec, clear)])
        await Worker.runReplayHistory(options, historyFromJSON(history));
    }, 30_000);
  }
});

const nothing = () => {};
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
