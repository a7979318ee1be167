import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { findTemporal } from '../../runtime/provision/find.ts';
import { ensureNamespaceAndSearchAttributes } from '../../runtime/provision/namespace.ts';
import { startTemporal, type Temporal } from '../../runtime/provision/temporal.ts';
import { tempDir } from '../support/temp-dir.ts';

const DAY_SECONDS = 86_400;

async function started(dataDir: string): Promise<{ temporal: Temporal; said: string[] }> {
  const found = await findTemporal({ address: null, env: process.env, say: () => {} });
  if (!('binary' in found)) throw new Error('no address was given');
  const said: string[] = [];
  const log = (line: string) => void said.push(line);
  const temporal = await startTemporal({ binary: found.binary, dataDir, namespace: 'default', grpcPort: 0, uiPort: null, log });
  onTestFinished(() => temporal.stop());
  return { temporal, said };
}

async function connected(address: string): Promise<Connection> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return connection;
}

test('the local server keeps closed runs for 14 days and knows the search attributes', async () => {
  const { temporal } = await started(tempDir());
  const connection = await connected(temporal.address);
  const namespace = await connection.workflowService.describeNamespace({ namespace: 'default' });
  expect(Number(namespace.config?.workflowExecutionRetentionTtl?.seconds)).toBe(14 * DAY_SECONDS);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
});

test('a namespace of a given server is made once, however many processes start', async () => {
  const { temporal } = await started(tempDir());
  const connection = await connected(temporal.address);
  const prepare = () => ensureNamespaceAndSearchAttributes(connection, { namespace: 'desk' });
  await Promise.all([prepare(), prepare()]);
  await prepare();
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'desk' });
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
});

test('a killed server is started again at the same address, with what it knew', async () => {
  const { temporal, said } = await started(tempDir());
  const before = temporal.pid();
  process.kill(before, 'SIGKILL');
  while (temporal.pid() === before) await sleep(50);
  expect(said).toEqual(['the Temporal server ended (SIGKILL); starting it again']);
  const connection = await connected(temporal.address);
  const namespace = await connection.workflowService.describeNamespace({ namespace: 'default' });
  expect(Number(namespace.config?.workflowExecutionRetentionTtl?.seconds)).toBe(14 * DAY_SECONDS);
});
