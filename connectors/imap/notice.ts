import { type Attachment, type ParsedMail, simpleParser } from 'mailparser';
import type { DeliveryReport, Verdict } from '../../domain/delivery/report.ts';

type Fields = { [name: string]: string };

/**
 * What a letter in the mailbox of returns tells of letters of ours: one report for each recipient that a delivery status notification (RFC 3464) names. Empty
 * for any other letter.
 * @throws Error for a notice that cannot be read
 */
export async function reportsOf(source: Buffer): Promise<DeliveryReport[]> {
  const mail = await simpleParser(source, {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const status = mail.attachments.find(({ contentType }) => contentType === 'message/delivery-status');
  if (!status) return [];
  const message = originalId(mail);
  if (message === null) return [];
  // The first block is about the letter as a whole, each other one about one recipient.
  const [, ...recipients] = blocksOf(status.content.toString('utf8'));
  if (recipients.length === 0) throw new Error('a notice names no recipient');
  return recipients.flatMap((fields) => {
    const code = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields['status'] ?? '')?.[0] ?? '';
    const verdict = verdictOf((fields['action'] ?? '').trim().toLowerCase(), code);
    const address = addressIn(fields['original-recipient']) ?? addressIn(fields['final-recipient']);
    return verdict === null ? [] : [{ message, address, verdict, code: code || 'failed' }];
  });
}

/** Enhanced status codes (RFC 3463) under which an address itself is dead. */
const DEAD = /^5\.(1\.(0|1|2|3|6|10)|2\.1)$/;

/** A letter given up after days of trying is told as failed, under a code that is temporary by itself. */
function verdictOf(action: string, code: string): Verdict | null {
  if (action === 'delivered' || action === 'relayed') return 'delivered';
  if (action === 'delayed') return 'delayed';
  if (action !== 'failed') return null;
  return DEAD.test(code) ? 'address' : 'message';
}

const QUOTED = ['message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global'];

/** The name of the letter that came back, from what the notice quotes of it; else from what it answers. */
function originalId(mail: ParsedMail): string | null {
  const quoted = mail.attachments.find(({ contentType }) => QUOTED.includes(contentType));
  const named = quoted ? idIn(quoted) : null;
  const answered = mail.inReplyTo ?? [mail.references ?? []].flat().at(-1);
  return named ?? bare(answered);
}

function idIn({ content }: Attachment): string | null {
  const head = unfolded(content.toString('utf8')).split(/\n\s*\n/, 1)[0] ?? '';
  return bare(/^message-id:[ \t]*(.+)$/im.exec(head)?.[1]);
}

const bare = (id: string | undefined): string | null => /<([^<>\s]{3,200})>/.exec(id ?? '')?.[1] ?? null;

/** `rfc822; client@example.com` */
const addressIn = (field: string | undefined): string | null => /([^\s;<>]+@[^\s;<>]+)/.exec(field ?? '')?.[1] ?? null;

const unfolded = (text: string) => text.replace(/\r\n/g, '\n').replace(/\n[ \t]+/g, ' ');

function blocksOf(text: string): Fields[] {
  return unfolded(text)
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map((block) =>
      Object.fromEntries(
        block.split('\n').flatMap((line) => {
          const at = line.indexOf(':');
          return at < 1 ? [] : [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]];
        }),
      ),
    );
}
