import { HubError, type HubErrorKind, type Sentence } from '../../domain/errors.ts';

/** A dialogue with a mail server that did not end well. */
export interface SmtpFailure {
  /** The command that was answered, or under way. */
  command: string;
  /** The server's reply code; null where the connection broke. */
  reply: number | null;
  /** nodemailer's code of the failure. */
  code: string;
  /** The server's words, already redacted. */
  text: string;
  /** All of the message had left: from here on the server may have taken it. */
  handedOver: boolean;
}

interface Row {
  when(failure: SmtpFailure): boolean;
  as: string;
  kind: HubErrorKind;
  message: Sentence;
}

const command = (name: string) => (failure: SmtpFailure) => failure.command.startsWith(name);
const final = ({ reply }: SmtpFailure) => reply !== null && reply >= 500 && reply !== 503;

/** The first row that holds decides. Replies by RFC 5321: 4xx for now, 5xx for good. */
const TABLE: readonly Row[] = [
  {
    when: (failure) => failure.reply === null && failure.handedOver,
    as: 'SMTP_OUTCOME_UNKNOWN',
    kind: 'unknown_outcome',
    message: {
      ru: 'Связь с почтовым сервером оборвалась после передачи письма: неизвестно, принял ли он его',
      en: 'The connection broke after the letter was handed over: the mail server may or may not have taken it',
    },
  },
  {
    when: (failure) => failure.code === 'ETLS' || failure.code === 'EREQUIRETLS',
    as: 'SMTP_TLS',
    kind: 'config',
    message: {
      ru: 'Не удалось установить шифрованное соединение с почтовым сервером. Проверьте порт и вид шифрования',
      en: 'No encrypted connection to the mail server. Check port and kind of encryption',
    },
  },
  {
    when: (failure) =>
      failure.code === 'ENOAUTH' ||
      (final(failure) && (failure.code === 'EAUTH' || failure.reply === 530 || failure.reply === 535)),
    as: 'SMTP_AUTH',
    kind: 'auth',
    message: {
      ru: 'Почтовый сервер не принимает логин или пароль',
      en: 'The mail server does not accept user or password',
    },
  },
  {
    when: (failure) => failure.reply === 421,
    as: 'SMTP_BUSY',
    kind: 'transient',
    message: { ru: 'Почтовый сервер просит подождать', en: 'The mail server asks to wait' },
  },
  {
    when: (failure) => final(failure) && command('MAIL')(failure),
    as: 'SMTP_SENDER_REFUSED',
    kind: 'permission',
    message: {
      ru: 'Почтовый сервер не разрешает писать с этого адреса отправителя',
      en: 'The mail server does not allow this sender address',
    },
  },
  {
    when: (failure) => (final(failure) && command('RCPT')(failure)) || (failure.code === 'EENVELOPE' && failure.reply === null),
    as: 'SMTP_RECIPIENT_REFUSED',
    kind: 'validation',
    message: {
      ru: 'Почтовый сервер не принимает адрес получателя',
      en: 'The mail server does not accept the address of the recipient',
    },
  },
  {
    when: final,
    as: 'SMTP_MESSAGE_REFUSED',
    kind: 'business_refusal',
    message: { ru: 'Почтовый сервер отказался принять письмо', en: 'The mail server refused the letter' },
  },
  {
    when: (failure) => failure.reply !== null,
    as: 'SMTP_TRY_LATER',
    kind: 'transient',
    message: { ru: 'Почтовый сервер временно не принимает письмо', en: 'The mail server does not take the letter for now' },
  },
];

const SILENT: Sentence = {
  ru: 'Почтовый сервер не отвечает. Узел повторит попытку сам',
  en: 'The mail server does not answer. Uzel tries again by itself',
};

/** The failure as the hub's error. What broke before the letter had left sent nothing. */
export function smtpError(failure: SmtpFailure): HubError {
  const row = TABLE.find(({ when }) => when(failure));
  const { command: at, reply, code, text } = failure;
  return new HubError({
    code: row?.as ?? 'SMTP_NO_ANSWER',
    kind: row?.kind ?? 'transient',
    userMessage: row?.message ?? SILENT,
    detail: `${at || 'CONN'}: ${reply ?? code}${text === '' ? '' : `, ${text}`}`,
  });
}
