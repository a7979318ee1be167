import type { HubError } from '../../domain/errors.ts';
import { classify, type FailureRow, retryAfterMs } from '../sdk/failure.ts';
import type { HttpAnswer } from '../sdk/http.ts';

const TABLE: readonly FailureRow[] = [
  {
    status: 401,
    kind: 'auth',
    message: {
      ru: 'ЮKassa не приняла shopId или секретный ключ. Проверьте их.',
      en: 'YooKassa did not accept the shopId or the secret key. Check them.',
    },
  },
  {
    status: 403,
    kind: 'permission',
    message: { ru: 'ЮKassa не разрешает магазину эту операцию.', en: 'YooKassa does not allow the shop this operation.' },
  },
  { status: 404, kind: 'not_found', message: { ru: 'В ЮKassa нет такого платежа.', en: 'YooKassa has no such payment.' } },
  {
    status: 429,
    kind: 'rate_limited',
    message: { ru: 'ЮKassa просит обращаться реже.', en: 'YooKassa asks for fewer requests.' },
  },
  {
    status: 400,
    kind: 'validation',
    message: { ru: 'ЮKassa не поняла запрос.', en: 'YooKassa did not understand the request.' },
  },
  {
    status: [301, 302, 303, 307, 308, 405, 410, 415],
    kind: 'config',
    message: { ru: 'По этому адресу нет API ЮKassa.', en: 'There is no API of YooKassa at this address.' },
  },
];

/** One second, where YooKassa does not say how long to wait. */
const WAIT_MS = 1_000;

/** Every answer but 200. The vendor's words are not quoted: they may hold what belongs to a payer. */
export function yookassaError(operation: string, answer: HttpAnswer, nowMs: number): HubError {
  const untilMs = retryAfterMs(answer.headers['retry-after'], nowMs) ?? (answer.status === 429 ? nowMs + WAIT_MS : undefined);
  return classify('YOOKASSA', TABLE, {
    ...{ operation, readOnly: true, status: answer.status, code: null, text: '' },
    ...(untilMs === undefined ? {} : { untilMs }),
  });
}
