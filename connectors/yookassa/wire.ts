import { z } from 'zod';

const money = z.object({ value: z.string().regex(/^\d+(\.\d+)?$/), currency: z.string().min(1) });

/** A payment as `GET /payments/{id}` answers; fields that the hub has no use for are left out. */
export const paymentObject = z.object({
  id: z.string().min(1),
  status: z.string(),
  amount: money,
  refunded_amount: money.optional(),
  description: z.string().optional(),
  captured_at: z.string().optional(),
  merchant_customer_id: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

/** `GET /me`: the shop that the key belongs to. */
export const shopObject = z.object({ account_id: z.string() });

/** `GET /receipts?payment_id=…` */
export const receiptList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      type: z.enum(['payment', 'refund']),
      status: z.enum(['pending', 'succeeded', 'canceled']),
      registered_at: z.string().optional(),
      fiscal_document_number: z.string().optional(),
      fiscal_storage_number: z.string().optional(),
      fiscal_attribute: z.string().optional(),
    }),
  ),
});

/** The body of a notification: only the ids in it are used. */
export const notification = z.object({
  type: z.literal('notification'),
  event: z.string(),
  object: z.object({
    id: z.string().regex(/^[\w-]{1,64}$/),
    payment_id: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
  }),
});
