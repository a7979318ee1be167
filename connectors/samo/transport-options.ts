import { z } from 'zod';

const address = (ru: string, en: string, example: string) =>
  z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ label: { ru, en }, help: { ru: `Вида ${example}`, en: `Like ${example}` } });
const token = (ru: string, en: string) => z.string().min(1).optional().meta({ label: { ru, en }, secret: true });
const name = (ru: string, en: string) => z.string().min(1).optional().meta({ label: { ru, en } });

const EXPORT = 'https://host/export/default.php';

/** The interfaces beside the claim service, each of which an installation may lack. Without its options an interface is not used. */
export const transportOptions = {
  gateUrl: address('XML-шлюз: адрес', 'XML gate: address', EXPORT),
  gateToken: token('XML-шлюз: токен', 'XML gate: token'),
  onlineUrl: address('Online API: адрес', 'Online API: address', EXPORT),
  onlineToken: token('Online API: токен', 'Online API: token'),
  onlineMethod: z
    .enum(['get', 'post'])
    .default('get')
    .meta({ label: { ru: 'Online API: метод HTTP', en: 'Online API: HTTP method' } }),
  onlineVersion: z
    .enum(['1.0', '2.0'])
    .default('1.0')
    .meta({ label: { ru: 'Online API: версия', en: 'Online API: version' } }),
  wspayUrl: address('WSPAY: адрес', 'WSPAY: address', 'https://host/modules/wspay/service.php'),
  wspayLogin: name('WSPAY: логин банка', 'WSPAY: login of the bank'),
  wspaySecret: token('WSPAY: секрет банка', 'WSPAY: secret of the bank'),
  wspayPartnerLogin: z
    .string()
    .min(1)
    .optional()
    .meta({
      label: { ru: 'WSPAY: логин партнёра', en: 'WSPAY: partner login' },
      help: { ru: 'Если не указан, платежи идут упрощёнными вызовами', en: 'Payments use the simple calls when left out' },
    }),
  documentsUrl: address('Задания печати: адрес', 'Print jobs: address', EXPORT),
  documentsToken: token('Задания печати: токен', 'Print jobs: token'),
  documentHosts: z
    .array(z.string().regex(/^[\w.-]+(:\d+)?$/, 'a host name'))
    .default([])
    .meta({
      label: { ru: 'Откуда ещё можно скачивать документы', en: 'Further hosts that documents may come from' },
      help: { ru: 'Имена серверов САМО, кроме указанных выше', en: 'Names of SAMO servers other than those above' },
    }),
};
