import { HubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { classify, type FailureRow, retryAfterMs } from '../sdk/failure.ts';
import type { HttpAnswer } from '../sdk/http.ts';
import { parseLossless } from '../sdk/lossless-json.ts';
import { at } from './pointer.ts';
import { type ErrorRule, inRanges } from './request-options.ts';

const either = { read: 'transient', write: 'unknown_outcome' } as const;

/** How a status is read where the connection says nothing of it. */
const TABLE: FailureRow[] = [
  {
    status: 401,
    kind: 'auth',
    message: {
      ru: 'Система не приняла токен или пароль. Введите их заново.',
      en: 'The system did not accept the token or password. Enter them again.',
    },
  },
  {
    status: [403, 407],
    kind: 'permission',
    message: { ru: 'Система запрещает это действие.', en: 'The system forbids this action.' },
  },
  { status: [404, 410], kind: 'not_found', message: { ru: 'В системе нет такой записи.', en: 'The system has no such record.' } },
  {
    status: [408, 425],
    kind: 'transient',
    message: { ru: 'Система просит повторить позже.', en: 'The system asks to repeat later.' },
  },
  {
    status: 409,
    kind: 'business_refusal',
    message: { ru: 'Система отказала: запись в другом состоянии.', en: 'The system refused: the record is in another state.' },
  },
  {
    status: 429,
    kind: 'rate_limited',
    message: { ru: 'Система просит обращаться реже.', en: 'The system asks for fewer requests.' },
  },
  {
    status: [301, 302, 303, 307, 308],
    kind: 'config',
    message: { ru: 'Система переехала: исправьте адрес.', en: 'The system has moved: correct the address.' },
  },
  {
    status: [405, 406, 415, 501, 505],
    kind: 'config',
    message: {
      ru: 'Система не принимает такие запросы. Проверьте метод, путь и заголовки.',
      en: 'The system does not take such requests. Check method, path and headers.',
    },
  },
  {
    status: [400, 411, 412, 413, 414, 422, 428, 431],
    kind: 'validation',
    message: { ru: 'Система не приняла данные.', en: 'The system did not accept the data.' },
  },
  { status: 503, kind: 'transient', message: { ru: 'Система занята.', en: 'The system is busy.' } },
  {
    status: [500, 502, 504],
    kind: either,
    message: { ru: 'В системе ошибка.', en: 'The system reports an error.' },
  },
];

/** One second, where the system does not say how long to wait. */
const WAIT_MS = 1_000;

export interface BadAnswer {
  operation: string;
  readOnly: boolean;
  answer: HttpAnswer;
  /** Status says yes, the body does not. */
  refusedInBody: boolean;
}

/** What an answer that does not mean yes means. The texts of the system are not quoted: they may hold what was sent. */
export function badAnswer(bad: BadAnswer, rules: readonly ErrorRule[], nowMs: number): HubError {
  const { operation, readOnly, answer, refusedInBody } = bad;
  const body = bodyOf(answer);
  const rule = rules.find((candidate) => fits(candidate, answer.status, body));
  const untilMs = retryAfterMs(answer.headers['retry-after'], nowMs);
  if (rule) {
    const sentence = rule.message;
    return new HubError({
      code: `HTTP_${answer.status}`,
      kind: rule.kind,
      userMessage:
        sentence === undefined
          ? { ru: `Система ответила ошибкой ${answer.status}.`, en: `The system answered with error ${answer.status}.` }
          : { ru: sentence, en: sentence },
      detail: `${operation}: HTTP ${answer.status}`,
      ...limit(rule.kind, untilMs, nowMs),
    });
  }
  if (refusedInBody) {
    return new HubError({
      code: 'HTTP_REFUSED_IN_BODY',
      kind: 'business_refusal',
      userMessage: { ru: 'Система ответила, что не сделала этого.', en: 'The system answered that it did not do it.' },
      detail: `${operation}: HTTP ${answer.status}`,
    });
  }
  const failure = { operation, readOnly, status: answer.status, code: String(answer.status), text: '' };
  const limited = answer.status === 429 ? { untilMs: untilMs ?? nowMs + WAIT_MS } : untilMs === undefined ? {} : { untilMs };
  return classify('HTTP', TABLE, { ...failure, ...limited });
}

function limit(kind: ErrorRule['kind'], untilMs: number | undefined, nowMs: number): { untilMs?: number } {
  if (kind === 'rate_limited') return { untilMs: untilMs ?? nowMs + WAIT_MS };
  return kind === 'transient' && untilMs !== undefined ? { untilMs } : {};
}

function fits(rule: ErrorRule, status: number, body: Json | undefined): boolean {
  if (rule.status !== undefined && !inRanges(status, rule.status)) return false;
  if (rule.pointer === undefined) return true;
  const found = body === undefined ? undefined : at(body, rule.pointer);
  return rule.equals === undefined ? found !== undefined : found === rule.equals;
}

/** The body as JSON; undefined for anything else. */
export function bodyOf(answer: HttpAnswer): Json | undefined {
  if (answer.text === '') return undefined;
  try {
    return parseLossless(answer.text);
  } catch {
    return undefined;
  }
}
