import { z } from 'zod';
import { privateNetworks } from '../sdk/options.ts';
import { hookOptions } from './hook-options.ts';
import { isPointer } from './pointer.ts';
import { pullOptions } from './pull-options.ts';
import { requestOptions } from './request-options.ts';

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** How a connection to any system that speaks HTTP and JSON is configured. Everything but secrets may be shown. */
export const httpOptions = z
  .object({
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        label: { ru: 'Адрес системы', en: 'Address of the system' },
        main: true,
        help: { ru: 'Не нужен, если система только присылает события', en: 'Not needed if the system only sends events' },
      }),
    auth: z
      .enum(['none', 'bearer', 'basic', 'header', 'query'])
      .default('none')
      .meta({ label: { ru: 'Вход в систему', en: 'Authentication' } }),
    authName: z
      .string()
      .regex(HEADER_NAME)
      .optional()
      .meta({
        label: { ru: 'Имя заголовка или параметра', en: 'Name of the header or parameter' },
        when: { auth: ['header', 'query'] },
      }),
    login: z
      .string()
      .min(1)
      .optional()
      .meta({ label: { ru: 'Логин', en: 'Login' }, when: { auth: 'basic' } }),
    token: z
      .string()
      .min(1)
      .optional()
      .meta({
        label: { ru: 'Токен или пароль', en: 'Token or password' },
        secret: true,
        when: { auth: ['bearer', 'basic', 'header', 'query'] },
      }),
    headers: z
      .record(z.string().regex(HEADER_NAME), z.string().regex(/^[\x20-\x7e]*$/))
      .default({})
      .meta({ label: { ru: 'Заголовки каждого запроса', en: 'Headers of every request' } }),
    probePath: z
      .string()
      .startsWith('/')
      .optional()
      .meta({
        label: { ru: 'Путь для проверки', en: 'Path to probe' },
        help: { ru: 'GET по этому пути должен отвечать 2xx', en: 'A GET of this path must answer 2xx' },
      }),
    timeoutMs: z
      .int()
      .min(500)
      .max(60_000)
      .default(10_000)
      .meta({ label: { ru: 'Время ответа, мс', en: 'Time-out, ms' } }),
    requestsPerSecond: z
      .number()
      .positive()
      .max(10_000)
      .optional()
      .meta({
        label: { ru: 'Запросов в секунду', en: 'Requests per second' },
        help: { ru: 'Пусто: без ограничения', en: 'Empty: no limit' },
      }),
    ...requestOptions,
    ...hookOptions,
    ...pullOptions,
    privateNetworks,
  })
  .superRefine((options, context) => {
    const need = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const { auth, url, requests, pull } = options;
    if (auth !== 'none' && options.token === undefined) need('token', 'this authentication needs a token');
    if (auth === 'basic' && options.login === undefined) need('login', 'basic authentication needs a login');
    if ((auth === 'header' || auth === 'query') && options.authName === undefined)
      need('authName', 'needs the name of the header or parameter');
    if (url === undefined && (Object.keys(requests).length > 0 || pull !== undefined))
      need('url', 'requests and pulls need an address');
    if (options.hookVerify === 'query' && !/^[\w.-]+$/.test(options.hookName ?? ''))
      need('hookName', 'needs the name of the parameter');
    if ((options.hookVerify === 'header' || options.hookVerify === 'hmac') && !HEADER_NAME.test(options.hookName ?? ''))
      need('hookName', 'needs the name of the header');
    if (options.hookSigned !== 'body' && options.hookVerify === 'hmac' && options.hookTimestampHeader === undefined)
      need('hookTimestampHeader', 'a signed time needs its header');
    for (const name of ['idPointer', 'kindPointer', 'itemsPointer'] as const) {
      const pointer = options[name];
      if (pointer !== undefined && !isPointer(pointer)) need(name, 'not a JSON pointer');
    }
  });

export type HttpOptions = z.infer<typeof httpOptions>;
