import type { HubError } from '../../domain/errors.ts';
import { classify, type FailureRow, retryAfterMs } from '../sdk/failure.ts';
import type { HttpAnswer, HttpCore } from '../sdk/http.ts';

const TABLE: readonly FailureRow[] = [
  {
    status: 429,
    kind: 'rate_limited',
    message: { ru: 'Приёмник просит отправлять реже', en: 'The receiver asks to slow down' },
  },
  {
    status: [401, 403],
    kind: 'auth',
    message: { ru: 'Приёмник не принимает подпись', en: 'The receiver does not accept the signature' },
  },
  {
    status: 410,
    kind: 'permission',
    message: { ru: 'Приёмник больше не принимает сообщения', en: 'The receiver takes no more messages' },
  },
  {
    status: [301, 302, 303, 307, 308, 404, 405],
    kind: 'config',
    message: { ru: 'По этому адресу приёмника нет', en: 'There is no receiver at this address' },
  },
  {
    status: [408, 500, 502, 503, 504],
    kind: { read: 'transient', write: 'unknown_outcome' },
    message: { ru: 'Приёмник не справился с запросом', en: 'The receiver failed on the request' },
  },
  {
    status: [400, 413, 415, 422],
    kind: 'validation',
    message: { ru: 'Приёмник отверг содержание сообщения', en: 'The receiver refused the content of the message' },
  },
];

/** A receiver's answer other than 2xx. What it may have taken is repeated under the same id, which receivers know again. */
export function webhookError(core: HttpCore, operation: string, readOnly: boolean, answer: HttpAnswer, nowMs: number): HubError {
  const untilMs = retryAfterMs(answer.headers['retry-after'], nowMs) ?? (answer.status === 429 ? nowMs + 60_000 : undefined);
  return classify('WEBHOOK', TABLE, {
    operation,
    readOnly,
    status: answer.status,
    code: null,
    text: core.redact(answer.text.slice(0, 200)),
    ...(untilMs === undefined ? {} : { untilMs }),
  });
}
