import { expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { firstSync } from './first-sync/run.ts';

const limitScale = 50;
const cluster = await clusterForFile({ name: 'first-sync', workers: 2, limitScale });

test('a first sync that is killed, halted and resumed gives every claim one deal and starts nothing over', {
  timeout: 120_000,
}, async () => {
  const lines: string[] = [];
  const parameters = { claims: 30, kills: 1, limitScale, stuckSeconds: 60 };
  const { violations, affairs } = await firstSync(cluster, parameters, (line) => lines.push(line));
  expect(violations, [...lines, affairs].join('\n')).toEqual([]);
});
