import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createLedger } from '../core/ledger.ts';
import { between, prng } from '../core/random.ts';
import type { Twin } from '../core/types.ts';
import type { Notice } from '../imap/notice.ts';
import { account } from './account.ts';
import { createMailbox } from './mailbox.ts';
import { createMisfortunes } from './misfortunes.ts';
import { mailboxPages } from './pages.ts';
import { createMailServer, type MailServer } from './server.ts';

export type SmtpTwin = Twin & Pick<MailServer, 'listen' | 'close'>;

const addressInput = z.strictObject({ address: z.email(), refused: z.boolean().default(true) });
const bounceInput = z.strictObject({
  pattern: z.string().min(1),
  status: z.string().default('5.1.1'),
  action: z.enum(['failed', 'delayed', 'delivered', 'relayed', 'expanded']).default('failed'),
  diagnostic: z.string().default('User unknown'),
});
const greyInput = z.strictObject({ pattern: z.string().min(1), times: z.int().min(1).max(20).default(1) });
const accessInput = z.strictObject({ password: z.enum(['valid', 'revoked']) });

/**
 * A mail server with one account, and a web view of everything that was sent through it. It delivers to nobody.
 * @param returned  told of letters that come back after they were taken
 */
export function createSmtpTwin({ clock, returned }: { clock: Clock; returned(notice: Notice): void }): SmtpTwin {
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const mailbox = createMailbox(clock);
  const refuses = { recipients: new Set<string>(), senders: new Set<string>() };
  const misfortunes = createMisfortunes();
  let mayEnter = true;
  let address = { host: '127.0.0.1', port: 0 };
  const server = createMailServer({ mailbox, ledger, faults, refuses, misfortunes, returned, mayEnter: () => mayEnter });

  function refuse(set: Set<string>, input: Record<string, unknown>): object {
    const { address: given, refused } = addressInput.parse(input);
    if (refused) set.add(given.toLowerCase());
    else set.delete(given.toLowerCase());
    return { refused: [...set] };
  }

  return {
    name: 'smtp',
    app: mailboxPages(mailbox),
    ledger,
    faults,
    entities: ['letters'],
    state: (entity) => (entity === 'letters' ? mailbox.letters() : null),
    async seed({ seed, count }) {
      const random = prng(seed);
      for (let n = 1; n <= count; n += 1) {
        const to = `client${between(random, 1, 900)}@example.com`;
        const raw = `From: ${account.from}\r\nTo: ${to}\r\nMessage-ID: <seed.${seed}.${n}@tour.example.com>\r\nSubject: Letter ${n}\r\n\r\nGood day.\r\n`;
        await mailbox.take({ from: account.from, to: [to] }, Buffer.from(raw));
      }
    },
    reset() {
      mailbox.clear();
      ledger.clear();
      faults.set(0, []);
      refuses.recipients.clear();
      refuses.senders.clear();
      misfortunes.clear();
      mayEnter = true;
    },
    acts: {
      refuse_recipient: (input) => refuse(refuses.recipients, input),
      refuse_sender: (input) => refuse(refuses.senders, input),
      bounces(input) {
        misfortunes.bounce(bounceInput.parse(input));
        return {};
      },
      greylist(input) {
        const { pattern, times } = greyInput.parse(input);
        misfortunes.greylist(pattern, times);
        return {};
      },
      access(input) {
        mayEnter = accessInput.parse(input).password === 'valid';
        return { password: mayEnter ? 'valid' : 'revoked' };
      },
    },
    connection: () => ({ system: 'smtp', options: { ...address, tls: 'none', messagesPerMinute: 600, ...account } }),
    async listen(port, host) {
      address = { host, port: await server.listen(port, host) };
      return address.port;
    },
    close: server.close,
  };
}
