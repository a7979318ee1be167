import { defineConnector } from '../sdk/contract.ts';
import { createSmtpClient, type SmtpClient } from './client.ts';
import { type SmtpOptions, smtpBudgets, smtpOptions } from './options.ts';
import { probe } from './probe.ts';
import { sendLetter } from './send.ts';

export type { SmtpClient, SmtpOptions };

/** Outgoing e-mail: one account at one mail server. */
export const smtp = defineConnector<SmtpOptions, SmtpClient>({
  system: 'smtp',
  title: { ru: 'Почта (SMTP)', en: 'E-mail (SMTP)' },
  options: smtpOptions,
  connect: createSmtpClient,
  probe,
  describe: async () => [
    {
      entity: 'message',
      fields: ['to', 'subject', 'text', 'html', 'class'].map((name) => ({
        name,
        type: 'string' as const,
        title: name,
        required: name !== 'html',
        readOnly: false,
      })),
    },
  ],
  budgets: smtpBudgets,
  pulls: {},
  writes: { 'message.send': sendLetter },
  sends: 'email',
});
