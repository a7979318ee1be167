import { createHash } from 'node:crypto';
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
  /** `sha256` is hex, of the decoded bytes. */
  attachments: { name: string; contentType: string; size: number; sha256: string }[];
  size: number;
}

/** Everything that was sent through the server, in the order in which it was taken. */
export interface Mailbox {
  take(envelope: { from: string; to: string[] }, raw: Buffer): Promise<HeldLetter>;
  letters(): HeldLetter[];
  letter(id: string): HeldLetter | undefined;
  /** The decoded bytes of a letter's nth attachment, from zero. */
  file(id: string, n: number): Buffer | undefined;
  clear(): void;
}

export function createMailbox(clock: Clock): Mailbox {
  let held: HeldLetter[] = [];
  let taken = 0;
  const files = new Map<string, Buffer[]>();
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
      const attached = mail.attachments.map(({ content }) => content);
      files.set(letter.id, attached);
      return letter;
    },
    letters: () => held,
    letter: (id) => held.find((letter) => letter.id === id),
    file: (id, n) => files.get(id)?.[n],
    clear() {
      held = [];
      files.clear();
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
    attachments: mail.attachments.map(({ filename, contentType, size, content }) => ({
      ...{ name: filename ?? '', contentType, size },
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  };
}
