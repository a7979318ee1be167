import { z } from 'zod';

/** How events come in: who may bring them, and where their kind and id stand. */
export const hookOptions = {
  hookVerify: z
    .enum(['none', 'header', 'query', 'hmac', 'standard-webhooks'])
    .optional()
    .meta({
      label: { ru: 'Проверка отправителя событий', en: 'Proof of origin of events' },
      main: true,
      help: {
        ru: 'Не задано: события не принимаются. «none» действует только для отправителя на этой же машине',
        en: 'Unset: no events are taken. “none” holds for senders on this very machine only',
      },
    }),
  hookSecret: z
    .string()
    .min(1)
    .optional()
    .meta({ label: { ru: 'Секрет событий', en: 'Secret of events' }, secret: true }),
  hookName: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({
      label: { ru: 'Заголовок или параметр с секретом или подписью', en: 'Header or parameter of the secret or signature' },
    }),
  hookAlgorithm: z
    .enum(['sha256', 'sha512', 'sha1'])
    .default('sha256')
    .meta({ label: { ru: 'Алгоритм подписи', en: 'Algorithm of the signature' } }),
  hookEncoding: z
    .enum(['hex', 'base64', 'base64url'])
    .default('hex')
    .meta({ label: { ru: 'Запись подписи', en: 'Encoding of the signature' } }),
  hookPrefix: z
    .string()
    .max(50)
    .default('')
    .meta({
      label: { ru: 'Что стоит перед подписью', en: 'What stands before the signature' },
      help: { ru: 'Например sha256=', en: 'Such as sha256=' },
    }),
  hookSigned: z
    .enum(['body', 'timestamp.body', 'timestamp:body'])
    .default('body')
    .meta({ label: { ru: 'Что подписано', en: 'What is signed' } }),
  hookTimestampHeader: z
    .string()
    .min(1)
    .optional()
    .meta({ label: { ru: 'Заголовок со временем', en: 'Header of the time' } }),
  hookToleranceSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .meta({ label: { ru: 'Допустимое расхождение времени, с', en: 'Tolerated difference of time, s' } }),
  itemsPointer: z
    .string()
    .optional()
    .meta({
      label: { ru: 'Где в теле список событий', en: 'Where the list of events stands' },
      help: {
        ru: 'JSON Pointer; не задано: само тело, одно событие или список',
        en: 'JSON pointer; unset: the body itself, one event or a list',
      },
    }),
  idPointer: z
    .string()
    .optional()
    .meta({
      label: { ru: 'Где в событии его номер', en: 'Where the id of an event stands' },
      help: {
        ru: 'JSON Pointer, например /id. Не задано: заголовок webhook-id или отпечаток события',
        en: 'JSON pointer such as /id. Unset: the header webhook-id, or a digest of the event',
      },
    }),
  kindPointer: z
    .string()
    .optional()
    .meta({ label: { ru: 'Где в событии его вид', en: 'Where the kind of an event stands' } }),
  kind: z
    .string()
    .min(1)
    .max(100)
    .default('event')
    .meta({ label: { ru: 'Вид событий, если он не указан', en: 'Kind of events that name none' } }),
};
