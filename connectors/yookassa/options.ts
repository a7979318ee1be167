import { z } from 'zod';
import type { Budget } from '../sdk/contract.ts';
import { privateNetworks, requestsPerSecond } from '../sdk/options.ts';
import { YOOKASSA_NETWORKS } from './networks.ts';

const NETWORK = /^[0-9a-fA-F:.]+(\/\d{1,3})?$/;

/** One shop at YooKassa. Without a secret key it can be kept, and neither called nor believed. */
export const yookassaOptions = z.object({
  shopId: z
    .string()
    .min(1)
    .meta({ label: { ru: 'Идентификатор магазина (shopId)', en: 'Shop id (shopId)' } }),
  secretKey: z
    .string()
    .optional()
    .meta({
      secret: true,
      label: { ru: 'Секретный ключ', en: 'Secret key' },
      help: {
        ru: 'Раздел «Интеграция — Ключи API». Пока он пуст, уведомления не принимаются',
        en: 'Section “Integration — API keys”. While it is empty, no notification is taken',
      },
    }),
  notificationNetworks: z
    .array(z.string().regex(NETWORK))
    .default([...YOOKASSA_NETWORKS])
    .meta({
      label: { ru: 'Адреса, с которых приходят уведомления', en: 'Addresses that notifications come from' },
      help: {
        ru: 'Меняется, только если ЮKassa объявила новые адреса',
        en: 'Changed only when YooKassa has announced new addresses',
      },
    }),
  url: z
    .url({ protocol: /^https?$/ })
    .default('https://api.yookassa.ru/v3')
    .meta({ label: { ru: 'Адрес API', en: 'Address of the API' } }),
  requestsPerSecond: requestsPerSecond(5),
  privateNetworks,
});

export type YookassaOptions = z.infer<typeof yookassaOptions>;

export const rateScope = ({ url, shopId }: Pick<YookassaOptions, 'url' | 'shopId'>) => `yookassa:${new URL(url).host}:${shopId}`;

export function budgets(options: YookassaOptions): Budget[] {
  const { requestsPerSecond: rate } = options;
  return [{ scope: rateScope(options), rate, burst: Math.max(1, Math.ceil(rate)) }];
}
