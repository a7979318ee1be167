import { closeSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { openLog, tail } from './data-dir.ts';
import { ProvisionError } from './error.ts';
import { ensureNamespaceAndSearchAttributes } from './namespace.ts';
import { assertPortFree, freePort, portAnswers } from './port.ts';
import { type Child, processIdentity, startChild } from './process.ts';

export interface TemporalOptions {
  binary: string;
  /** Keeps `temporal.db` (unless `inMemory`), the process number and the log. */
  dataDir: string;
  namespace: string;
  /** 0 takes any free port. */
  grpcPort: number;
  /** Null: no web UI. 0 takes any free port. */
  uiPort: number | null;
  /** Runs vanish with the server; for tests. */
  inMemory?: boolean;
  log(line: string): void;
}

export interface Temporal {
  /** `host:port` of its gRPC service. */
  address: string;
  uiUrl: string | null;
  /** Process number of the server now; changes when it is restarted. */
  pid(): number;
  stop(): Promise<void>;
}

export const RETENTION_DAYS = 14;
/** The web UI stands under the hub's address, which passes requests on. */
const UI_PUBLIC_PATH = '/temporal';
const READY_WITHIN_MS = 60_000;
const STOP_GRACE_MS = 10_000;
const LONGEST_BACKOFF_MS = 30_000;

/**
 * Starts a local Temporal server on 127.0.0.1 and keeps it up: an unexpected end restarts it, at once and then with growing pauses.
 *
 * Returns when it answers, its namespace keeps closed runs for 14 days and the hub's search attributes exist. A server left behind by a
 * killed process is stopped first.
 *
 * @throws SettingsError when a port is taken; ProvisionError with the end of the server's log when it does not come up
 */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const { dataDir, log } = options;
  mkdirSync(dataDir, { recursive: true });
  await stopLeftBehind(dataDir, log);
  // Only now: a server left behind may have held them.
  if (options.grpcPort) await assertPortFree(options.grpcPort, 'UZEL_TEMPORAL_PORT');
  if (options.uiPort) await assertPortFree(options.uiPort, 'UZEL_TEMPORAL_UI_PORT');
  const grpcPort = options.grpcPort || (await freePort());
  const uiPort = options.uiPort === 0 ? await freePort() : options.uiPort;
  const address = `127.0.0.1:${grpcPort}`;
  const args = serverArguments(options, grpcPort, uiPort);

  let stopping = false;
  let child = await launch(options.binary, args, dataDir);
  try {
    await ready(child, address, options.namespace);
  } catch (cause) {
    await child.stop('SIGKILL', STOP_GRACE_MS);
    throw new ProvisionError(`Temporal did not start. The end of ${logPath(dataDir)}:\n${tail(logPath(dataDir))}`, { cause });
  }

  const ended = new AbortController();
  const supervised = (async () => {
    for (let failures = 0; ; failures += 1) {
      const startedAt = Date.now();
      const exit = await child.exited;
      if (stopping) return;
      if (Date.now() - startedAt > LONGEST_BACKOFF_MS) failures = 0;
      const pauseMs = failures === 0 ? 0 : Math.min(1000 * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
      log(
        `the Temporal server ended (${exit.signal ?? `code ${exit.code}`}); starting it again${pauseMs > 0 ? ` in ${pauseMs / 1000} s` : ''}`,
      );
      await sleep(pauseMs, undefined, { signal: ended.signal }).catch(() => {});
      if (stopping) return;
      child = await launch(options.binary, args, dataDir);
      if (stopping) {
        await child.stop('SIGTERM', STOP_GRACE_MS);
        return;
      }
    }
  })();

  return {
    address,
    uiUrl: uiPort === null ? null : `http://127.0.0.1:${uiPort}`,
    pid: () => child.pid,
    async stop() {
      stopping = true;
      ended.abort();
      await child.stop('SIGTERM', STOP_GRACE_MS);
      await supervised;
      rmSync(pidPath(dataDir), { force: true });
    },
  };
}

function serverArguments({ dataDir, namespace, inMemory }: TemporalOptions, grpcPort: number, uiPort: number | null): string[] {
  const ui =
    uiPort === null
      ? ['--headless']
      : ['--ui-port', String(uiPort), '--ui-public-path', UI_PUBLIC_PATH, '--ui-disable-news-fetch'];
  // WAL with synchronous=NORMAL survives a killed process; a power cut may lose the last moments, which the hub restarts from its own database.
  const file = inMemory
    ? []
    : ['--db-filename', join(dataDir, 'temporal.db'), ...pragmas('journal_mode=WAL', 'synchronous=NORMAL')];
  const quiet = [
    '--log-level',
    'error',
    '--log-format',
    'json',
    '--dynamic-config-value',
    'frontend.enableServerVersionCheck=false',
  ];
  return [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(grpcPort),
    '--namespace',
    namespace,
    ...ui,
    ...file,
    ...quiet,
  ];
}

const pragmas = (...values: string[]) => values.flatMap((value) => ['--sqlite-pragma', value]);

async function launch(binary: string, args: string[], dataDir: string): Promise<Child> {
  const output = openLog(dataDir, 'temporal');
  const child = startChild({ file: binary, args }, output.fd);
  closeSync(output.fd);
  writeFileSync(pidPath(dataDir), (await processIdentity(child.pid)) ?? '');
  return child;
}

async function ready(child: Child, address: string, namespace: string): Promise<void> {
  let over = false;
  void child.exited.then(() => (over = true));
  const deadline = Date.now() + READY_WITHIN_MS;
  const [host = '', port] = address.split(':');
  // A refused gRPC connection is retried by its client only after a second; asking the port first is quicker.
  while (!over && Date.now() < deadline && !(await portAnswers(Number(port), host))) await sleep(25);
  for (;;) {
    const connection = await Connection.connect({ address, connectTimeout: 1000 }).catch(() => null);
    if (connection !== null) {
      try {
        return await ensureNamespaceAndSearchAttributes(connection, { namespace, retentionDays: RETENTION_DAYS });
      } catch (error) {
        if (over || Date.now() > deadline) throw error;
      } finally {
        await connection.close();
      }
    }
    if (over || Date.now() > deadline) throw new Error('no answer from the server');
    await sleep(100);
  }
}

async function stopLeftBehind(dataDir: string, log: (line: string) => void): Promise<void> {
  const path = pidPath(dataDir);
  const left = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const pid = Number(left.split(' ')[0]);
  const runs = async () => left !== '' && (await processIdentity(pid)) === left;
  if (!(await runs())) return;
  log('stopping the Temporal server that an interrupted run left behind');
  process.kill(pid, 'SIGTERM');
  for (const deadline = Date.now() + STOP_GRACE_MS; await runs(); await sleep(50)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
  }
}

const pidPath = (dataDir: string) => join(dataDir, 'temporal.pid');
const logPath = (dataDir: string) => join(dataDir, 'logs', 'temporal.log');
