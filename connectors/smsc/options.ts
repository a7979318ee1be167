import { z } from 'zod';
import type { Budget } from '../sdk/contract.ts';
import { privateNetworks, requestsPerSecond } from '../sdk/options.ts';

/** One account at SMSC (smsc.ru and its mirrors). */
export const smscOptions = z.object({
  login: z
    .string()
    .trim()
    .default('')
    .meta({
      label: { ru: 'Логин', en: 'Login' },
      main: true,
      help: {
        ru: 'Пусто, если ниже указан API-ключ',
        en: 'Empty where an API key stands below',
      },
    }),
  password: z
    .string()
    .min(1)
    .meta({ secret: true, label: { ru: 'Пароль или API-ключ', en: 'Password or API key' } }),
  sender: z
    .string()
    .trim()
    .max(15)
    .regex(/^[A-Za-z0-9 ._-]*$/)
    .default('')
    .meta({
      label: { ru: 'Имя отправителя', en: 'Sender name' },
      main: true,
      help: { ru: 'Согласованное в SMSC; пусто — имя по умолчанию', en: 'Agreed with SMSC; empty for the default one' },
    }),
  callbackSecret: z
    .string()
    .optional()
    .meta({
      secret: true,
      main: true,
      label: { ru: 'Секрет уведомлений о статусе', en: 'Secret of status notifications' },
      help: {
        ru: 'Тот же, что в кабинете SMSC. Пока он пуст, уведомления не принимаются',
        en: 'The same as in the account at SMSC. While it is empty, no notification is taken',
      },
    }),
  lifetimeHours: z
    .int()
    .min(1)
    .max(24)
    .default(12)
    .meta({ label: { ru: 'Сколько часов оператор пытается доставить', en: 'Hours for which the operator tries to deliver' } }),
  maxParts: z
    .int()
    .min(1)
    .max(10)
    .default(4)
    .meta({ label: { ru: 'Частей в одном сообщении, не больше', en: 'Parts of one message, at most' } }),
  url: z
    .url({ protocol: /^https?$/ })
    .default('https://smsc.ru/sys')
    .meta({ label: { ru: 'Адрес API', en: 'Address of the API' } }),
  requestsPerSecond: requestsPerSecond(5),
  privateNetworks,
});

export type SmscOptions = z.infer<typeof smscOptions>;

export const rateScope = ({ url, login }: Pick<SmscOptions, 'url' | 'login'>) => `smsc:${new URL(url).host}:${login || 'key'}`;

export function smscBudgets(options: SmscOptions): Budget[] {
  const { requestsPerSecond: rate } = options;
  return [{ scope: rateScope(options), rate, burst: Math.max(1, Math.ceil(rate)) }];
}
