import { createHash, timingSafeEqual } from 'node:crypto';
import { REPORT, reportJson, type Verdict } from '../../domain/delivery/report.ts';
import { HubError } from '../../domain/errors.ts';
import type { Hook } from '../sdk/contract.ts';
import type { SmscOptions } from './options.ts';
import { notification } from './wire.ts';

/** What a state of SMSC says of a message; states that are none of these are on the way. */
const VERDICTS: { readonly [status: string]: Verdict } = {
  '1': 'delivered',
  '2': 'delivered',
  '4': 'delivered',
  '3': 'message',
  '-2': 'message',
  '20': 'message',
  '22': 'address',
  '23': 'message',
  '24': 'message',
  '25': 'message',
};

/** Notifications about messages: a form, with a SHA-1 over its id, phone, state and the secret of the account. */
export const hook: Hook<SmscOptions> = {
  secrets: ['callbackSecret'],
  verify(request, { callbackSecret }) {
    if (!callbackSecret) return false;
    const { id, phone, status, sha1 } = formOf(request.body);
    if (id === undefined || phone === undefined || status === undefined || sha1 === undefined) return false;
    const expected = createHash('sha1').update(`${id}:${phone}:${status}:${callbackSecret}`).digest();
    const given = Buffer.from(sha1, 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected);
  },
  parse(request) {
    const read = notification.safeParse(formOf(request.body));
    if (!read.success) throw unreadable();
    const { id, phone, status, ts, err } = read.data;
    const verdict = VERDICTS[status];
    if (verdict === undefined) return [];
    const address = phone.startsWith('+') ? phone : `+${phone}`;
    const code = err === undefined || err === '0' ? status : `${status}/${err}`;
    return [
      {
        kind: 'fact',
        entity: REPORT,
        id,
        key: [id, createHash('sha256').update(phone).digest('hex').slice(0, 8), status, ts ?? ''].join(':'),
        body: reportJson({ message: id, address, verdict, code }),
      },
    ];
  },
  reply: { status: 200, body: 'OK', contentType: 'text/plain; charset=UTF-8' },
};

function formOf(body: Uint8Array): { [name: string]: string } {
  return Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
}

function unreadable(): HubError {
  return new HubError({
    code: 'SMSC_BODY_UNREADABLE',
    kind: 'validation',
    userMessage: { ru: 'Уведомление SMSC не читается.', en: 'The notification of SMSC cannot be read.' },
  });
}
