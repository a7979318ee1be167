import type { z } from 'zod';
import { HubError } from '../../domain/errors.ts';
import type { PaymentState, ProviderPayment, ProviderReceipt } from '../../domain/payments/types.ts';
import type { paymentObject, receiptList } from './wire.ts';

/** YooKassa's own statuses; part and whole refunds are told by the amounts alone. */
const STATES: { [status: string]: PaymentState } = {
  pending: 'pending',
  waiting_for_capture: 'authorized',
  succeeded: 'paid',
  canceled: 'failed',
};

const RECEIPT_STATES = { pending: 'pending', succeeded: 'registered', canceled: 'failed' } as const;

/** @throws HubError `validation` for a status that the hub does not know: it must not count as paid or unpaid */
export function toPayment(read: z.infer<typeof paymentObject>, receipts: z.infer<typeof receiptList>['items']): ProviderPayment {
  const refunded = read.refunded_amount?.value ?? '0.00';
  const { orderId } = read.metadata ?? {};
  return {
    id: read.id,
    state: stateOf(read.status, read.amount.value, refunded),
    amount: { sum: read.amount.value, currency: read.amount.currency },
    refunded,
    order: typeof orderId === 'string' ? orderId : (read.description ?? ''),
    paidAt: read.captured_at ?? null,
    payer: read.merchant_customer_id ?? null,
    receipts: receipts.map(toReceipt),
  };
}

function stateOf(status: string, amount: string, refunded: string): PaymentState {
  const state = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
  if (state === undefined) {
    throw new HubError({
      code: 'YOOKASSA_STATUS_UNKNOWN',
      kind: 'validation',
      userMessage: {
        ru: 'ЮKassa назвала состояние платежа, которого узел не знает.',
        en: 'YooKassa named a state of the payment that Uzel does not know.',
      },
      detail: `status ${status.slice(0, 40)}`,
    });
  }
  if (state !== 'paid' || Number(refunded) === 0) return state;
  return Number(refunded) >= Number(amount) ? 'refunded' : 'partly_refunded';
}

function toReceipt(read: z.infer<typeof receiptList>['items'][number]): ProviderReceipt {
  return {
    id: read.id,
    kind: read.type,
    state: RECEIPT_STATES[read.status],
    url: null,
    registeredAt: read.registered_at ?? null,
    fiscalDocument: read.fiscal_document_number ?? null,
    fiscalStorage: read.fiscal_storage_number ?? null,
    fiscalAttribute: read.fiscal_attribute ?? null,
  };
}
