import { z } from '@hono/zod-openapi';
import { failure, moment, sentence } from './schemas.ts';

export const paymentId = z.string().max(40).openapi({ example: 'pay_3q9w8e7r6t5y4u3i' });
export const paymentState = z.enum(['pending', 'authorized', 'paid', 'partly_refunded', 'refunded', 'failed']);
const finding = z.enum(['claim_unknown', 'claim_cancelled', 'currency', 'over', 'split']);

export const sum = z
  .string()
  .regex(/^-?\d{1,15}(?:\.\d{1,2})?$/)
  .openapi({ description: 'A decimal number', example: '15000.00' });

const found = { finding: finding.nullable(), sentence: sentence.nullable().openapi({ description: 'What the finding means' }) };

const share = z
  .object({
    link: z.string(),
    claim: z.string().nullable().openapi({ description: 'Claim number', example: '123456' }),
    sum,
    rest: sum.openapi({ description: 'With refunds taken off' }),
    counted: z.object({ sum, currency: z.string() }).nullable().openapi({ description: 'The rest in the currency of the claim' }),
    booked: z.boolean().openapi({ description: 'The booking system counts it' }),
    receipt: z.string().nullable().openapi({ description: 'Under which the hub posted it in the booking system' }),
    ...found,
  })
  .openapi('PaymentShare');

export const payment = z
  .object({
    id: paymentId,
    connection: z.string(),
    externalId: z.string().openapi({ description: 'What the provider, or the booking system, calls it' }),
    source: z.enum(['provider', 'booking']),
    order: z.string().nullable().openapi({ description: 'What the shop called the order', example: '123456-2' }),
    state: paymentState,
    amount: sum,
    refunded: sum,
    currency: z.string().openapi({ example: 'RUB' }),
    paidAt: moment.nullable(),
    seenAt: moment,
    cash: z.boolean(),
    claims: z.array(share).openapi({ description: 'What falls to which claim' }),
    openTasks: z.int().openapi({ description: 'What people are asked about it' }),
    ...found,
  })
  .openapi('Payment');

const receipt = z
  .object({
    id: z.string(),
    kind: z.enum(['payment', 'refund']),
    state: z.enum(['pending', 'registered', 'failed']),
    url: z.string().nullable().openapi({ description: 'Where it can be looked at' }),
    registeredAt: moment.nullable(),
    fiscalDocument: z.string().nullable(),
    fiscalStorage: z.string().nullable(),
    fiscalAttribute: z.string().nullable(),
  })
  .openapi('FiscalReceipt');

export const paymentDetail = payment
  .extend({
    payer: z.string().nullable().openapi({ description: 'Masked', example: 'С. А. И.' }),
    booking: z
      .object({
        id: paymentId,
        connection: z.string(),
        externalId: z.string(),
        receipt: z.string().nullable(),
        paidAt: moment.nullable(),
      })
      .nullable()
      .openapi({ description: 'The same payment as the booking system shows it' }),
    receipts: z.array(receipt).openapi({ description: '54-ФЗ' }),
    postings: z
      .array(
        z.object({
          effect: z.int(),
          link: z.string(),
          operation: z.string().openapi({ example: 'payment.register' }),
          state: z.enum(['planned', 'intended', 'done', 'failed', 'unknown']),
          error: failure.nullable(),
          at: moment,
          finishedAt: moment.nullable(),
        }),
      )
      .openapi({ description: 'What was written of it into the booking system; `planned` where that is only observed' }),
    tasks: z.array(
      z.object({
        id: z.int(),
        kind: z.string().openapi({ example: 'payment_finding' }),
        state: z.enum(['open', 'decided', 'closed']),
        title: sentence,
        openedAt: moment,
        closedAt: moment.nullable(),
        closedBy: z.string().nullable(),
      }),
    ),
  })
  .openapi('PaymentDetail');
