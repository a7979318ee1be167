import { expect, test } from 'vitest';
import { drift } from '../chaos/drift/run.ts';
import { clusterForFile } from '../support/cluster-test.ts';

const DIFFERENCES = Number(process.env['UZEL_TEST_DIFFERENCES'] ?? 50);
const cluster = await clusterForFile({ name: 'drift' });

test('differences of all causes are found, told apart and repaired; the second pass finds none', {
  timeout: 240_000 + DIFFERENCES * 1_000,
}, async () => {
  const { violations, figures } = await drift(cluster, { differences: DIFFERENCES, clean: 10, stuckSeconds: 120 }, () => {});
  process.stdout.write(`${figures.join('\n')}\n`);
  expect(violations).toEqual([]);
});
