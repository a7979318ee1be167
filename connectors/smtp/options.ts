import { z } from 'zod';
import type { Budget } from '../sdk/contract.ts';

/** How an account at a mail server is configured. */
export const smtpOptions = z.object({
  host: z
    .string()
    .trim()
    .min(1)
    .regex(/^[a-z0-9.:-]+$/i, 'a host name or an address')
    .meta({ label: { ru: 'Сервер исходящей почты', en: 'Outgoing mail server' } }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(465)
    .meta({ label: { ru: 'Порт', en: 'Port' }, main: true }),
  tls: z
    .enum(['implicit', 'starttls', 'none'])
    .default('implicit')
    .meta({
      label: { ru: 'Шифрование', en: 'Encryption' },
      main: true,
      help: {
        ru: 'implicit — обычно порт 465, starttls — 587; none — только внутри своей сети',
        en: 'implicit is usually port 465, starttls 587; none only inside a network of your own',
      },
    }),
  user: z
    .string()
    .optional()
    .meta({ label: { ru: 'Логин', en: 'User' }, main: true }),
  password: z
    .string()
    .optional()
    .meta({ label: { ru: 'Пароль', en: 'Password' }, secret: true, main: true }),
  from: z.email().meta({
    label: { ru: 'Адрес отправителя', en: 'Sender address' },
    help: { ru: 'Адрес, с которого разрешено писать этому логину', en: 'An address that this user may send from' },
  }),
  fromName: z
    .string()
    .max(100)
    .regex(/^[^\r\n]*$/)
    .default('')
    .meta({ label: { ru: 'Имя отправителя', en: 'Sender name' } }),
  messagesPerMinute: z
    .int()
    .min(1)
    .max(6_000)
    .default(60)
    .meta({ label: { ru: 'Писем в минуту, не больше', en: 'Messages a minute, at most' } }),
  privateNetworks: z
    .array(z.string())
    .default([])
    .meta({
      label: { ru: 'Разрешённые закрытые сети', en: 'Private networks that may be reached' },
      help: {
        ru: 'Вида 10.20.0.0/16; пусто для сервера в интернете',
        en: 'Like 10.20.0.0/16; empty for a server on the internet',
      },
    }),
});

export type SmtpOptions = z.infer<typeof smtpOptions>;

/** Everything that sends by one account shares its rate. */
export function rateScope({ host, port, user, from }: Pick<SmtpOptions, 'host' | 'port' | 'user' | 'from'>): string {
  return `smtp:${host}:${port}:${user ?? from}`;
}

export function smtpBudgets(options: SmtpOptions): Budget[] {
  const rate = options.messagesPerMinute / 60;
  return [{ scope: rateScope(options), rate, burst: Math.max(1, Math.ceil(rate * 5)) }];
}
