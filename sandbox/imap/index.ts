import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createLedger } from '../core/ledger.ts';
import type { Twin } from '../core/types.ts';
import { createFolder } from './mailbox.ts';
import { type Notice, noticeOf } from './notice.ts';
import { createImapServer, type ImapServer } from './server.ts';

export type ImapTwin = Twin & ImapServer & { deliver(notice: Notice): void };

const LOGIN = { user: 'returns', password: 'sandbox-returns-password' };
const RETURN_TO = 'desk@tour.example.com';

const notice = z.strictObject({
  messageId: z.string().min(3),
  to: z.string().min(3),
  action: z.enum(['failed', 'delayed', 'delivered', 'relayed', 'expanded']).default('failed'),
  status: z.string().default('5.1.1'),
  diagnostic: z.string().default('User unknown'),
});
const raw = z.strictObject({ source: z.string() });
const access = z.strictObject({ password: z.enum(['valid', 'revoked']) });

/** The mailbox to which undelivered letters of the sandbox's mail server come back. */
export function createImapTwin({ clock }: { clock: Clock }): ImapTwin {
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const folder = createFolder(clock);
  let mayEnter = true;
  let notices = 0;
  let address = { host: '127.0.0.1', port: 0 };
  const server = createImapServer({ folder, faults, ledger, login: LOGIN, mayEnter: () => mayEnter });

  function deliver(told: Notice): void {
    notices += 1;
    folder.put(noticeOf(told, RETURN_TO, notices, new Date(clock.now())));
  }

  return {
    name: 'imap',
    app: new Hono(),
    ledger,
    faults,
    entities: ['mails'],
    state: (entity) =>
      entity === 'mails'
        ? folder.mails().map(({ uid, flags, raw: source }) => ({ uid, flags: [...flags], size: source.length }))
        : null,
    seed({ seed, count }) {
      for (let n = 1; n <= count; n += 1)
        deliver({
          messageId: `seed.${seed}.${n}@tour.example.com`,
          to: `client${n}@example.com`,
          action: 'failed',
          status: '5.1.1',
          diagnostic: 'User unknown',
        });
    },
    reset() {
      folder.clear();
      ledger.clear();
      faults.set(0, []);
      mayEnter = true;
      notices = 0;
    },
    acts: {
      bounce(input) {
        deliver(notice.parse(input));
        return { mails: folder.mails().length };
      },
      receive(input) {
        return { uid: folder.put(Buffer.from(raw.parse(input).source)).uid };
      },
      renumber() {
        folder.renumber();
        return { validity: folder.validity };
      },
      access(input) {
        mayEnter = access.parse(input).password === 'valid';
        return {};
      },
    },
    connection: () => ({ system: 'imap', options: { ...address, tls: 'none', folder: 'INBOX', ...LOGIN } }),
    deliver,
    async listen(port, host) {
      address = { host, port: await server.listen(port, host) };
      return address.port;
    },
    close: server.close,
  };
}
