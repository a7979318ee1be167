import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import type { FaultKind, FaultPlan, TwinLedger } from '../core/types.ts';
import type { Notice } from '../imap/notice.ts';
import { account } from './account.ts';
import type { Mailbox } from './mailbox.ts';
import type { Misfortunes } from './misfortunes.ts';

export interface MailServerDeps {
  mailbox: Mailbox;
  ledger: TwinLedger;
  faults: FaultPlan;
  /** Addresses that this server refuses for good, and senders that it does not let write. */
  refuses: { recipients: Set<string>; senders: Set<string> };
  misfortunes: Misfortunes;
  /** Where it is told that a letter came back. */
  returned(notice: Notice): void;
  /** False: nobody can sign in any more. */
  mayEnter(): boolean;
}

export interface MailServer {
  listen(port: number, host: string): Promise<number>;
  close(): Promise<void>;
}

type Done = (error?: Error | null) => void;

const MAX_BYTES = 20 * 1024 * 1024;

/** A reply other than the usual one, in the words of RFC 5321. */
function reply(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** A real SMTP server in front of a mailbox. Faults are named by command: AUTH, MAIL, RCPT, DATA. */
export function createMailServer(deps: MailServerDeps): MailServer {
  const { mailbox, ledger, faults, refuses, misfortunes, mayEnter } = deps;
  const sockets = new Map<number, Socket>();

  /** Plays the fault that strikes this command, or lets it pass. */
  async function pass(command: string, port: number, done: Done, work: () => Promise<Error | null>): Promise<void> {
    const strike = (...kinds: FaultKind[]) => faults.strike(command, kinds);
    const delay = strike('delay');
    if (delay !== null) await sleep(delay.ms ?? 1000);
    const before = strike('drop', 'error', 'rate_limit');
    if (before?.kind === 'drop') return void sockets.get(port)?.destroy();
    if (before?.kind === 'rate_limit') return done(reply(421, '4.7.0 Try again later, too many letters'));
    if (before?.kind === 'error') return done(reply(Number(before.code ?? 451), `${before.code ?? 451} as told`));
    const refusal = await work();
    if (refusal === null && strike('commit_then_drop') !== null) return void sockets.get(port)?.destroy();
    done(refusal);
  }

  const server = new SMTPServer({
    name: 'mail.sandbox.example.com',
    banner: 'Uzel sandbox',
    size: MAX_BYTES,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 500,
    onAuth({ username, password }, { remotePort }, done) {
      void pass(
        'AUTH',
        remotePort,
        (error) => (error ? done(error) : done(null, { user: username })),
        async () =>
          mayEnter() && username === account.user && password === account.password
            ? null
            : reply(535, '5.7.8 Authentication credentials invalid'),
      );
    },
    onMailFrom({ address }, { remotePort }, done) {
      void pass('MAIL', remotePort, done, async () =>
        refuses.senders.has(address.toLowerCase()) ? reply(553, '5.7.1 Sender address rejected: not owned by user') : null,
      );
    },
    onRcptTo({ address }, { remotePort }, done) {
      void pass('RCPT', remotePort, done, async () => {
        if (misfortunes.isPutOff(address)) return reply(450, '4.7.1 Greylisted, try again later');
        return refuses.recipients.has(address.toLowerCase()) ? reply(550, '5.1.1 User unknown') : null;
      });
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const envelope = { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) };
        void pass('DATA', session.remotePort, done, async () => {
          if (stream.sizeExceeded) return reply(552, '5.3.4 Message too big');
          const letter = await mailbox.take(envelope, Buffer.concat(chunks));
          ledger.record({
            operation: 'DATA',
            entity: 'letter',
            id: letter.id,
            changed: true,
            fields: { messageId: letter.messageId, to: letter.to, subject: letter.subject },
            by: 'api',
          });
          for (const notice of misfortunes.noticesOf(letter)) deps.returned(notice);
          return null;
        });
      });
    },
  });
  // A caller that went away is no news to a mail server.
  server.on('error', () => {});
  server.server.on('connection', (socket) => {
    const port = socket.remotePort;
    if (port === undefined) return;
    sockets.set(port, socket);
    socket.once('close', () => sockets.delete(port));
  });

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.server.once('error', reject);
        server.listen(port, host, () => {
          server.server.removeListener('error', reject);
          resolve((server.server.address() as AddressInfo).port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.values()) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
