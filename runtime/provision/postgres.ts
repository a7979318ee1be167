import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { keptSecret, openLog, tail } from './data-dir.ts';
import { ProvisionError } from './error.ts';
import { freePort } from './port.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { type Child, runCommand, startChild } from './process.ts';
import { commandAs, type Unprivileged, unprivilegedUser } from './unprivileged.ts';

export interface PostgresOptions {
  /** The cluster lives in `<dataDir>/pg`, its password in `<dataDir>/postgres-password`. */
  dataDir: string;
  /** 0 takes any free port. */
  port: number;
  log(line: string): void;
}

export interface Postgres {
  /** Connection string of the database `uzel`; holds the password. */
  url: string;
  pid: number;
  /** Disconnects clients, writes a checkpoint, ends. */
  stop(): Promise<void>;
}

const SUPERUSER = 'uzel';
const DATABASE = 'uzel';
/** Crash recovery after a long night may take a while. */
const READY_WITHIN_MS = 120_000;
const STOP_GRACE_MS = 20_000;

/**
 * Starts the embedded PostgreSQL on 127.0.0.1, making its cluster on the first start and reusing it on every other.
 *
 * A server left behind by a killed process is stopped first. Durability keeps PostgreSQL's defaults: fsync and synchronous_commit on.
 *
 * @throws ProvisionError with the end of the server's log when it does not come up
 */
export async function startPostgres({ dataDir, port, log }: PostgresOptions): Promise<Postgres> {
  const binaries = await postgresBinaries();
  const user = unprivilegedUser();
  const cluster = join(dataDir, 'pg');
  const password = keptSecret(dataDir, 'postgres-password');
  const tools: Tools = { binaries, user, cluster };

  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    log('making a new PostgreSQL cluster');
    await makeCluster(tools, dataDir, password);
  }
  await assertSameMajor(tools);
  await stopLeftBehind(tools, log);

  const listenPort = port === 0 ? await freePort() : port;
  const output = openLog(dataDir, 'postgres');
  const settings = {
    listen_addresses: '127.0.0.1',
    port: listenPort,
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = startChild(as(tools, binaries.postgres, ['-D', cluster, ...flags]), output.fd);
  closeSync(output.fd);

  const at = (database: string) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${listenPort}/${database}`;
  if (!(await becomesReady(child, at('postgres')))) {
    await child.stop('SIGQUIT', STOP_GRACE_MS);
    throw new ProvisionError(`PostgreSQL did not start. The end of ${output.path}:\n${tail(output.path)}`);
  }
  await ensureDatabase(at('postgres'));
  return {
    url: at(DATABASE),
    pid: child.pid,
    // SIGINT is PostgreSQL's fast shutdown.
    stop: async () => void (await child.stop('SIGINT', STOP_GRACE_MS)),
  };
}

interface Tools {
  binaries: PostgresBinaries;
  user: Unprivileged | null;
  cluster: string;
}

const as = ({ user, cluster }: Tools, file: string, args: string[]) => commandAs(user, file, args, [file, cluster]);

/** Made aside and moved into place, so that an interrupted first start leaves nothing half-made. */
async function makeCluster(tools: Tools, dataDir: string, password: string): Promise<void> {
  const aside = join(dataDir, 'pg.new');
  const passwordFile = join(aside, 'password');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(join(aside, 'cluster'), { recursive: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (tools.user !== null)
    for (const path of [aside, join(aside, 'cluster'), passwordFile]) chownSync(path, tools.user.uid, tools.user.gid);
  // The built-in locale sorts and lower-cases Cyrillic alike on every machine, whatever locales it has installed.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  await runCommand(as(tools, tools.binaries.initdb, ['-D', join(aside, 'cluster'), ...access, ...locale]), READY_WITHIN_MS);
  chmodSync(join(aside, 'cluster'), 0o700);
  renameSync(join(aside, 'cluster'), tools.cluster);
  rmSync(aside, { recursive: true, force: true });
}

async function assertSameMajor(tools: Tools): Promise<void> {
  const of = readFileSync(join(tools.cluster, 'PG_VERSION'), 'utf8').trim();
  const here = /\) (\d+)/.exec(await runCommand({ file: tools.binaries.postgres, args: ['--version'] }, 10_000))?.[1];
  if (of === here) return;
  throw new ProvisionError(
    `${tools.cluster} was made by PostgreSQL ${of}, installed is ${here}: dump it with the old one and restore, or move the folder away`,
  );
}

async function stopLeftBehind(tools: Tools, log: (line: string) => void): Promise<void> {
  const control = (...args: string[]) => runCommand(as(tools, tools.binaries.pg_ctl, [...args, '-D', tools.cluster]), 60_000);
  const running = await control('status').then(
    () => true,
    () => false,
  );
  if (!running) return;
  log('stopping the PostgreSQL that an interrupted run left behind');
  await control('stop', '-m', 'fast', '-w');
}

async function becomesReady(child: Child, url: string): Promise<boolean> {
  let over = false;
  void child.exited.then(() => (over = true));
  for (const deadline = Date.now() + READY_WITHIN_MS; !over && Date.now() < deadline; await sleep(50)) {
    if (await answers(url)) return !over;
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
