import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type ServerAddresses, type Servers, startServers } from './cluster-servers.ts';
import { type ConsoleCluster, startConsoleCluster } from './console-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test file asks for the shared servers; the first question starts them. */
    serversDoor: string;
    /** Where a browser test asks for the hub that all of them share; the first question starts it. It is lent to one file at a time, for as long as the answer is read. */
    consoleDoor: string;
  }
}

/** One PostgreSQL, one Temporal and one hub for browsers for a whole run, started when a test first asks, stopped at the end. A run that needs none starts none. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<Servers> | undefined;
  let hub: Promise<ConsoleCluster> | undefined;
  const servers = async (): Promise<ServerAddresses> => {
    starting ??= startServers();
    const { postgresUrl, temporalAddress } = await starting;
    return { postgresUrl, temporalAddress };
  };
  const shared = async () => {
    hub ??= servers().then(startConsoleCluster);
    return (await hub).address;
  };
  let lent: Promise<unknown> = Promise.resolve();
  const lend = async (response: ServerResponse) => {
    const before = lent;
    lent = Promise.all([before, once(response, 'close')]);
    await before;
    response.write(`${JSON.stringify(await shared())}\n`);
  };
  const door = createServer((request, response) => {
    const answered =
      request.url === '/console' ? lend(response) : servers().then((answer) => response.end(JSON.stringify(answer)));
    answered.catch((error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)));
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  project.provide('serversDoor', address);
  project.provide('consoleDoor', `${address}/console`);
  return async () => {
    door.close();
    door.closeAllConnections();
    await (await hub?.catch(() => undefined))?.stop();
    await (await starting?.catch(() => undefined))?.stop();
  };
}
