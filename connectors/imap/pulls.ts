import { createHash } from 'node:crypto';
import { z } from 'zod';
import { REPORT, reportJson } from '../../domain/delivery/report.ts';
import { HubError } from '../../domain/errors.ts';
import type { InboundEvent, Pull } from '../sdk/contract.ts';
import type { HeldMail, ImapClient } from './client.ts';
import { reportsOf } from './notice.ts';

const place = z.object({ validity: z.string(), uid: z.int() });

/**
 * Reads the mailbox of returns, letter by letter in their order. What is no notice is passed over; a notice that cannot be read goes to the dead letter, and
 * those behind it go on.
 */
export const bounces: Pull<ImapClient> = async (client, cursor) => {
  const from = cursor === null ? null : place.parse(cursor);
  const { validity, mails, complete } = await client.after(from);
  const events: InboundEvent[] = [];
  for (const mail of mails) events.push(...(await eventsOf(validity, mail)));
  const before = from?.validity === validity ? from.uid : 0;
  return {
    events,
    cursor: { validity, uid: mails.at(-1)?.uid ?? before },
    complete,
    ack: () => client.markRead(mails.map(({ uid }) => uid)),
  };
};

async function eventsOf(validity: string, { uid, source }: HeldMail): Promise<InboundEvent[]> {
  const key = (n: number) => `${validity}:${uid}:${n}`;
  try {
    return (await reportsOf(source)).map((report, n) => ({
      kind: 'fact',
      entity: REPORT,
      id: nameOf(report.message),
      key: key(n),
      body: reportJson(report),
    }));
  } catch (cause) {
    const fault = new HubError({
      code: 'BOUNCE_UNREADABLE',
      kind: 'validation',
      userMessage: {
        ru: 'Уведомление о недоставке не читается: откройте его в почтовом ящике',
        en: 'A notice of non-delivery cannot be read: open it in the mailbox',
      },
      cause,
    });
    return [{ kind: 'fact', entity: REPORT, id: `uid-${uid}`, key: key(0), body: { uid }, fault }];
  }
}

/** Our own letters bear the id of their row; of others no name is kept. */
function nameOf(messageId: string): string {
  const own = /^(dlv_[a-z0-9]{10,30})@/.exec(messageId)?.[1];
  return own ?? createHash('sha256').update(messageId).digest('hex').slice(0, 16);
}
