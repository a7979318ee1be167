import type { z } from 'zod';
import { HubError, type Sentence } from '../../domain/errors.ts';
import { classify, type FailureRow } from '../sdk/failure.ts';
import type { Refusal } from './envelope.ts';

/** What a refusal is judged with. */
export interface RefusedCall {
  operation: string;
  /** True for calls that change nothing. */
  readOnly: boolean;
  redact: (text: string) => string;
  /** Epoch milliseconds before which a repeat is pointless; asked only when a limit was hit. */
  untilMs: (limit: 'rate' | 'operating') => number;
}

/** A failure after which a write may have landed. */
const ambiguous = { read: 'transient', write: 'unknown_outcome' } as const;
/** Stands in for the code when the body is a page and no JSON. */
const PAGE = 'PAGE';

const says = {
  rate: {
    ru: 'Битрикс24 просит сбавить темп. Узел повторит запрос сам.',
    en: 'Bitrix24 asks to slow down. Uzel repeats the call by itself.',
  },
  operating: {
    ru: 'Битрикс24 временно закрыл этот метод: исчерпано время его работы за десять минут. Узел повторит запрос сам.',
    en: 'Bitrix24 has closed this method for a while: its ten-minute time budget is spent. Uzel repeats the call by itself.',
  },
  overload: {
    ru: 'Битрикс24 заблокировал REST портала из-за нагрузки. Блокировку снимает только поддержка Битрикс24: обратитесь туда.',
    en: 'Bitrix24 has blocked the REST of this portal because of load. Only the support of Bitrix24 lifts the block: contact it.',
  },
  token: {
    ru: 'Битрикс24 больше не принимает токен. Авторизуйте приложение заново.',
    en: 'Bitrix24 no longer accepts the token. Authorise the application again.',
  },
  client: {
    ru: 'Сервер авторизации не узнал приложение. Проверьте client_id и client_secret.',
    en: 'The authorisation server does not know the application. Check client_id and client_secret.',
  },
  credentials: {
    ru: 'Битрикс24 не принимает вебхук: его удалили, пересоздали или указали с ошибкой. Внесите данные действующего вебхука.',
    en: 'Bitrix24 does not accept the webhook: it was deleted, recreated or written wrongly. Enter a working one.',
  },
  stopped: {
    ru: 'Битрикс24 закрыл доступ: сотрудник уволен, приложение удалено, оплата закончилась или портал закрыт. Проверьте портал.',
    en: 'Bitrix24 has withdrawn access: the employee left, the application was removed, the plan is unpaid or the portal is closed. Check the portal.',
  },
  plan: {
    ru: 'Тариф портала не позволяет это действие.',
    en: 'The plan of the portal does not allow this.',
  },
  scope: {
    ru: 'Вебхуку или приложению не хватает прав (scope). Добавьте их в настройках портала.',
    en: 'The webhook or application lacks a permission (scope). Add it in the settings of the portal.',
  },
  confirm: {
    ru: 'Администратор портала должен подтвердить этот метод в Битрикс24.',
    en: 'An administrator of the portal has to confirm this method in Bitrix24.',
  },
  denied: {
    ru: 'У пользователя, от имени которого работает Узел, нет прав на это действие в Битрикс24.',
    en: 'The user on whose behalf Uzel works may not do this in Bitrix24.',
  },
  context: {
    ru: 'Этот метод доступен только локальному приложению (OAuth), вебхук его вызвать не может.',
    en: 'Only a local application (OAuth) may call this method; a webhook may not.',
  },
  missing: {
    ru: 'Такой записи в Битрикс24 нет: её удалили или номер указан неверно.',
    en: 'There is no such record in Bitrix24: it was deleted, or the id is wrong.',
  },
  entityType: {
    ru: 'Портал не знает такого вида записей. Проверьте настройки подключения.',
    en: 'The portal does not know this kind of record. Check the options of the connection.',
  },
  invalid: {
    ru: 'Битрикс24 не принял данные. Проверьте обязательные поля и значения.',
    en: 'Bitrix24 did not accept the data. Check mandatory fields and values.',
  },
  method: {
    ru: 'На портале нет такого метода. Проверьте адрес портала и версию CRM.',
    en: 'The portal has no such method. Check its address and the version of the CRM.',
  },
  inUse: {
    ru: 'В этой стадии есть сделки или лиды: сначала переведите их в другую.',
    en: 'There are deals or leads in this stage: move them to another one first.',
  },
  line: {
    ru: 'Открытая линия выключена или не подключена к этому мессенджеру. Включите её в настройках контакт-центра.',
    en: 'The open line is switched off or not connected to this messenger. Turn it on in the contact centre.',
  },
  batch: {
    ru: 'Пакет запросов составлен неверно. Это ошибка Узла.',
    en: 'The batch of calls is composed wrongly. This is a mistake of Uzel.',
  },
  server: {
    ru: 'Сбой на стороне Битрикс24. Узел проверит, дошла ли запись, и продолжит сам.',
    en: 'A failure inside Bitrix24. Uzel checks whether the write landed and goes on by itself.',
  },
  unreadable: {
    ru: 'Битрикс24 ответил страницей вместо данных. Узел повторит или проверит запись сам.',
    en: 'Bitrix24 answered with a page instead of data. Uzel repeats the call or checks the write by itself.',
  },
  redirect: {
    ru: 'Вместо ответа портал направляет на другую страницу. Проверьте адрес портала.',
    en: 'Instead of answering the portal redirects to another page. Check the address of the portal.',
  },
} satisfies { [name: string]: Sentence };

/** First row that matches decides: code, status and text together, since each of them alone misleads. Codes are in upper case here. */
const table: readonly FailureRow[] = [
  { code: 'OVERLOAD_LIMIT', kind: 'auth', as: 'B24_OVERLOAD_LIMIT', message: says.overload },
  { code: 'OPERATION_TIME_LIMIT', kind: 'rate_limited', as: 'B24_OPERATION_TIME_LIMIT', message: says.operating },
  { code: 'QUERY_LIMIT_EXCEEDED', kind: 'rate_limited', as: 'B24_QUERY_LIMIT', message: says.rate },
  { text: /operation time limit/i, kind: 'rate_limited', as: 'B24_OPERATION_TIME_LIMIT', message: says.operating },
  { text: /too many requests/i, kind: 'rate_limited', as: 'B24_QUERY_LIMIT', message: says.rate },
  { code: ['EXPIRED_TOKEN', 'INVALID_TOKEN', 'INVALID_GRANT'], kind: 'auth', message: says.token },
  { code: ['NO_AUTH_FOUND', 'INVALID_CREDENTIALS'], kind: 'auth', message: says.credentials },
  {
    code: ['AUTHORIZATION_ERROR', 'APPLICATION_NOT_FOUND', 'ERROR_OAUTH', 'PAYMENT_REQUIRED', 'PORTAL_DELETED', 'NOT_INSTALLED'],
    kind: 'auth',
    message: says.stopped,
  },
  { code: ['INVALID_CLIENT', 'WRONG_CLIENT', 'UNAUTHORIZED_CLIENT'], kind: 'auth', message: says.client },
  { code: ['INSUFFICIENT_SCOPE', 'INVALID_SCOPE'], kind: 'permission', message: says.scope },
  { code: ['METHOD_CONFIRM_WAITING', 'METHOD_CONFIRM_DENIED'], kind: 'permission', message: says.confirm },
  { code: 'WRONG_AUTH_TYPE', kind: 'config', message: says.context },
  { text: /application context required/i, kind: 'config', as: 'B24_WRONG_AUTH_TYPE', message: says.context },
  { text: /commercial plans|market subscription/i, kind: 'permission', as: 'B24_PLAN', message: says.plan },
  {
    code: ['CREATE_DYNAMIC_ITEM_RESTRICTED', 'UPDATE_DYNAMIC_ITEM_RESTRICTED'],
    kind: 'permission',
    as: 'B24_PLAN',
    message: says.plan,
  },
  { code: ['ACCESS_DENIED', 'USER_ACCESS_ERROR', 'ALLOWED_ONLY_INTRANET_USER'], kind: 'permission', message: says.denied },
  { code: ['ERROR_METHOD_NOT_FOUND', 'ERROR_EVENT_NOT_FOUND'], kind: 'config', message: says.method },
  { code: 'ENTITY_TYPE_NOT_SUPPORTED', kind: 'config', message: says.entityType },
  { code: 'NOT_FOUND', text: /smart process/i, kind: 'config', as: 'B24_ENTITY_TYPE_NOT_SUPPORTED', message: says.entityType },
  { code: ['NOT_FOUND', 'ERROR_NOT_FOUND', 'OWNER_NOT_FOUND'], kind: 'not_found', as: 'B24_NOT_FOUND', message: says.missing },
  { code: ['NOT_ACTIVE_LINE', 'IMCONNECTOR_NO_CORRECT_PROVIDER'], kind: 'config', as: 'B24_LINE_OFF', message: says.line },
  { code: ['ERROR_BATCH_METHOD_NOT_ALLOWED', 'ERROR_BATCH_LENGTH_EXCEEDED'], kind: 'bug', message: says.batch },
  { code: ['INTERNAL_SERVER_ERROR', 'ERROR_UNEXPECTED_ANSWER'], kind: ambiguous, message: says.server },
  { code: PAGE, status: [301, 302, 303, 307, 308], kind: 'config', as: 'B24_REDIRECT', message: says.redirect },
  { status: 429, kind: 'rate_limited', as: 'B24_OPERATION_TIME_LIMIT', message: says.operating },
  { status: 401, kind: 'auth', as: 'B24_UNAUTHORISED', message: says.credentials },
  { status: 403, kind: 'permission', as: 'B24_FORBIDDEN', message: says.denied },
  { code: PAGE, status: [404, 405], kind: 'config', as: 'B24_NO_REST_HERE', message: says.method },
  { code: PAGE, kind: ambiguous, as: 'B24_UNREADABLE_ANSWER', message: says.unreadable },
  { status: [408, 500, 501, 502, 503, 504], kind: ambiguous, as: 'B24_SERVER_ERROR', message: says.server },
  { text: /active items in this status/i, kind: 'business_refusal', as: 'B24_IN_USE', message: says.inUse },
  { text: /access (is )?denied|доступ запрещ/i, kind: 'permission', as: 'B24_ACCESS_DENIED', message: says.denied },
  { text: /not found|не найден/i, kind: 'not_found', as: 'B24_NOT_FOUND', message: says.missing },
  { status: [404, 410], kind: 'not_found', as: 'B24_NOT_FOUND', message: says.missing },
  { kind: 'validation', as: 'B24_INVALID_DATA', message: says.invalid },
];

/** The portal has moved: the address in the options must be changed; nothing is sent to the new one before that. */
export class PortalMovedError extends HubError {
  /** Host that the old address points to; to be shown and confirmed, not to be followed. */
  readonly host: string;

  constructor(host: string) {
    super({
      code: 'B24_PORTAL_MOVED',
      kind: 'config',
      userMessage: {
        ru: `Портал переехал на адрес ${host}. Проверьте его и внесите в настройки подключения.`,
        en: `The portal has moved to ${host}. Check the address and enter it in the options of the connection.`,
      },
      detail: `redirected to ${host}`,
    });
    this.host = host;
  }
}

/** What a refusal of the portal or of its authorisation server means for the hub. */
export function refusalError(refusal: Refusal, call: RefusedCall): HubError {
  const failure = {
    operation: call.operation,
    readOnly: call.readOnly,
    status: refusal.status,
    code: refusal.html ? PAGE : codeOf(refusal),
    text: call.redact(wordsOf(refusal)),
  };
  const error = classify('B24', table, failure);
  if (error.kind !== 'rate_limited') return error;
  return classify('B24', table, { ...failure, untilMs: call.untilMs(error.code === 'B24_QUERY_LIMIT' ? 'rate' : 'operating') });
}

/** An answer of success in a shape that nobody has seen: after a write its effect may well be there. */
export function notUnderstood(method: string, readOnly: boolean, error: z.ZodError): HubError {
  const where = error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return new HubError({
    code: 'B24_UNEXPECTED_RESULT',
    kind: readOnly ? 'bug' : 'unknown_outcome',
    userMessage: {
      ru: 'Битрикс24 ответил в незнакомом виде. Сообщите разработчикам Узла.',
      en: 'Bitrix24 answered in an unknown shape. Tell the developers of Uzel.',
    },
    detail: `${method}: ${where.join('; ')}`,
  });
}

/** Codes that are no more than `""`, `0` or a sentence tell nothing as codes. */
function codeOf({ code }: Refusal): string | null {
  const upper = code.trim().toUpperCase();
  return /^[A-Z0-9_]+$/.test(upper) && upper !== '0' ? upper : null;
}

/** The portal's sentence without its mark-up; some methods put the sentence where the code belongs. */
function wordsOf(refusal: Refusal): string {
  const words = codeOf(refusal) === null ? `${refusal.code} ${refusal.text}` : refusal.text;
  return words
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
