import { ActError } from '../core/act-error.ts';
import type { HookSender } from '../core/hook-sender.ts';
import type { TwinLedger } from '../core/types.ts';
import type { Payment, TbankState } from './state.ts';
import { sign } from './token.ts';

export const TERMINAL = { terminalKey: '1700000000000DEMO', password: 'sandbox-tbank-password' };

type By = 'api' | 'person';

/** What happens to payments, whoever asks; each change of status is told to the shop. */
export function createDesk(deps: { state(): TbankState; ledger: TwinLedger; hooks: HookSender }) {
  function tell(payment: Payment): void {
    const fields = {
      TerminalKey: TERMINAL.terminalKey,
      OrderId: payment.orderId,
      Success: payment.status !== 'REJECTED',
      Status: payment.status,
      PaymentId: payment.id,
      ErrorCode: payment.status === 'REJECTED' ? '1051' : '0',
      Amount: payment.amount,
      CardId: 10452089,
      Pan: '430000******0777',
      ExpDate: '1130',
    };
    const body = JSON.stringify({ ...fields, Token: sign(fields, TERMINAL.password) });
    // The number of a payment is written as a number, however long it is.
    deps.hooks.send(payment.status, body.replace(`"PaymentId":"${payment.id}"`, `"PaymentId":${payment.id}`));
  }

  function move(payment: Payment, status: string, amount: number, by: By): void {
    payment.before = { status: payment.status, amount: payment.amount };
    Object.assign(payment, { status, amount });
    deps.ledger.record({ operation: status, entity: 'payment', id: payment.id, changed: true, fields: { amount }, by });
    tell(payment);
  }

  const isOver = ({ status }: Payment) => !['NEW', 'AUTHORIZED'].includes(status);

  return {
    tell,
    paymentOf(id: string): Payment {
      const payment = deps.state().payments.get(id);
      if (!payment) throw new ActError('not_found', `there is no payment ${id}`);
      return payment;
    },
    open(orderId: string, amount: number, by: By): Payment {
      const state = deps.state();
      const payment: Payment = { id: String(state.next), status: 'NEW', amount, orderId, before: null };
      state.next += 1n;
      state.payments.set(payment.id, payment);
      deps.ledger.record({
        operation: 'Init',
        entity: 'payment',
        id: payment.id,
        changed: true,
        fields: { orderId, amount },
        by,
      });
      return payment;
    },
    /** The bank tells of both steps, one right after the other. */
    pay(payment: Payment): void {
      if (isOver(payment)) throw new ActError('refused', 'the payment is over');
      if (payment.status === 'NEW') move(payment, 'AUTHORIZED', payment.amount, 'person');
      move(payment, 'CONFIRMED', payment.amount, 'person');
    },
    hold(payment: Payment): void {
      if (payment.status !== 'NEW') throw new ActError('refused', 'the payment is past that');
      move(payment, 'AUTHORIZED', payment.amount, 'person');
    },
    reject(payment: Payment): void {
      if (isOver(payment)) throw new ActError('refused', 'the payment is over');
      move(payment, 'REJECTED', payment.amount, 'person');
    },
    refund(payment: Payment, amount: number, by: By): void {
      if (!['CONFIRMED', 'PARTIAL_REFUNDED'].includes(payment.status) || amount > payment.amount)
        throw new ActError('refused', 'there is not that much to give back');
      if (amount === payment.amount) move(payment, 'REFUNDED', payment.amount, by);
      else move(payment, 'PARTIAL_REFUNDED', payment.amount - amount, by);
    },
  };
}

export type Desk = ReturnType<typeof createDesk>;
