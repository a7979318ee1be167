import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type HubError, type HubErrorKind, isHubError, type Sentence } from '../domain/errors.ts';
import { isDatabaseAway, traceOf } from './causes.ts';
import type { ServerDeps } from './deps.ts';
import { type FieldError, InvalidRequest, PlanChanged } from './refusals.ts';

/** RFC 9457 problem document. `code` is stable; `requestId` stands in the log line of an internal error too. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: readonly FieldError[];
  /** Names what the caller lacks, in a refusal for lack of rights. */
  permission?: string;
}

const RETRY_AFTER_SECONDS = 5;

/** Kinds of errors as HTTP tells them. An outside system's refusal to let us in is a bad gateway, not the caller's lack of a token. */
const KINDS: { [Kind in HubErrorKind]: { status: ContentfulStatusCode; title: Sentence } } = {
  validation: { status: 422, title: { ru: 'Неверный запрос', en: 'Not valid' } },
  config: { status: 422, title: { ru: 'Неверная настройка', en: 'Wrong setting' } },
  not_found: { status: 404, title: { ru: 'Не найдено', en: 'Not found' } },
  conflict: { status: 409, title: { ru: 'Состояние изменилось', en: 'Conflict' } },
  business_refusal: { status: 409, title: { ru: 'Отказано', en: 'Refused' } },
  permission: { status: 403, title: { ru: 'Нет права', en: 'Not allowed' } },
  auth: { status: 502, title: { ru: 'Система не приняла вход', en: 'The other system refused the sign-in' } },
  rate_limited: { status: 503, title: { ru: 'Лимит запросов исчерпан', en: 'Rate limit reached' } },
  transient: { status: 503, title: { ru: 'Временно недоступно', en: 'Not available right now' } },
  unknown_outcome: { status: 503, title: { ru: 'Исход неизвестен', en: 'Outcome unknown' } },
  bug: { status: 500, title: { ru: 'Внутренняя ошибка', en: 'Internal error' } },
};

/** What HTTP itself refuses. */
const REFUSALS = {
  malformed: {
    status: 400,
    code: 'REQUEST_MALFORMED',
    title: { ru: 'Запрос не читается', en: 'Malformed request' },
    detail: { ru: 'Тело запроса не является JSON.', en: 'The body is not JSON.' },
  },
  unauthorized: {
    status: 401,
    code: 'SIGN_IN_REQUIRED',
    title: { ru: 'Нужен вход', en: 'Sign in first' },
    detail: {
      ru: 'Войдите в консоль или передайте заголовок Authorization: Bearer <токен>.',
      en: 'Sign in to the console, or send the header Authorization: Bearer <token>.',
    },
  },
  'sign-in-failed': {
    status: 401,
    code: 'SIGN_IN_FAILED',
    title: { ru: 'Вход не выполнен', en: 'Not signed in' },
    detail: { ru: 'Почта или пароль не подходят.', en: 'The e-mail or the password is not right.' },
  },
  throttled: {
    status: 429,
    code: 'SIGN_IN_THROTTLED',
    title: { ru: 'Слишком много попыток', en: 'Too many tries' },
    detail: { ru: 'Подождите немного и попробуйте снова.', en: 'Wait a little and try again.' },
  },
  'cross-site': {
    status: 403,
    code: 'CROSS_SITE',
    title: { ru: 'Запрос с чужой страницы', en: 'Request of another site' },
    detail: {
      ru: 'Действия со входом по cookie принимаются только со страниц этого узла.',
      en: 'Acts that ride on a cookie are taken from pages of this hub only.',
    },
  },
  'origin-unproved': {
    status: 401,
    code: 'HOOK_REFUSED',
    title: { ru: 'Отправитель не подтверждён', en: 'Origin not proved' },
    detail: {
      ru: 'Подпись или токен события не подходят этому подключению.',
      en: 'The signature or token does not fit this connection.',
    },
  },
  'not-found': {
    status: 404,
    code: 'ROUTE_UNKNOWN',
    title: { ru: 'Не найдено', en: 'Not found' },
    detail: { ru: 'По этому адресу ничего нет.', en: 'There is nothing at this address.' },
  },
  'method-not-allowed': {
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    title: { ru: 'Метод не подходит', en: 'Method not allowed' },
    detail: { ru: 'Сюда принимаются только запросы POST.', en: 'Only POST is accepted here.' },
  },
  'too-large': {
    status: 413,
    code: 'BODY_TOO_LARGE',
    title: { ru: 'Слишком большое тело', en: 'Body too large' },
    detail: { ru: 'Тело запроса больше 1 МиБ.', en: 'The body is larger than 1 MiB.' },
  },
  'unsupported-media-type': {
    status: 415,
    code: 'CONTENT_TYPE_UNSUPPORTED',
    title: { ru: 'Неверный тип содержимого', en: 'Unsupported content type' },
    detail: { ru: 'Передайте Content-Type: application/json.', en: 'Send Content-Type: application/json.' },
  },
} as const satisfies { [kind: string]: { status: ContentfulStatusCode; code: string; title: Sentence; detail: Sentence } };

export function httpProblem(c: Context, kind: keyof typeof REFUSALS, headers: Record<string, string> = {}): Response {
  const { status, code, title, detail } = REFUSALS[kind];
  const language = languageOf(c);
  return answer(c, { type: typeOf(kind), title: title[language], status, detail: detail[language], code }, headers);
}

/** The caller is known and may not; `permission` tells what is lacking. */
export function forbiddenProblem(c: Context, permission: string): Response {
  const language = languageOf(c);
  const detail = { ru: `Нужно право «${permission}».`, en: `The permission ${permission} is needed.` };
  const { title } = KINDS.permission;
  return answer(
    c,
    { type: typeOf('forbidden'), title: title[language], status: 403, detail: detail[language], code: 'FORBIDDEN', permission },
    {},
  );
}

const told = (errors: readonly FieldError[], language: 'ru' | 'en') =>
  errors.map(({ path, message, ru }) => ({ path, message: language === 'ru' ? (ru ?? message) : message }));

/** A HubError as a problem document. Its `detail` is for developers and stays inside. */
export function errorProblem(c: Context, error: HubError): Response {
  const language = languageOf(c);
  const { status, title } = KINDS[error.kind];
  const headers = status === 503 ? { 'Retry-After': String(secondsUntil(error.untilMs)) } : {};
  const errors = error instanceof InvalidRequest || error instanceof PlanChanged ? { errors: told(error.errors, language) } : {};
  const type = typeOf(error.kind.replace('_', '-'));
  return answer(
    c,
    { type, title: title[language], status, detail: error.userMessage[language], code: error.code, ...errors },
    headers,
  );
}

/**
 * Turns whatever a route threw into a problem document. Errors that nobody foresaw are logged once, under the request id that the answer carries:
 * names, codes and places in the code only, since messages of a database may quote values.
 */
export function problemOf(log: ServerDeps['log']) {
  return (error: unknown, c: Context): Response => {
    if (isHubError(error) && error.kind !== 'bug') return errorProblem(c, error);
    const refusal = error instanceof HTTPException ? refusalOf(error.status) : undefined;
    if (refusal !== undefined) return httpProblem(c, refusal);
    const away = isDatabaseAway(error);
    log.error(
      { requestId: requestIdOf(c), method: c.req.method, ...traceOf(error) },
      away ? 'the database is away' : 'request failed',
    );
    const language = languageOf(c);
    const { status, title } = KINDS[away ? 'transient' : 'bug'];
    const detail = away ? DATABASE_AWAY : UNEXPECTED;
    const code = away ? 'DATABASE_AWAY' : 'UNEXPECTED';
    const headers = away ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {};
    const type = typeOf(away ? 'transient' : 'bug');
    return answer(c, { type, title: title[language], status, detail: detail[language], code }, headers);
  };
}

/** The framework refuses bodies that are no JSON, and other media types. */
function refusalOf(status: number): keyof typeof REFUSALS | undefined {
  return status === 400 ? 'malformed' : status === 415 ? 'unsupported-media-type' : undefined;
}

const DATABASE_AWAY: Sentence = {
  ru: 'База данных не отвечает, повторите позже.',
  en: 'The database does not answer, try again later.',
};
const UNEXPECTED: Sentence = {
  ru: 'Непредвиденная ошибка. Её номер есть в журнале процесса.',
  en: 'An unexpected error. Its request id is in the log of the process.',
};

function answer(c: Context, problem: Omit<Problem, 'requestId'>, headers: Record<string, string>): Response {
  const body: Problem = { ...problem, requestId: requestIdOf(c) };
  return c.body(JSON.stringify(body), problem.status as ContentfulStatusCode, {
    ...headers,
    'Content-Type': 'application/problem+json',
  });
}

/** The language a caller asks for; English otherwise. */
export function languageOf(c: Context): keyof Sentence {
  return accepts(c, { header: 'Accept-Language', supports: ['en', 'ru'], default: 'en' }) === 'ru' ? 'ru' : 'en';
}

/** Doors outside the API give requests no id of their own: one is made when there is something to tell. */
function requestIdOf(c: Context): string {
  const known: unknown = c.get('requestId');
  if (typeof known === 'string') return known;
  const made = randomUUID();
  c.set('requestId', made);
  return made;
}

function secondsUntil(untilMs: number | undefined): number {
  return untilMs === undefined ? RETRY_AFTER_SECONDS : Math.max(1, Math.ceil((untilMs - Date.now()) / 1000));
}

const typeOf = (kind: string) => `urn:uzel:problem:${kind}`;
