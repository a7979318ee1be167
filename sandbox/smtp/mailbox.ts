import { type ParsedMail, simpleParser } from 'mailparser';
import type { Clock } from '../core/clock.ts';

/** A letter as the mail server took it. */
export interface HeldLetter {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  from: string;
  to: string[];
  messageId: string;
  subject: string;
  text: string;
  html: string | null;
  headers: Record<string, string>;
  attachments: { name: string; contentType: string; size: number }[];
  size: number;
}

/** Everything that was sent through the server, in the order in which it was taken. */
export interface Mailbox {
  take(envelope: { from: string; to: string[] }, raw: Buffer): Promise<HeldLetter>;
  letters(): HeldLetter[];
  letter(id: string): HeldLetter | undefined;
  clear(): void;
}

export function createMailbox(clock: Clock): Mailbox {
  let held: HeldLetter[] = [];
  let taken = 0;
  return {
    async take(envelope, raw) {
      const mail = await simpleParser(raw, { skipImageLinks: true });
      taken += 1;
      const letter: HeldLetter = {
        id: String(taken),
        at: new Date(clock.now()).toISOString(),
        ...envelope,
        ...partsOf(mail),
        size: raw.length,
      };
      held.push(letter);
      return letter;
    },
    letters: () => held,
    letter: (id) => held.find((letter) => letter.id === id),
    clear() {
      held = [];
      taken = 0;
    },
  };
}

function partsOf(mail: ParsedMail): Omit<HeldLetter, 'id' | 'at' | 'from' | 'to' | 'size'> {
  return {
    messageId: (mail.messageId ?? '').replace(/^<|>$/g, ''),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html === false ? null : mail.html,
    headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()])),
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({ name: filename ?? '', contentType, size })),
  };
}
