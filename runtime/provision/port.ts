import { connect, createServer } from 'node:net';
import { SettingsError } from '../../config/settings.ts';

/** True when nothing listens on this port of the address. */
export function portIsFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** @throws SettingsError that names the variable to change when the port is taken */
export async function assertPortFree(port: number, variable: string, host = '127.0.0.1'): Promise<void> {
  if (await portIsFree(port, host)) return;
  throw new SettingsError([{ variable, found: `port ${port}, which another program is using`, expected: 'a free port' }]);
}

/** A port that was free a moment ago. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host }, () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was given')),
      );
    });
  });
}

/** True when something accepts connections there. Unlike binding the port, this cannot take it from a server that is starting. */
export function portAnswers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 });
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket
      .once('connect', () => answer(true))
      .once('error', () => answer(false))
      .once('timeout', () => answer(false));
  });
}
