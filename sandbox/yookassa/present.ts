import type { Payment, Receipt, Refund } from './state.ts';

const money = (cents: number, currency: string) => ({ value: (cents / 100).toFixed(2), currency });

/** A payment object of the API. */
export function paymentJson(payment: Omit<Payment, 'before'>, publicUrl: string) {
  const paid = payment.status === 'succeeded' || payment.status === 'waiting_for_capture';
  return {
    id: payment.id,
    status: payment.status,
    paid,
    amount: money(payment.cents, payment.currency),
    ...(payment.status === 'succeeded' ? { refunded_amount: money(payment.refundedCents, payment.currency) } : {}),
    ...(payment.capturedAt === null ? {} : { captured_at: payment.capturedAt }),
    ...(payment.payer === null ? {} : { merchant_customer_id: payment.payer }),
    ...(payment.status === 'pending'
      ? { confirmation: { type: 'redirect', confirmation_url: `${publicUrl}/yookassa/pay/${payment.id}` } }
      : {}),
    created_at: payment.createdAt,
    description: `Оплата заказа ${payment.orderId}`,
    metadata: { orderId: payment.orderId },
    recipient: { account_id: '100500', gateway_id: '100700' },
    refundable: payment.status === 'succeeded' && payment.refundedCents < payment.cents,
    test: true,
  };
}

export function refundJson(refund: Refund, currency: string) {
  return {
    id: refund.id,
    status: 'succeeded',
    payment_id: refund.paymentId,
    amount: money(refund.cents, currency),
    created_at: refund.createdAt,
  };
}

export function receiptJson(receipt: Receipt) {
  return {
    id: receipt.id,
    type: receipt.type,
    payment_id: receipt.paymentId,
    status: 'succeeded',
    fiscal_document_number: String(receipt.number),
    fiscal_storage_number: '9288000100115785',
    fiscal_attribute: String(2_617_603_900 + receipt.number),
    registered_at: receipt.registeredAt,
    fiscal_provider_id: `fd9e9404-eaca-4000-8ec9-${String(receipt.number).padStart(12, '0')}`,
  };
}
