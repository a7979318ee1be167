import net, { type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { isHubError } from '../../domain/errors.ts';
import type { Redact } from '../sdk/redact.ts';
import { smtpError } from './errors.ts';
import type { SmtpOptions } from './options.ts';

interface Wire {
  options: SmtpOptions;
  lookup: LookupFunction;
  leftMs: number;
  redact: Redact;
}

/** A signed-in dialogue. `handedOver` turns true once all of a letter has left. */
export interface OpenDialogue {
  server: SMTPConnection;
  handedOver: boolean;
}

/**
 * Dials, greets and signs in, does the work, and leaves. One dialogue carries one letter: a broken one is nobody else's.
 * @throws HubError by the place where it broke
 */
export async function dialogue<T>(wire: Wire, work: (open: OpenDialogue) => Promise<T>): Promise<T> {
  const { options, leftMs } = wire;
  const open: { current: OpenDialogue | null } = { current: null };
  const until = Date.now() + leftMs;
  try {
    const socket = await dial(wire, leftMs);
    const server = new SMTPConnection({
      host: options.host,
      port: options.port,
      connection: socket,
      secure: options.tls === 'implicit',
      requireTLS: options.tls === 'starttls',
      ignoreTLS: options.tls === 'none',
      connectionTimeout: leftMs,
      greetingTimeout: leftMs,
      socketTimeout: leftMs,
      socketCloseTimeout: 0,
    });
    const here: OpenDialogue = { server, handedOver: false };
    open.current = here;
    return await within(server, Math.max(1, until - Date.now()), async () => {
      await new Promise<void>((resolve, reject) => server.connect((error) => (error ? reject(error) : resolve())));
      const { user, password } = options;
      if (user !== undefined && user !== '') {
        const signIn = { user, pass: password ?? '', credentials: { user, pass: password ?? '' } };
        await new Promise<void>((resolve, reject) => server.login(signIn, (error) => (error ? reject(error) : resolve())));
      }
      return work(here);
    });
  } catch (error) {
    // The egress guard refused the address.
    if (isHubError(error)) throw error;
    throw smtpError(failureOf(error, open.current, wire.redact));
  } finally {
    open.current?.server.close();
  }
}

/** The letter's end is sent only after all of it was read: a connection that broke before has handed nothing over. */
export async function handOver(open: OpenDialogue, from: string, to: string, raw: Buffer): Promise<string> {
  const body = Readable.from([raw]);
  body.once('end', () => {
    open.handedOver = true;
  });
  return new Promise((resolve, reject) => {
    open.server.send({ from, to: [to], size: raw.length }, body, (error, info) =>
      error ? reject(error) : resolve(info.response),
    );
  });
}

/** What arrives on a connection without anybody waiting for it ends the dialogue, too. */
async function within<T>(server: SMTPConnection, ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const broken = new Promise<never>((_, reject) => {
    server.on('error', reject);
    server.once('end', () => reject(Object.assign(new Error('closed'), { code: 'ECONNECTION' })));
    timer = setTimeout(() => reject(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })), ms);
  });
  try {
    return await Promise.race([work(), broken]);
  } finally {
    clearTimeout(timer);
    broken.catch(() => {});
  }
}

function dial({ options, lookup }: Wire, ms: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: options.host, port: options.port, lookup, timeout: ms });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })));
    socket.once('connect', () => {
      socket.removeAllListeners('timeout').removeListener('error', fail).setTimeout(0);
      resolve(socket);
    });
  });
}

/** `421` closes the connection, and is then told as a broken one: the server's last words say what it was. */
function failureOf(error: unknown, open: OpenDialogue | null, redact: Redact) {
  const handedOver = open?.handedOver ?? false;
  const last = open?.server.lastServerResponse || '';
  const seen = typeof error === 'object' && error !== null ? error : {};
  const text = (name: string) => {
    const value = (seen as { [name: string]: unknown })[name];
    return typeof value === 'string' ? value : '';
  };
  const reply = (seen as { responseCode?: unknown }).responseCode;
  return {
    command: text('command'),
    reply: typeof reply === 'number' && reply > 0 ? reply : last.startsWith('421') ? 421 : null,
    code: text('code') || 'UNKNOWN',
    text: redact(text('response')),
    handedOver,
  };
}
