import { z } from 'zod';

const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
const text = z.union([z.string(), z.number().transform(String)]);

/** What SMSC answers with instead of a result, under HTTP 200 too. */
export const refusal = z.object({ error: z.string(), error_code: text });

export const sendAnswer = z.object({ id: text, cnt: number, cost: text.optional(), balance: text.optional() });

export const statusAnswer = z.object({ status: number, err: number.optional() });

export const balanceAnswer = z.object({ balance: text });

/** A notification about a message, posted as a form. */
export const notification = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  phone: z.string().regex(/^\+?\d{6,20}$/),
  status: z.string().regex(/^-?\d{1,3}$/),
  /** When it came to this status, in seconds. */
  ts: z.string().max(20).optional(),
  err: z.string().max(10).optional(),
  sha1: z.string().optional(),
});
