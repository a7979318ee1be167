import { HubError } from '../../domain/errors.ts';
import type { Hook } from '../sdk/contract.ts';
import { isInNetworks } from '../sdk/networks.ts';
import type { YookassaOptions } from './options.ts';
import { notification } from './wire.ts';

/**
 * Notifications of YooKassa. They bear no signature: they are let in from its networks alone and only say which payment to read again, since what they tell
 * may be old or out of order. Without a key the payment could not be read: then nobody is let in.
 */
export const hook: Hook<YookassaOptions> = {
  verify: ({ senderAddress }, { secretKey, notificationNetworks }) =>
    secretKey !== undefined && secretKey !== '' && isInNetworks(senderAddress, notificationNetworks),
  parse(request) {
    const read = notification.safeParse(jsonOf(request.body));
    if (!read.success) throw unreadable();
    const { event, object } = read.data;
    const id = event.startsWith('refund.') ? object.payment_id : object.id;
    if (id === undefined) throw unreadable();
    return event.startsWith('payment.') || event.startsWith('refund.') ? [{ kind: 'hint', entity: 'payment', id }] : [];
  },
};

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function unreadable(): HubError {
  return new HubError({
    code: 'YOOKASSA_BODY_UNREADABLE',
    kind: 'validation',
    userMessage: { ru: 'Уведомление ЮKassa не читается.', en: 'The notification of YooKassa cannot be read.' },
  });
}
