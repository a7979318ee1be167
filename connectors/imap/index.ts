import { isHubError } from '../../domain/errors.ts';
import { type Capability, defineConnector } from '../sdk/contract.ts';
import { createImapClient, type ImapClient } from './client.ts';
import { type ImapOptions, imapBudgets, imapOptions } from './options.ts';
import { bounces } from './pulls.ts';

export type { ImapClient, ImapOptions };

/** A mailbox to which undelivered mail comes back: read, never written to but for the mark of what was read. */
export const imap = defineConnector<ImapOptions, ImapClient>({
  system: 'imap',
  title: { ru: 'Ящик для возвратов (IMAP)', en: 'Mailbox of returns (IMAP)' },
  options: imapOptions,
  connect: createImapClient,
  probe,
  describe: async () => [
    {
      entity: 'delivery_report',
      fields: ['message', 'address', 'verdict', 'code'].map((name) => ({
        name,
        type: 'string' as const,
        title: name,
        required: name !== 'address',
        readOnly: true,
      })),
    },
  ],
  budgets: imapBudgets,
  pulls: { bounces },
  reports: true,
  writes: {},
});

async function probe(client: ImapClient): Promise<Capability[]> {
  try {
    const { letters } = await client.look();
    return [
      {
        name: 'bounces',
        available: true,
        reason: { ru: `Папка читается, писем в ней: ${letters}`, en: `The folder can be read; letters in it: ${letters}` },
      },
    ];
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [{ name: 'bounces', available: false, reason: error.userMessage }];
  }
}
