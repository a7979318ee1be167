import { z } from 'zod';
import type { HookSender } from '../core/hook-sender.ts';
import type { Twin } from '../core/types.ts';
import type { Desk } from './desk.ts';
import { paymentJson } from './present.ts';

const amount = z
  .union([z.number(), z.string().regex(/^\d+(\.\d{1,2})?$/)])
  .transform((value) => Math.round(Number(value) * 100))
  .refine((cents) => cents > 0, 'must be more than nothing');
const opening = z.strictObject({
  order: z.string().min(1),
  amount,
  currency: z.string().length(3).default('RUB'),
  payer: z.string().nullable().default(null),
});
const onPayment = z.strictObject({ payment: z.string() });
const refunding = z.strictObject({ payment: z.string(), amount: amount.optional() });
const subscribing = z.strictObject({ handler: z.url() });

/** What payers and the shop's staff do. `pay` opens a payment and pays it at once; `open`, `hold`, `complete` are its single steps. */
export function createActs(desk: Desk, hooks: HookSender, publicUrl: () => string): Twin['acts'] {
  const open = (input: unknown) => {
    const { amount: cents, ...rest } = opening.parse(input);
    return desk.open({ ...rest, cents }, 'person');
  };
  const step = (act: (payment: ReturnType<Desk['paymentOf']>) => void) => (input: unknown) => {
    const payment = desk.paymentOf(onPayment.parse(input).payment);
    act(payment);
    return { payment: payment.id };
  };
  return {
    subscribe(input) {
      hooks.subscribe(subscribing.parse(input).handler);
      return {};
    },
    pay(input) {
      const payment = open(input);
      desk.pay(payment);
      return { payment: payment.id };
    },
    open(input) {
      const { id } = open(input);
      return { payment: id, page: `${publicUrl()}/yookassa/pay/${id}` };
    },
    hold: step(desk.hold),
    complete: step(desk.pay),
    cancel: step(desk.cancel),
    refund(input) {
      const { payment: id, amount: cents } = refunding.parse(input);
      const payment = desk.paymentOf(id);
      return desk.refund(payment, cents ?? payment.cents - payment.refundedCents, 'person');
    },
    /** Tells of a payment again, as it stood when it was paid. */
    repeat: step((payment) => desk.tell('payment.succeeded', paymentJson(payment, publicUrl()))),
  };
}
