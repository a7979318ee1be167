import MailComposer from 'nodemailer/lib/mail-composer';
import type { WriteFile } from '../../domain/deals/ports.ts';
import type { Connected } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { dialogue, handOver } from './dialogue.ts';
import { rateScope, type SmtpOptions } from './options.ts';

/** A letter, ready but for its envelope. */
export interface Letter {
  to: string;
  /** Ours, without angle brackets: what a mailbox is searched for. */
  messageId: string;
  subject: string;
  text: string;
  html: string | null;
  /** Written by a program: nobody's automatic reply is wanted. */
  automatic: boolean;
  files: readonly WriteFile[];
}

export interface SmtpClient {
  options: SmtpOptions;
  /** Signs in and leaves again. @throws HubError */
  greet(): Promise<{ encrypted: boolean; signedIn: boolean }>;
  /** Hands one letter over and returns the server's receipt. @throws HubError `unknown_outcome` when it may have been taken */
  send(letter: Letter): Promise<{ receipt: string }>;
}

/** One dialogue from greeting to receipt, in milliseconds at limit scale 1. */
export const SEND_TIMEOUT_MS = 60_000;
const GREET_TIMEOUT_MS = 20_000;

export function createSmtpClient({ options, net, limitScale }: Connected<SmtpOptions>): SmtpClient {
  const call = (operation: string, readOnly: boolean, timeoutMs: number) => ({
    operation,
    readOnly,
    scope: rateScope(options),
    host: options.host,
    timeoutMs: scaledTimeoutMs(timeoutMs, limitScale),
  });
  return {
    options,
    greet: () =>
      net.run(call('greet', true, GREET_TIMEOUT_MS), ({ lookup, leftMs }) =>
        dialogue({ options, lookup, leftMs, redact: net.redact }, async ({ server }) => ({
          encrypted: server.secure,
          signedIn: server.authenticated,
        })),
      ),
    async send(letter) {
      const raw = await composed(options, letter);
      return net.run(call('send', false, SEND_TIMEOUT_MS), ({ lookup, leftMs }) =>
        dialogue({ options, lookup, leftMs, redact: net.redact }, async (open) => ({
          receipt: net.redact(await handOver(open, options.from, letter.to, raw)).slice(0, 200),
        })),
      );
    },
  };
}

function composed({ from, fromName }: SmtpOptions, letter: Letter): Promise<Buffer> {
  const { to, messageId, subject, text, html, automatic, files } = letter;
  const composer = new MailComposer({
    from: { name: fromName, address: from },
    to,
    messageId: `<${messageId}>`,
    subject,
    text,
    ...(html === null ? {} : { html }),
    // RFC 3834: keeps vacation messages and mailing robots from answering.
    ...(automatic ? { headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } } : {}),
    attachments: files.map(({ name, contentType, content }) => ({
      filename: name,
      contentType,
      content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
