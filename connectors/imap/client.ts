import type { Connected } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { type ImapOptions, rateScope } from './options.ts';
import { session } from './session.ts';

/** A letter as it lies in the mailbox. `source` is cut where it is larger than a notice ever is. */
export interface HeldMail {
  uid: number;
  source: Buffer;
}

export interface MailPage {
  /** The numbers of a mailbox count only together with this. */
  validity: string;
  mails: HeldMail[];
  complete: boolean;
}

export interface ImapClient {
  /** Signs in, opens the folder and leaves again. @throws HubError */
  look(): Promise<{ letters: number }>;
  /** Letters after a number, the oldest first; from the first one where the mailbox counts anew. @throws HubError */
  after(place: { validity: string; uid: number } | null): Promise<MailPage>;
  /** Marks letters as read, for whoever looks into the mailbox. @throws HubError */
  markRead(uids: readonly number[]): Promise<void>;
}

const TIMEOUT_MS = 60_000;
const MAILS_PER_PAGE = 25;
/** A notice quotes the letter that came back; its facts stand before that. */
const MOST_BYTES = 512 * 1024;

export function createImapClient({ options, net, limitScale }: Connected<ImapOptions>): ImapClient {
  function run<T>(operation: string, work: Parameters<typeof session<T>>[1]): Promise<T> {
    const call = { operation, readOnly: true, scope: rateScope(options), host: options.host };
    return net.run({ ...call, timeoutMs: scaledTimeoutMs(TIMEOUT_MS, limitScale) }, ({ lookup, leftMs }) =>
      session({ options, lookup, leftMs, redact: net.redact }, work),
    );
  }
  return {
    look: () => run('look', async (mailbox) => ({ letters: mailbox.mailbox ? mailbox.mailbox.exists : 0 })),
    after: (place) =>
      run('after', async (mailbox) => {
        const validity = mailbox.mailbox ? String(mailbox.mailbox.uidValidity) : '';
        const from = place?.validity === validity ? place.uid : 0;
        const found = (await mailbox.search({ uid: `${from + 1}:*` }, { uid: true })) || [];
        // A range up to `*` always names the last letter, also where that comes before its beginning.
        const wanted = found.filter((uid) => uid > from).sort((a, b) => a - b);
        const page = wanted.slice(0, MAILS_PER_PAGE);
        const mails: HeldMail[] = [];
        if (page.length > 0) {
          const query = { uid: true, source: { maxLength: MOST_BYTES } };
          for await (const { uid, source } of mailbox.fetch(page.join(','), query, { uid: true }))
            mails.push({ uid, source: source ?? Buffer.alloc(0) });
        }
        return { validity, mails: mails.sort((a, b) => a.uid - b.uid), complete: wanted.length === page.length };
      }),
    markRead: (uids) =>
      run('markRead', async (mailbox) => {
        if (uids.length > 0) await mailbox.messageFlagsAdd(uids.join(','), ['\\Seen'], { uid: true });
      }),
  };
}
