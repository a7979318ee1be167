import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, inject } from 'vitest';
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts';
import { stateOfAffairs } from './cluster-dump.ts';
import type { ServerAddresses } from './cluster-servers.ts';

/** The servers that all test files of a run share. */
export async function sharedServers(): Promise<ServerAddresses> {
  const answer = await fetch(inject('serversDoor'));
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as ServerAddresses;
}

/** A folder for one test file, removed when its tests are over. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'uzel-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A cluster for one test file: started before its tests, stopped after them, described when one of them fails. */
export async function clusterForFile(options: ClusterOptions, servers?: ServerAddresses): Promise<Cluster> {
  const cluster = await startCluster(servers ?? (await sharedServers()), options);
  afterAll(() => cluster.stop());
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      process.stderr.write(`${await stateOfAffairs(cluster)}\n`);
    });
  });
  return cluster;
}
