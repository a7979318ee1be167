import { z } from 'zod';
import type { Budget } from '../sdk/contract.ts';
import { privateNetworks, requestsPerSecond } from '../sdk/options.ts';

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
  requestsPerSecond: requestsPerSecond(5),
  privateNetworks,
});

export type TbankOptions = z.infer<typeof tbankOptions>;

export const rateScope = ({ url, terminalKey }: Pick<TbankOptions, 'url' | 'terminalKey'>) =>
  `tbank:${new URL(url).host}:${terminalKey}`;

export function budgets(options: TbankOptions): Budget[] {
  const { requestsPerSecond: rate } = options;
  return [{ scope: rateScope(options), rate, burst: Math.max(1, Math.ceil(rate)) }];
}
