import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createLedger } from '../core/ledger.ts';
import { between, prng } from '../core/random.ts';
import type { Twin } from '../core/types.ts';
import { account } from './account.ts';
import { createMailbox } from './mailbox.ts';
import { mailboxPages } from './pages.ts';
import { createMailServer, type MailServer } from './server.ts';

export type SmtpTwin = Twin & Pick<MailServer, 'listen' | 'close'>;

const addressInput = z.strictObject({ address: z.email(), refused: z.boolean().default(true) });
const accessInput = z.strictObject({ password: z.enum(['valid', 'revoked']) });

/** A mail server with one account, and a web view of everything that was sent through it. It delivers to nobody. */
export function createSmtpTwin({ clock }: { clock: Clock }): SmtpTwin {
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const mailbox = createMailbox(clock);
  const refuses = { recipients: new Set<string>(), senders: new Set<string>() };
  let mayEnter = true;
  let address = { host: '127.0.0.1', port: 0 };
  const server = createMailServer({ mailbox, ledger, faults, refuses, mayEnter: () => mayEnter });

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
      mayEnter = true;
    },
    acts: {
      refuse_recipient: (input) => refuse(refuses.recipients, input),
      refuse_sender: (input) => refuse(refuses.senders, input),
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
