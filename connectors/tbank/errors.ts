import type { HubError } from '../../domain/errors.ts';
import { classify, type FailureRow, retryAfterMs } from '../sdk/failure.ts';
import type { HttpAnswer } from '../sdk/http.ts';

/** Codes of `ErrorCode` first, then HTTP statuses of what stands before the service. */
const TABLE: readonly FailureRow[] = [
  {
    code: ['204', '205', '501'],
    kind: 'auth',
    message: {
      ru: 'Т-Банк не принял терминал или пароль. Проверьте их.',
      en: 'T-Bank did not accept the terminal or its password. Check them.',
    },
  },
  {
    code: ['202', '309'],
    kind: 'permission',
    message: { ru: 'Терминал заблокирован.', en: 'The terminal is blocked.' },
  },
  { code: ['255', '7'], kind: 'not_found', message: { ru: 'В Т-Банке нет такого платежа.', en: 'T-Bank has no such payment.' } },
  {
    code: ['98', '99', '402', '403', '9999'],
    kind: 'transient',
    message: { ru: 'Т-Банк просит повторить позже.', en: 'T-Bank asks to repeat later.' },
  },
  {
    status: [401, 403],
    kind: 'auth',
    message: { ru: 'Т-Банк не пускает узел.', en: 'T-Bank does not let Uzel in.' },
  },
  {
    status: [301, 302, 303, 307, 308, 404, 405, 410],
    kind: 'config',
    message: { ru: 'По этому адресу нет API Т-Банка.', en: 'There is no API of T-Bank at this address.' },
  },
  {
    status: 429,
    kind: 'rate_limited',
    message: { ru: 'Т-Банк просит обращаться реже.', en: 'T-Bank asks for fewer requests.' },
  },
  {
    status: 200,
    kind: 'validation',
    message: { ru: 'Т-Банк отказал в ответе о платеже.', en: 'T-Bank refused to tell of the payment.' },
  },
];

/** One second, where T-Bank does not say how long to wait. */
const WAIT_MS = 1_000;

/** What is no success. @param code  of the answer, where it has one */
export function tbankError(operation: string, answer: HttpAnswer, code: string | null, nowMs: number): HubError {
  const untilMs = retryAfterMs(answer.headers['retry-after'], nowMs) ?? (answer.status === 429 ? nowMs + WAIT_MS : undefined);
  return classify('TBANK', TABLE, {
    ...{ operation, readOnly: true, status: answer.status, code, text: '' },
    ...(untilMs === undefined ? {} : { untilMs }),
  });
}
