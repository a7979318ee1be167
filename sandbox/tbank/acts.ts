import { z } from 'zod';
import type { HookSender } from '../core/hook-sender.ts';
import type { Twin } from '../core/types.ts';
import type { Desk } from './desk.ts';

const amount = z
  .union([z.number(), z.string().regex(/^\d+(\.\d{1,2})?$/)])
  .transform((value) => Math.round(Number(value) * 100))
  .refine((kopecks) => kopecks > 0, 'must be more than nothing');
const opening = z.strictObject({ order: z.string().min(1).max(36), amount });
const onPayment = z.strictObject({ payment: z.string() });
const refunding = z.strictObject({ payment: z.string(), amount: amount.optional() });
const subscribing = z.strictObject({ handler: z.url() });

/** What payers and the shop's staff do, sums in roubles. `pay` opens a payment and pays it at once. */
export function createActs(desk: Desk, hooks: HookSender, publicUrl: () => string): Twin['acts'] {
  const open = (input: unknown) => {
    const { order, amount: kopecks } = opening.parse(input);
    return desk.open(order, kopecks, 'person');
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
      return { payment: id, page: `${publicUrl()}/tbank/pay/${id}` };
    },
    hold: step(desk.hold),
    complete: step(desk.pay),
    reject: step(desk.reject),
    refund(input) {
      const { payment: id, amount: kopecks } = refunding.parse(input);
      const payment = desk.paymentOf(id);
      desk.refund(payment, kopecks ?? payment.amount, 'person');
      return { payment: id };
    },
    /** Tells of a payment again, as it stands. */
    repeat: step(desk.tell),
  };
}
