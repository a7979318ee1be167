import { z } from 'zod';
import type { Budget } from '../sdk/contract.ts';
import { privateNetworks } from '../sdk/options.ts';
import type { Turn } from '../sdk/ports.ts';
import { transportOptions } from './transport-options.ts';

/** How a connection to one SAMO installation is configured. */
export const samoOptions = z.object({
  url: z.url({ protocol: /^https?$/ }).meta({
    label: { ru: 'Адрес сервиса', en: 'Service address' },
    help: { ru: 'Вида https://host/modules/andromeda_3/service.php', en: 'Like https://host/modules/andromeda_3/service.php' },
  }),
  clientName: z
    .string()
    .optional()
    .meta({
      label: { ru: 'Имя клиента WS-Security', en: 'WS-Security client name' },
      help: { ru: 'Если не указано, берётся логин партнёра', en: 'The partner login when left out' },
    }),
  clientSecret: z
    .string()
    .min(1)
    .meta({ label: { ru: 'Секрет клиента', en: 'Client secret' }, secret: true }),
  login: z
    .string()
    .min(1)
    .meta({ label: { ru: 'Логин партнёра (NAME)', en: 'Partner login (NAME)' } }),
  password: z
    .string()
    .min(1)
    .meta({ label: { ru: 'Пароль партнёра (PSW)', en: 'Partner password (PSW)' }, secret: true }),
  encode: z
    .enum(['none', 'gzip', 'zlib', 'aes'])
    .default('gzip')
    .meta({ label: { ru: 'Упаковка данных', en: 'Packing of data' } }),
  aesCipher: z
    .enum(['aes-128-cbc', 'aes-256-cbc', 'aes-128-ecb', 'aes-256-ecb'])
    .default('aes-256-cbc')
    .meta({ label: { ru: 'Шифр для упаковки aes', en: 'Cipher of aes packing' }, when: { encode: 'aes' } }),
  aesKey: z
    .enum(['sha256', 'md5', 'padded'])
    .default('sha256')
    .meta({
      label: { ru: 'Ключ aes из секрета', en: 'AES key from the secret' },
      when: { encode: 'aes' },
      help: { ru: 'Хеш секрета или сам секрет, дополненный нулями', en: 'A hash of the secret, or the secret padded with zeros' },
    }),
  ...transportOptions,
  zone: z
    .string()
    .refine(isZone, 'unknown time zone')
    .default('Europe/Moscow')
    .meta({ label: { ru: 'Часовой пояс установки', en: 'Time zone of the installation' } }),
  requestsPerSecond: z
    .number()
    .positive()
    .max(20)
    .default(1)
    .meta({ label: { ru: 'Запросов в секунду', en: 'Requests per second' } }),
  lookBackDays: z
    .int()
    .min(0)
    .max(730)
    .default(60)
    .meta({
      label: { ru: 'Следить за турами, начавшимися не раньше (дней назад)', en: 'Watch tours that began at most (days ago)' },
    }),
  lookAheadDays: z
    .int()
    .min(1)
    .max(1_095)
    .default(540)
    .meta({
      label: { ru: 'Следить за турами, начинающимися не позже (дней вперёд)', en: 'Watch tours that begin at most (days ahead)' },
    }),
  /** SAMO names no address of its own for a claim: every installation has its own back office. */
  claimPage: z
    .string()
    .regex(/^https?:\/\/\S+$/, 'an address that begins with http:// or https://')
    .optional()
    .meta({
      label: { ru: 'Страница заявки', en: 'Page of a claim' },
      help: {
        ru: 'Адрес, по которому заявку открывают в браузере; на месте номера {number} или {guid}. Для ссылок из консоли',
        en: 'Where a claim is opened in a browser, with {number} or {guid} in place of its number. For links in the console',
      },
    }),
  privateNetworks,
});

export type SamoOptions = z.infer<typeof samoOptions>;

/** Name of the request budget: everything that calls this installation under this login shares it. */
export function rateScope({ url, login }: { url: string; login: string }): string {
  return `samo:${new URL(url).host}:${login}`;
}

/** An installation takes one call at a time, whatever its interface and whoever signs in: behind all of them stands one back office. */
export function turnOf({ url, requestsPerSecond }: SamoOptions, limitScale: number): Turn {
  return { scope: `samo:${new URL(url).host}`, everyMs: 1_000 / (requestsPerSecond * limitScale) };
}

/**
 * The budget of each login at each host, once. The bank has a login of its own and thereby a budget of its own: a payment never waits behind reads.
 */
export function samoBudgets(options: SamoOptions): Budget[] {
  const { login, requestsPerSecond: rate } = options;
  const partner = [options.url, options.gateUrl, options.onlineUrl, options.documentsUrl, ...options.documentHosts.map(hostUrl)];
  const scopes = partner.flatMap((url) => (url === undefined ? [] : [rateScope({ url, login })]));
  if (options.wspayUrl && options.wspayLogin) scopes.push(rateScope({ url: options.wspayUrl, login: options.wspayLogin }));
  return [...new Set(scopes)].map((scope) => ({ scope, rate, burst: 1 }));
}

function hostUrl(host: string): string {
  return `https://${host}`;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
