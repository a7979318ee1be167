import { ActError } from '../core/act-error.ts';
import type { Clock } from '../core/clock.ts';
import type { HookSender } from '../core/hook-sender.ts';
import type { TwinLedger } from '../core/types.ts';
import { paymentJson, refundJson } from './present.ts';
import { change, newId, type Payment, type YookassaState } from './state.ts';

export interface NewPayment {
  order: string;
  cents: number;
  currency: string;
  payer: string | null;
}

type By = 'api' | 'person';

/** What happens to payments, whoever asks; each change is told to the shop. */
export function createDesk(deps: {
  clock: Clock;
  state(): YookassaState;
  ledger: TwinLedger;
  hooks: HookSender;
  publicUrl(): string;
}) {
  const now = () => new Date(deps.clock.now()).toISOString();

  function tell(event: string, object: object): void {
    deps.hooks.send(event, JSON.stringify({ type: 'notification', event, object }));
  }

  function record(operation: string, payment: Payment, fields: Record<string, unknown>, by: By): void {
    deps.ledger.record({ operation, entity: 'payment', id: payment.id, changed: true, fields, by });
  }

  function paymentOf(id: string): Payment {
    const payment = deps.state().payments.get(id);
    if (!payment) throw new ActError('not_found', `there is no payment ${id}`);
    return payment;
  }

  function receipt(payment: Payment, type: 'payment' | 'refund'): void {
    const state = deps.state();
    const number = state.receipts.length + 1;
    state.receipts.push({ id: newId(state, 'c'), type, paymentId: payment.id, number, registeredAt: now() });
  }

  return {
    paymentOf,
    tell,
    open({ order, ...rest }: NewPayment, by: By): Payment {
      const state = deps.state();
      const payment: Payment = {
        id: newId(state, 'a'),
        status: 'pending',
        ...rest,
        refundedCents: 0,
        orderId: order,
        createdAt: now(),
        capturedAt: null,
        before: null,
      };
      state.payments.set(payment.id, payment);
      record('payments.create', payment, { order, amount: rest.cents / 100 }, by);
      return payment;
    },
    hold(payment: Payment): void {
      if (payment.status !== 'pending') throw new ActError('refused', 'the payment is past that');
      change(payment, { status: 'waiting_for_capture' });
      record('payments.hold', payment, {}, 'person');
      tell('payment.waiting_for_capture', paymentJson(payment, deps.publicUrl()));
    },
    pay(payment: Payment): void {
      if (payment.status === 'succeeded' || payment.status === 'canceled') throw new ActError('refused', 'the payment is over');
      change(payment, { status: 'succeeded', capturedAt: now() });
      receipt(payment, 'payment');
      record('payments.pay', payment, { amount: payment.cents / 100 }, 'person');
      tell('payment.succeeded', paymentJson(payment, deps.publicUrl()));
    },
    cancel(payment: Payment): void {
      if (payment.status === 'succeeded' || payment.status === 'canceled') throw new ActError('refused', 'the payment is over');
      change(payment, { status: 'canceled' });
      record('payments.cancel', payment, {}, 'person');
      tell('payment.canceled', paymentJson(payment, deps.publicUrl()));
    },
    refund(payment: Payment, cents: number, by: By) {
      if (payment.status !== 'succeeded' || payment.refundedCents + cents > payment.cents)
        throw new ActError('refused', 'there is not that much to give back');
      const state = deps.state();
      change(payment, { refundedCents: payment.refundedCents + cents });
      const refund = { id: newId(state, 'b'), paymentId: payment.id, cents, createdAt: now() };
      state.refunds.push(refund);
      receipt(payment, 'refund');
      record('refunds.create', payment, { amount: cents / 100 }, by);
      tell('refund.succeeded', refundJson(refund, payment.currency));
      return refundJson(refund, payment.currency);
    },
  };
}

export type Desk = ReturnType<typeof createDesk>;
