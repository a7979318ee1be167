import type { LookupFunction } from 'node:net';
import { ImapFlow } from 'imapflow';
import { isHubError } from '../../domain/errors.ts';
import type { Redact } from '../sdk/redact.ts';
import { imapError } from './errors.ts';
import type { ImapOptions } from './options.ts';

interface Wire {
  options: ImapOptions;
  lookup: LookupFunction;
  leftMs: number;
  redact: Redact;
}

/** Dials an address that may be dialled, signs in, opens the folder, does the work, and leaves. @throws HubError */
export async function session<T>(wire: Wire, work: (mailbox: ImapFlow) => Promise<T>): Promise<T> {
  const { options, leftMs, redact } = wire;
  let timer: NodeJS.Timeout | undefined;
  let open: ImapFlow | null = null;
  let step: 'connect' | 'select' | 'work' = 'connect';
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })), leftMs);
    });
    const host = await addressOf(options.host, wire.lookup);
    const client = new ImapFlow({
      host,
      servername: options.host,
      port: options.port,
      secure: options.tls === 'implicit',
      doSTARTTLS: options.tls === 'starttls',
      auth: { user: options.user, pass: options.password },
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: leftMs,
      greetingTimeout: leftMs,
      socketTimeout: leftMs,
    });
    open = client;
    // A connection that breaks while nobody waits for it is told by the call that is under way.
    client.on('error', () => {});
    const done = (async () => {
      await client.connect();
      step = 'select';
      await client.mailboxOpen(options.folder);
      step = 'work';
      return work(client);
    })();
    done.catch(() => {});
    return await Promise.race([done, late]);
  } catch (error) {
    if (isHubError(error)) throw error;
    throw imapError(step, error, redact);
  } finally {
    clearTimeout(timer);
    open?.close();
  }
}

function addressOf(host: string, lookup: LookupFunction): Promise<string> {
  return new Promise((resolve, reject) => {
    lookup(host, {}, (error, address) => {
      if (error) reject(error);
      else resolve(typeof address === 'string' ? address : (address[0]?.address ?? host));
    });
  });
}
