import { z } from 'zod';

/** Authorisation servers of Bitrix24; another one must be named in `oauthServer` by the administrator. */
export const knownAuthHosts: readonly string[] = [
  'oauth.bitrix24.tech',
  'oauth.bitrix.info',
  'oauth.bitrix24.com',
  'oauth.bitrix24.ru',
];

const address = () => z.string().overwrite((text) => text.trim().replace(/\/+$/, ''));
const secret = () => z.string().min(1);
const id = () => z.string().regex(/^[1-9]\d*$/, 'a positive whole number, for example 17');

/**
 * How one portal is reached and how the hub behaves there.
 *
 * `auth: 'webhook'` needs `webhookUserId` and `webhookSecret`; `auth: 'oauth'` needs `clientId` and `clientSecret`.
 * Issues that span several options carry the Russian sentence in `params.ru`.
 */
export const bitrix24Options = z
  .object({
    auth: z.enum(['webhook', 'oauth']).meta({
      label: { ru: 'Способ входа', en: 'Way of signing in' },
      help: { ru: 'Входящий вебхук или локальное приложение (OAuth)', en: 'Incoming webhook or local application (OAuth)' },
    }),
    /** Origin, with a base path where the portal is served under one. */
    portal: address().meta({
      label: { ru: 'Адрес портала', en: 'Address of the portal' },
      help: { ru: 'Вида https://company.bitrix24.ru', en: 'Like https://company.bitrix24.ru' },
    }),
    webhookUserId: id()
      .optional()
      .meta({
        label: { ru: 'Номер пользователя вебхука', en: 'User number of the webhook' },
        help: { ru: 'Число после /rest/ в адресе вебхука', en: 'The number after /rest/ in the webhook address' },
        when: { auth: 'webhook' },
      }),
    webhookSecret: secret()
      .optional()
      .meta({
        label: { ru: 'Код вебхука', en: 'Code of the webhook' },
        help: { ru: 'Стоит после номера пользователя в адресе вебхука', en: 'Follows the user number in the webhook address' },
        when: { auth: 'webhook' },
        secret: true,
      }),
    clientId: z
      .string()
      .min(1)
      .optional()
      .meta({ label: { ru: 'client_id приложения', en: 'client_id of the application' }, when: { auth: 'oauth' } }),
    clientSecret: secret()
      .optional()
      .meta({
        label: { ru: 'client_secret приложения', en: 'client_secret of the application' },
        secret: true,
        when: { auth: 'oauth' },
      }),
    oauthServer: address()
      .default('https://oauth.bitrix24.tech')
      .meta({ label: { ru: 'Сервер авторизации', en: 'Authorisation server' }, when: { auth: 'oauth' } }),
    /** While it is unset every event is refused. */
    applicationToken: secret()
      .optional()
      .meta({
        label: { ru: 'Токен приложения для событий', en: 'Application token for events' },
        help: {
          ru: 'Из карточки исходящего вебхука; без него события отклоняются',
          en: 'From the outgoing webhook; events are refused without it',
        },
        secret: true,
      }),
    memberId: z
      .string()
      .min(1)
      .optional()
      .meta({
        label: { ru: 'member_id портала', en: 'member_id of the portal' },
        help: { ru: 'Если указан, события других порталов отклоняются', en: 'When set, events of other portals are refused' },
      }),
    eventQueue: z
      .boolean()
      .default(false)
      .meta({
        label: { ru: 'Очередь событий портала', en: 'Event queue of the portal' },
        when: { auth: 'oauth' },
        help: {
          ru: 'Ни одно изменение не теряется, свои записи не возвращаются. Нужны приложение (OAuth) и тариф «Профессиональный» или выше',
          en: 'No change is lost, own writes do not come back. Needs an application (OAuth) and the Professional plan or higher',
        },
      }),
    plan: z
      .enum(['standard', 'enterprise'])
      .default('standard')
      .meta({
        label: { ru: 'Тариф', en: 'Plan' },
        help: { ru: 'Обычный: 2 запроса в секунду, «Энтерпрайз»: 5', en: 'Standard: 2 requests a second, Enterprise: 5' },
      }),
    dealCategoryId: z.coerce
      .number()
      .int()
      .min(0)
      .default(0)
      .meta({
        label: { ru: 'Воронка сделок (номер)', en: 'Deal funnel (number)' },
        main: true,
        help: { ru: '0 — общая воронка', en: '0 is the default funnel' },
      }),
    defaultAssignedById: id()
      .optional()
      .meta({
        label: { ru: 'Ответственный за новые записи (номер сотрудника)', en: 'Responsible for new records (user number)' },
        help: { ru: 'Если не указан, владелец вебхука или токена', en: 'The owner of the webhook or token when left out' },
      }),
    sourceId: z
      .string()
      .min(1)
      .optional()
      .meta({ label: { ru: 'Код источника новых сделок и контактов', en: 'Source code of new deals and contacts' } }),
    phoneCountry: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .default('RU')
      .meta({ label: { ru: 'Страна телефонов без кода', en: 'Country of phones without a code' } }),
    pullOverlapMinutes: z
      .number()
      .min(0)
      .max(1_440)
      .default(2)
      .meta({ label: { ru: 'Перечитывать при опросе (минут)', en: 'Read again on each poll (minutes)' } }),
    privateNetworks: z
      .array(z.string())
      .default([])
      .meta({
        label: { ru: 'Разрешённые закрытые сети', en: 'Private networks that may be reached' },
        help: { ru: 'Вида 10.20.0.0/16; пусто для облачного портала', en: 'Like 10.20.0.0/16; empty for a cloud portal' },
      }),
  })
  .superRefine((options, context) => {
    const refuse: Refuse = (path, en, ru) => context.addIssue({ code: 'custom', path: [path], message: en, params: { ru } });
    checkAddress('portal', options.portal, options.privateNetworks, refuse);
    if (options.auth === 'webhook') {
      if (options.eventQueue)
        refuse(
          'eventQueue',
          'the event queue works for an application (OAuth) only',
          'очередь событий доступна только приложению (OAuth)',
        );
      if (!options.webhookUserId)
        refuse(
          'webhookUserId',
          'enter the number after /rest/ of the webhook address',
          'укажите число, которое стоит после /rest/ в адресе вебхука',
        );
      if (!options.webhookSecret)
        refuse(
          'webhookSecret',
          'enter the code after the user number of the webhook address',
          'укажите код, который стоит после номера пользователя в адресе вебхука',
        );
    } else {
      checkAddress('oauthServer', options.oauthServer, options.privateNetworks, refuse);
      if (!options.clientId) refuse('clientId', 'enter the client_id of the application', 'укажите client_id приложения');
      if (!options.clientSecret)
        refuse('clientSecret', 'enter the client_secret of the application', 'укажите client_secret приложения');
    }
  });

export type Bitrix24Options = z.output<typeof bitrix24Options>;

type Refuse = (path: string, en: string, ru: string) => void;

/** Hosts whose traffic never leaves the machine. */
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Addresses are plain https origins; plain http only on this machine or where a private network is granted. */
function checkAddress(path: string, address: string, privateNetworks: readonly string[], refuse: Refuse): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    refuse(path, 'enter an address like https://company.bitrix24.ru', 'укажите адрес вида https://company.bitrix24.ru');
    return;
  }
  if (url.protocol === 'http:' && privateNetworks.length === 0 && !loopback.includes(url.hostname))
    refuse(
      path,
      'outside a granted private network the address must be https',
      'вне разрешённой закрытой сети нужен адрес https',
    );
  if (url.username || url.password || url.search || url.hash)
    refuse(path, 'enter the address alone, without a login or parameters', 'укажите только адрес, без логина и параметров');
  if (/\/rest(\/|$)/.test(url.pathname))
    refuse(
      path,
      'enter the portal address only: what follows /rest/ has fields of its own',
      'укажите только адрес портала: для частей после /rest/ есть отдельные поля',
    );
}
