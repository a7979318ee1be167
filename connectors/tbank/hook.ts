import { z } from 'zod';
import { HubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Hook } from '../sdk/contract.ts';
import { parseLossless } from '../sdk/lossless-json.ts';
import type { TbankOptions } from './options.ts';
import { isToken, tokenOf } from './token.ts';

const notification = z.object({
  PaymentId: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,20}$/)),
});

/**
 * Notifications of T-Bank, signed by a token over their fields and the terminal's password. They only say which payment to read again. T-Bank repeats what is
 * not answered by `OK` within ten seconds, and holds the payer's page back meanwhile: reading happens later.
 */
export const hook: Hook<TbankOptions> = {
  secrets: ['password'],
  verify(request, { terminalKey, password }) {
    if (!password) return false;
    const fields = fieldsOf(request.body);
    if (fields === null || fields['TerminalKey'] !== terminalKey) return false;
    return isToken(fields['Token'], tokenOf(fields, password));
  },
  parse(request) {
    const read = notification.safeParse(fieldsOf(request.body));
    if (!read.success) throw unreadable();
    return [{ kind: 'hint', entity: 'payment', id: read.data.PaymentId }];
  },
  reply: { status: 200, body: 'OK', contentType: 'text/plain; charset=UTF-8' },
};

function fieldsOf(body: Uint8Array): { [name: string]: Json } | null {
  try {
    const read = parseLossless(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}

function unreadable(): HubError {
  return new HubError({
    code: 'TBANK_BODY_UNREADABLE',
    kind: 'validation',
    userMessage: { ru: 'В уведомлении Т-Банка нет номера платежа.', en: 'The notification of T-Bank names no payment.' },
  });
}
