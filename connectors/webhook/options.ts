import { z } from 'zod';
import type { Budget } from '../sdk/contract.ts';
import { privateNetworks } from '../sdk/options.ts';

const SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

const secret = (ru: string, en: string, help?: { ru: string; en: string }) =>
  ({ label: { ru, en }, secret: true, ...(help ? { help } : {}) }) as const;

/** How messages are posted to an address of yours, by the Standard Webhooks convention. */
export const webhookOptions = z.object({
  url: z.url({ protocol: /^https?$/ }).meta({ label: { ru: 'Адрес приёмника', en: 'Address of the receiver' } }),
  secret: z
    .string()
    .regex(SECRET, 'whsec_ and at least 24 bytes in base64')
    .meta(
      secret('Ключ подписи', 'Signing key', {
        ru: 'whsec_ и не меньше 24 байт в base64; тот же ключ указывается в приёмнике',
        en: 'whsec_ and at least 24 bytes in base64; the receiver has the same',
      }),
    ),
  previousSecret: z
    .string()
    .regex(SECRET, 'whsec_ and at least 24 bytes in base64')
    .optional()
    .meta(
      secret('Прежний ключ подписи', 'Former signing key', {
        ru: 'На время замены: запросы подписаны обоими ключами',
        en: 'While it is being replaced: requests bear both signatures',
      }),
    ),
  requestsPerMinute: z
    .int()
    .min(1)
    .max(6_000)
    .default(120)
    .meta({ label: { ru: 'Запросов в минуту, не больше', en: 'Requests a minute, at most' } }),
  privateNetworks,
});

export type WebhookOptions = z.infer<typeof webhookOptions>;

export function rateScope({ url }: Pick<WebhookOptions, 'url'>): string {
  return `webhook:${new URL(url).host}`;
}

export function webhookBudgets(options: WebhookOptions): Budget[] {
  const rate = options.requestsPerMinute / 60;
  return [{ scope: rateScope(options), rate, burst: Math.max(1, Math.ceil(rate * 5)) }];
}
