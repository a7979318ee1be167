import { expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { soakRelay } from './relay/run.ts';

const cluster = await clusterForFile({ name: 'relay', workers: 1 });

test('every event answered 2xx arrives once and in its order, though the whole hub is killed', { timeout: 180_000 }, async () => {
  const lines: string[] = [];
  const { violations, affairs, figures } = await soakRelay(
    cluster,
    { events: 200, rate: 50, kills: 1, quietSeconds: 60 },
    (line) => lines.push(line),
  );
  expect(violations, [...lines, JSON.stringify(figures), affairs].join('\n')).toEqual([]);
});
