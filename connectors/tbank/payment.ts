import Big from 'big.js';
import { z } from 'zod';
import { HubError } from '../../domain/errors.ts';
import type { PaymentState, ProviderPayment } from '../../domain/payments/types.ts';

const text = z.union([z.string().min(1), z.number().int()]).transform(String);

/** Answer of GetState. Numbers may be texts: 64-bit ones are kept as such. */
export const stateAnswer = z.object({
  Success: z.boolean(),
  ErrorCode: text,
  Message: z.string().optional(),
  Status: z.string().optional(),
  PaymentId: text.optional(),
  OrderId: text.optional(),
  Amount: z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/)]).optional(),
});

/** The states of a payment in the order of the vendor's diagram; money counts once it is CONFIRMED. */
const STATES: { [status: string]: PaymentState } = {
  NEW: 'pending',
  FORM_SHOWED: 'pending',
  AUTHORIZING: 'pending',
  '3DS_CHECKING': 'pending',
  '3DS_CHECKED': 'pending',
  AUTHORIZED: 'authorized',
  CONFIRMING: 'authorized',
  REVERSING: 'authorized',
  PARTIAL_REVERSED: 'authorized',
  CONFIRMED: 'paid',
  REFUNDING: 'paid',
  PARTIAL_REFUNDED: 'partly_refunded',
  REFUNDED: 'refunded',
  REVERSED: 'failed',
  CANCELED: 'failed',
  REJECTED: 'failed',
  AUTH_FAIL: 'failed',
  DEADLINE_EXPIRED: 'failed',
};

/**
 * A payment of GetState: roubles, the sum in kopecks. After a refund in part the sum is what is left.
 * @throws HubError `validation` for a status that the hub does not know: it must not count as paid or unpaid
 */
export function toPayment(read: z.infer<typeof stateAnswer>): ProviderPayment | null {
  const { Status: status, PaymentId: id, OrderId: order, Amount: kopecks } = read;
  if (status === undefined || id === undefined || order === undefined || kopecks === undefined) return null;
  const state = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
  if (state === undefined) {
    throw new HubError({
      code: 'TBANK_STATUS_UNKNOWN',
      kind: 'validation',
      userMessage: {
        ru: 'Т-Банк назвал состояние платежа, которого узел не знает.',
        en: 'T-Bank named a state of the payment that Uzel does not know.',
      },
      detail: `status ${status.slice(0, 40)}`,
    });
  }
  const sum = new Big(kopecks).div(100).toFixed(2);
  const refunded = state === 'refunded' ? sum : state === 'partly_refunded' ? null : '0.00';
  return { id, state, amount: { sum, currency: 'RUB' }, refunded, order, paidAt: null, payer: null, receipts: [] };
}
