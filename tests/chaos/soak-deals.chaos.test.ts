import { expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { soakDeals } from './soak/run.ts';

const cluster = await clusterForFile({ name: 'soak', workers: 2 });

test('both sides converge after random edits, faults, lost webhooks and killed workers; nothing is doubled or lost', {
  timeout: 240_000,
}, async () => {
  const parameters = {
    claims: 40,
    edits: 200,
    kills: 3,
    faults: 0.1,
    seed: 20_260_112,
    editSeconds: 20,
    stillSeconds: 5,
    quietSeconds: 90,
  };
  const lines: string[] = [];
  const { violations, affairs } = await soakDeals(cluster, parameters, (line) => lines.push(line));
  expect(violations, [...lines, affairs].join('\n')).toEqual([]);
});
