import { HubError, type HubErrorKind, type Sentence } from '../../domain/errors.ts';
import type { Redact } from '../sdk/redact.ts';

interface Failure {
  step: 'connect' | 'select' | 'work';
  /** The server refused the sign-in. */
  refused: boolean;
  /** What the server answered to a command, upper case: `NO`, `BAD`; empty where the connection broke. */
  status: string;
  /** Response code of the answer (RFC 5530), upper case; empty where there is none. */
  code: string;
}

interface Row {
  when(failure: Failure): boolean;
  as: string;
  kind: HubErrorKind;
  message: Sentence;
}

/** Refusals that pass by themselves. */
const PASSING = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'OVERQUOTA', 'SERVERBUG'];

/** The first row that holds decides. */
const TABLE: readonly Row[] = [
  {
    when: ({ code }) => PASSING.includes(code),
    as: 'IMAP_BUSY',
    kind: 'transient',
    message: { ru: 'Почтовый сервер просит подождать', en: 'The mail server asks to wait' },
  },
  {
    when: ({ refused }) => refused,
    as: 'IMAP_AUTH',
    kind: 'auth',
    message: {
      ru: 'Почтовый сервер не принимает логин или пароль ящика',
      en: 'The mail server does not accept user or password of the mailbox',
    },
  },
  {
    when: ({ step, status }) => step === 'select' && status === 'NO',
    as: 'IMAP_FOLDER',
    kind: 'config',
    message: { ru: 'В ящике нет такой папки', en: 'The mailbox has no such folder' },
  },
  {
    when: ({ status }) => status === 'NO' || status === 'BAD',
    as: 'IMAP_REFUSED',
    kind: 'transient',
    message: { ru: 'Почтовый сервер не выполнил команду', en: 'The mail server did not carry out a command' },
  },
];

const SILENT: Sentence = {
  ru: 'Почтовый ящик не отвечает. Узел повторит попытку сам',
  en: 'The mailbox does not answer. Uzel tries again by itself',
};

/** The failure as the hub's error; reading changes nothing, so that all but a wrong setting is tried again. */
export function imapError(step: Failure['step'], error: unknown, redact: Redact): HubError {
  const seen = (typeof error === 'object' && error !== null ? error : {}) as { [name: string]: unknown };
  const text = (name: string) => (typeof seen[name] === 'string' ? seen[name] : '');
  const failure: Failure = {
    step,
    refused: seen['authenticationFailed'] === true,
    status: text('responseStatus').toUpperCase(),
    code: text('serverResponseCode').toUpperCase(),
  };
  const row = TABLE.find(({ when }) => when(failure));
  return new HubError({
    code: row?.as ?? 'IMAP_NO_ANSWER',
    kind: row?.kind ?? 'transient',
    userMessage: row?.message ?? SILENT,
    detail: redact(`${step}: ${failure.status || text('code') || 'broken'} ${failure.code}`.trim()),
  });
}
