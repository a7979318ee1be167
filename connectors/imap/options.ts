import { z } from 'zod';
import type { Budget } from '../sdk/contract.ts';
import { privateNetworks } from '../sdk/options.ts';

/** One mailbox to which undelivered mail comes back. */
export const imapOptions = z.object({
  host: z
    .string()
    .trim()
    .min(1)
    .regex(/^[a-z0-9.:-]+$/i, 'a host name or an address')
    .meta({ label: { ru: 'Сервер входящей почты', en: 'Incoming mail server' } }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(993)
    .meta({ label: { ru: 'Порт', en: 'Port' }, main: true }),
  tls: z
    .enum(['implicit', 'starttls', 'none'])
    .default('implicit')
    .meta({
      label: { ru: 'Шифрование', en: 'Encryption' },
      main: true,
      help: {
        ru: 'implicit — обычно порт 993, starttls — 143; none — только внутри своей сети',
        en: 'implicit is usually port 993, starttls 143; none only inside a network of your own',
      },
    }),
  user: z
    .string()
    .min(1)
    .meta({ label: { ru: 'Логин', en: 'User' } }),
  password: z
    .string()
    .min(1)
    .meta({ label: { ru: 'Пароль', en: 'Password' }, secret: true }),
  folder: z
    .string()
    .min(1)
    .default('INBOX')
    .meta({
      label: { ru: 'Папка', en: 'Folder' },
      help: { ru: 'Куда приходят уведомления о недоставке', en: 'Where notices of non-delivery arrive' },
    }),
  privateNetworks,
});

export type ImapOptions = z.infer<typeof imapOptions>;

export const rateScope = ({ host, port, user }: Pick<ImapOptions, 'host' | 'port' | 'user'>) => `imap:${host}:${port}:${user}`;

/** A mailbox is read once a minute; what asks more often is a mistake of ours. */
export function imapBudgets(options: ImapOptions): Budget[] {
  return [{ scope: rateScope(options), rate: 2, burst: 5 }];
}
