import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type ServerAddresses, type Servers, startServers } from './cluster-servers.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test file asks for the shared servers; the first question starts them. */
    serversDoor: string;
  }
}

/** One PostgreSQL and one Temporal for a whole run, started when a test first asks, stopped at the end. A run that needs none starts none. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<Servers> | undefined;
  const door = createServer((_request, response) => {
    starting ??= startServers();
    starting.then(
      ({ postgresUrl, temporalAddress }: ServerAddresses) => response.end(JSON.stringify({ postgresUrl, temporalAddress })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  project.provide('serversDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.close();
    door.closeAllConnections();
    const servers = await starting?.catch(() => undefined);
    await servers?.stop();
  };
}
