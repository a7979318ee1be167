import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Settings } from '../config/settings.ts';
import { databaseState } from './database-state.ts';
import type { Progress } from './progress.ts';
import { keptSecret, takeDataDir } from './provision/data-dir.ts';
import { ProvisionError } from './provision/error.ts';
import { findTemporal } from './provision/find.ts';
import { ensureNamespaceAndSearchAttributes } from './provision/namespace.ts';
import { assertPortFree } from './provision/port.ts';
import { startPostgres } from './provision/postgres.ts';
import { startTemporal } from './provision/temporal.ts';
import type { Shutdown } from './shutdown.ts';

/** What the hub stands on, given or provided. */
export interface Services {
  databaseUrl: string;
  /** `uiUrl`: where the hub reaches the Temporal UI. */
  temporal: { address: string; uiUrl: string };
  masterKey: Uint8Array;
  apiToken: string;
}

const SERVER_STOP_MS = 25_000;

/**
 * Uses the database and Temporal that settings name, and provides those they do not. What is started is pushed on `shutdown`.
 *
 * @param log one line about servers that are restarted or were left behind
 * @throws SettingsError when a port is taken; ProvisionError when a server cannot be had
 */
export async function provideServices(
  settings: Settings,
  progress: Progress,
  shutdown: Shutdown,
  log: (line: string) => void,
): Promise<Services> {
  const { dataDir } = settings;
  await assertPortFree(settings.port, 'UZEL_PORT', settings.host);
  if (settings.sandbox.enabled) await assertPortFree(settings.sandbox.port, 'UZEL_SANDBOX_PORT');
  if (settings.databaseUrl === null || settings.temporal.address === null) {
    const release = await takeDataDir(dataDir);
    shutdown.push('data folder', release, 1000);
  }
  // One after the other: a failure then leaves nothing half-started behind it.
  const temporal = await temporalFor(settings, progress, shutdown, log);
  const databaseUrl = await databaseFor(settings, progress, shutdown, log);
  return {
    databaseUrl,
    temporal,
    masterKey: settings.masterKey ?? new Uint8Array(Buffer.from(keptSecret(dataDir, 'master-key'), 'base64url')),
    apiToken: settings.apiToken ?? keptSecret(dataDir, 'api-token'),
  };
}

async function databaseFor(
  settings: Settings,
  progress: Progress,
  shutdown: Shutdown,
  log: (line: string) => void,
): Promise<string> {
  const { dataDir, databaseUrl } = settings;
  const step = progress.step('PostgreSQL');
  try {
    if (databaseUrl !== null) {
      const { version } = await reachable(
        databaseState(databaseUrl),
        `PostgreSQL at ${new URL(databaseUrl).host}`,
        'DATABASE_URL',
      );
      step.done(`version ${version} at ${new URL(databaseUrl).host}`);
      return databaseUrl;
    }
    const postgres = await startPostgres({ dataDir, port: 0, log });
    shutdown.push('PostgreSQL', () => postgres.stop(), SERVER_STOP_MS);
    step.done(`data in ${join(dataDir, 'pg')}`);
    return postgres.url;
  } catch (error) {
    step.failed('not available');
    throw error;
  }
}

async function temporalFor(
  settings: Settings,
  progress: Progress,
  shutdown: Shutdown,
  log: (line: string) => void,
): Promise<Services['temporal']> {
  const { dataDir } = settings;
  const { address, namespace, port, uiPort, uiUrl } = settings.temporal;
  const step = progress.step('Temporal');
  try {
    if (address !== null) {
      await reachable(prepareNamespace(address, namespace), `Temporal at ${address}`, 'TEMPORAL_ADDRESS');
      step.done(address);
      return { address, uiUrl };
    }
    const found = await findTemporal({ address, env: process.env, say: progress.say });
    if ('address' in found) return { address: found.address, uiUrl };
    const temporal = await startTemporal({ binary: found.binary, dataDir, namespace, grpcPort: port, uiPort, log });
    shutdown.push('Temporal', () => temporal.stop(), SERVER_STOP_MS);
    step.done(`${found.version.replace(/^temporal version /, '')}, from ${found.source}`);
    return { address: temporal.address, uiUrl };
  } catch (error) {
    step.failed('not available');
    throw error;
  }
}

async function prepareNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 10_000 });
  try {
    await ensureNamespaceAndSearchAttributes(connection, { namespace });
  } finally {
    await connection.close();
  }
}

/** Turns a failed first contact into a sentence that names the variable. */
async function reachable<Answer>(contact: Promise<Answer>, what: string, variable: string): Promise<Answer> {
  return contact.catch((cause: Error) => {
    if (cause instanceof ProvisionError) throw cause;
    throw new ProvisionError(
      `${what} cannot be used (${cause.message || cause.name}): is it running, and is ${variable} right?`,
      { cause },
    );
  });
}
