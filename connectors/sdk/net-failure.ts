import { HubError, type Sentence } from '../../domain/errors.ts';

/** A call that got no usable answer, as seen from the socket. */
export interface NetFailure {
  operation: string;
  readOnly: boolean;
  /** True once the connection stood: from there on a request may have arrived. */
  connected: boolean;
  timedOut: boolean;
  error: unknown;
}

const CERTIFICATE = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/;

const MESSAGES = {
  transient: {
    ru: 'Система не отвечает. Узел повторит обращение сам.',
    en: 'The system does not answer. Uzel repeats the call by itself.',
  },
  unknown_outcome: {
    ru: 'Связь оборвалась во время записи: неизвестно, дошла ли она. Узел проверит это, прежде чем повторять.',
    en: 'The connection broke during a write: it may or may not have landed. Uzel checks before repeating it.',
  },
  certificate: {
    ru: 'Сертификат системы недействителен. Сообщите её администратору.',
    en: 'The certificate of the system is not valid. Tell its administrator.',
  },
  tooLarge: {
    ru: 'Ответ системы больше допустимого размера.',
    en: 'The answer of the system is larger than allowed.',
  },
} satisfies { [name: string]: Sentence };

/**
 * A broken call as the hub's error. A write that may have left is `unknown_outcome`; whatever failed before the connection stood sent nothing
 * and is `transient` for reads and writes alike. The cause is dropped on purpose: it holds headers and bodies.
 */
export function netFailure(failure: NetFailure): HubError {
  const { error, operation } = failure;
  const refused = hubErrorIn(error);
  if (refused) return refused;
  const code = codeOf(error);
  const detail = `${operation}: ${failure.timedOut ? 'timed out' : code}, ${failure.connected ? 'after' : 'before'} the connection stood`;
  const mayHaveLanded = !failure.readOnly && failure.connected;
  if (!mayHaveLanded && CERTIFICATE.test(code)) {
    return new HubError({ code: 'HTTP_CERTIFICATE', kind: 'config', userMessage: MESSAGES.certificate, detail });
  }
  if (!mayHaveLanded && code === 'TOO_LARGE') {
    return new HubError({ code: 'HTTP_ANSWER_TOO_LARGE', kind: 'config', userMessage: MESSAGES.tooLarge, detail });
  }
  const kind = mayHaveLanded ? 'unknown_outcome' : 'transient';
  return new HubError({ code: failure.timedOut ? 'HTTP_TIMEOUT' : 'HTTP_NO_ANSWER', kind, userMessage: MESSAGES[kind], detail });
}

function hubErrorIn(error: unknown): HubError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof HubError) return at;
  return null;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if (error.message.startsWith('maxContentLength')) return 'TOO_LARGE';
  const inner = error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined;
  const code = inner ?? ('code' in error ? error.code : undefined);
  return typeof code === 'string' ? code : 'UNKNOWN';
}
