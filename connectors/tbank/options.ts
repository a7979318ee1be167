import { z } from 'zod';
import type { Budget } from '../sdk/contract.ts';

/** One terminal of T-Bank's acquiring (Т-Касса). Without a password it can be kept, and neither called nor believed. */
export const tbankOptions = z.object({
  terminalKey: z
    .string()
    .min(1)
    .meta({ label: { ru: 'Терминал (TerminalKey)', en: 'Terminal (TerminalKey)' } }),
  password: z
    .string()
    .optional()
    .meta({
      secret: true,
      label: { ru: 'Пароль терминала', en: 'Password of the terminal' },
      help: {
        ru: 'Раздел «Магазины — Терминалы». Пока он пуст, уведомления не принимаются',
        en: 'Section “Shops — Terminals”. While it is empty, no notification is taken',
      },
    }),
  url: z
    .url({ protocol: /^https?$/ })
    .default('https://securepay.tinkoff.ru/v2')
    .meta({ label: { ru: 'Адрес API', en: 'Address of the API' } }),
  requestsPerSecond: z
    .number()
    .min(0.1)
    .max(100)
    .default(5)
    .meta({ label: { ru: 'Запросов в секунду, не больше', en: 'Requests a second, at most' } }),
  privateNetworks: z
    .array(z.string())
    .default([])
    .meta({
      label: { ru: 'Разрешённые закрытые сети', en: 'Private networks that may be reached' },
      help: {
        ru: 'Вида 10.20.0.0/16; пусто для адреса в интернете',
        en: 'Like 10.20.0.0/16; empty for an address on the internet',
      },
    }),
});

export type TbankOptions = z.infer<typeof tbankOptions>;

export const rateScope = ({ url, terminalKey }: Pick<TbankOptions, 'url' | 'terminalKey'>) =>
  `tbank:${new URL(url).host}:${terminalKey}`;

export function budgets(options: TbankOptions): Budget[] {
  const { requestsPerSecond: rate } = options;
  return [{ scope: rateScope(options), rate, burst: Math.max(1, Math.ceil(rate)) }];
}
