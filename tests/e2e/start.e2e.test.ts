import { afterEach, expect, test } from 'vitest';
import { type Api, createApi } from '../../cli/api.ts';
import { freePort } from '../../runtime/provision/port.ts';
import { type RunningProcess, startNode } from '../support/cluster-process.ts';
import { temporaryFolder } from '../support/cluster-test.ts';
import { until } from '../support/deals.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

const dataDir = temporaryFolder();
const ports = {
  UZEL_PORT: String(await freePort()),
  UZEL_TEMPORAL_PORT: String(await freePort()),
  UZEL_TEMPORAL_UI_PORT: String(await freePort()),
  UZEL_SANDBOX_PORT: String(await freePort()),
};
const started: RunningProcess[] = [];
afterEach(async () => void (await Promise.all(started.map((one) => one.alive() && one.stop()))));

interface Hub {
  process: RunningProcess;
  api: Api;
  bitrix24: TwinControl;
}

/** `uzel start` with nothing configured but where it may stand on this machine. */
async function startHub(scenario: 'on' | 'off'): Promise<Hub> {
  const env = { ...ports, UZEL_DATA_DIR: dataDir, UZEL_LIMIT_SCALE: '20', UZEL_SANDBOX_SCENARIO: scenario };
  const process = startNode(`start-${started.length + 1}`, ['bin/uzel.js', 'start'], env, dataDir);
  started.push(process);
  await process.says(/Sandbox\s+http\S+/, 90_000);
  await until(
    'the hub is ready',
    async () => (await fetch(`http://127.0.0.1:${ports.UZEL_PORT}/readyz`).catch(() => null))?.ok === true,
  );
  return {
    process,
    api: createApi({ ...ports, UZEL_DATA_DIR: dataDir }),
    bitrix24: twinControl(`http://127.0.0.1:${ports.UZEL_SANDBOX_PORT}`, 'bitrix24'),
  };
}

interface Links {
  items: { id: string; deal: unknown }[];
}

test('with nothing configured, claims become deals within a minute; a second start goes on with the same data', {
  timeout: 240_000,
}, async () => {
  const first = await startHub('on');
  const deals = await until(
    'deals',
    async () => {
      const found = await first.bitrix24.state<{ [field: string]: unknown }>('deals');
      return found.length >= 5 ? found : null;
    },
    60_000,
  );
  const claim = String(deals[0]?.['ufCrm_UZEL_CLAIM']);
  const link = await until(
    'the link of the first deal',
    async () => ((await first.api.get('/api/links', { claim })) as Links).items[0],
  );
  expect(await first.process.stop()).toEqual({ code: 0, signal: null });

  const second = await startHub('off');
  const again = (await second.api.get('/api/links', { claim })) as Links;
  expect(again.items.map(({ id }) => id)).toEqual([link.id]);
  expect(await second.process.stop()).toEqual({ code: 0, signal: null });
});
