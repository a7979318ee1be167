import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../config/root.ts';
import { findTemporal } from '../../runtime/provision/find.ts';
import { startTemporal, type Temporal } from '../../runtime/provision/temporal.ts';
import { guard } from './guard.ts';

/** What clusters share: one PostgreSQL and one Temporal server. Each cluster has a database and a namespace of its own there. */
export interface ServerAddresses {
  postgresUrl: string;
  temporalAddress: string;
}

export interface Servers extends ServerAddresses {
  stop(): Promise<void>;
}

/** Starts both, in a process that ends them when this one is gone. @throws Error when the project has not been built, or what they said */
export async function startServers(): Promise<Servers> {
  const root = projectRoot();
  if (!existsSync(join(root, 'dist/runtime/bundle.js')))
    throw new Error('tests of running processes need the build: npm run build');
  const child = spawn(process.execPath, [join(root, 'tests/support/servers.mjs')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const addresses = await new Promise<ServerAddresses>((resolve, reject) => {
    let said = '';
    let complained = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.endsWith('\n')) resolve(JSON.parse(said) as ServerAddresses);
    });
    void exited.then(() => reject(new Error(`the servers of the tests did not start:\n${complained.slice(-4_000)}`)));
  });
  return {
    ...addresses,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

/** A Temporal server over this folder, without a web UI unless it gets a port; the same folder and port continue where an earlier one ended. */
export async function startOwnTemporal(dataDir: string, grpcPort = 0, uiPort: number | null = null): Promise<Temporal> {
  const found = await findTemporal({ address: null, env: process.env, say: () => {} });
  if (!('binary' in found)) throw new Error('no Temporal program was found');
  const { binary } = found;
  const temporal = await startTemporal({ binary, dataDir, namespace: 'default', grpcPort, uiPort, log: () => {} });
  const pid = temporal.pid();
  guard.add(pid);
  return {
    ...temporal,
    async stop() {
      await temporal.stop();
      guard.remove(pid);
    },
  };
}
