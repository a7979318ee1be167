import type { HubError } from '../../domain/errors.ts';
import { classify, type FailureRow } from '../sdk/failure.ts';
import type { HttpAnswer } from '../sdk/http.ts';

/** `error_code` of an answer first, then HTTP statuses of what stands before the service. */
const TABLE: readonly FailureRow[] = [
  {
    code: '2',
    kind: 'auth',
    message: {
      ru: 'SMSC не принимает логин и пароль или не пускает с этого адреса.',
      en: 'SMSC does not accept login and password, or lets nobody in from this address.',
    },
  },
  {
    code: '3',
    kind: 'permission',
    message: { ru: 'На счёте SMSC не хватает денег.', en: 'There is not enough money on the account at SMSC.' },
  },
  {
    code: '4',
    kind: 'rate_limited',
    message: {
      ru: 'SMSC временно не принимает запросы с этого адреса.',
      en: 'SMSC takes no requests from this address for now.',
    },
  },
  {
    code: '6',
    kind: 'business_refusal',
    message: {
      ru: 'SMSC не пропускает сообщение: не подходит текст или имя отправителя.',
      en: 'SMSC does not let the message through: its text or sender name does not suit.',
    },
  },
  {
    code: '7',
    kind: 'validation',
    message: { ru: 'SMSC не принимает номер телефона.', en: 'SMSC does not accept the phone number.' },
  },
  {
    code: '8',
    kind: 'business_refusal',
    message: { ru: 'На этот номер SMS не доставляются.', en: 'No SMS can be delivered to this number.' },
  },
  {
    // The same message twice within a minute, or too many requests at once: an earlier one may be the same.
    code: '9',
    kind: { read: 'rate_limited', write: 'unknown_outcome' },
    message: { ru: 'SMSC считает запрос повторным.', en: 'SMSC takes the request for a repeated one.' },
  },
  {
    code: ['1', '5'],
    kind: 'validation',
    message: { ru: 'SMSC не понимает запрос.', en: 'SMSC does not understand the request.' },
  },
  {
    status: [401, 403],
    kind: 'auth',
    message: { ru: 'SMSC не пускает узел.', en: 'SMSC does not let Uzel in.' },
  },
  {
    status: [301, 302, 303, 307, 308, 404, 405, 410],
    kind: 'config',
    message: { ru: 'По этому адресу нет API SMSC.', en: 'There is no API of SMSC at this address.' },
  },
  {
    status: 429,
    kind: 'rate_limited',
    message: { ru: 'SMSC просит обращаться реже.', en: 'SMSC asks for fewer requests.' },
  },
];

/** SMSC counts repeated and failing requests by the minute. */
const WAIT_MS = 60_000;

/** What is no success. @param code  `error_code` of the answer, where it has one. @param text  already redacted */
export function smscError(
  call: { operation: string; readOnly: boolean; limitScale: number },
  answer: HttpAnswer,
  failure: { code: string | null; text: string },
  nowMs: number,
): HubError {
  const { operation, readOnly, limitScale } = call;
  return classify('SMSC', TABLE, {
    ...{ operation, readOnly, status: answer.status, ...failure },
    untilMs: nowMs + WAIT_MS / limitScale,
  });
}
