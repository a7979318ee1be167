import { expect, test } from 'vitest';
import { clusterForFile } from '../support/cluster-test.ts';
import { soakDocuments } from './documents/run.ts';

const cluster = await clusterForFile({ name: 'documents', workers: 1 });

test('every part arrives once or asks a person, though payments repeat, letters vanish and the worker is killed', {
  timeout: 240_000,
}, async () => {
  const lines: string[] = [];
  const { violations, affairs, figures } = await soakDocuments(
    cluster,
    { payments: 4, kills: 1, faults: 0.1, restSeconds: 60 },
    (line) => lines.push(line),
  );
  expect(violations, [...lines, JSON.stringify(figures), affairs].join('\n')).toEqual([]);
});
