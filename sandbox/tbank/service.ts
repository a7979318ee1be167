import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { ActError } from '../core/act-error.ts';
import { payPage } from '../core/pay-page.ts';
import { answerWithFaults } from '../core/twin-faults.ts';
import type { FaultPlan } from '../core/types.ts';
import { type Desk, TERMINAL } from './desk.ts';
import type { Payment, TbankState } from './state.ts';
import { sign } from './token.ts';

const fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const paymentId = z.union([z.string(), z.number()]).transform(String);
const getting = z.object({ PaymentId: paymentId });
const opening = z.object({ OrderId: z.string().min(1).max(36), Amount: z.number().int().positive() });
const cancelling = z.object({ PaymentId: paymentId, Amount: z.number().int().positive().optional() });

type Fields = z.infer<typeof fields>;

/** The API under `/v2`: answers are 200 with `Success` and `ErrorCode` inside. */
export function createService(deps: { state(): TbankState; faults: FaultPlan; desk: Desk; publicUrl(): string }): Hono {
  const { state, faults, desk } = deps;
  const app = new Hono();
  const no = (code: string, message: string) =>
    Response.json({ Success: false, ErrorCode: code, Message: message, TerminalKey: TERMINAL.terminalKey });
  const shown = (payment: Payment, seen: { status: string; amount: number } = payment) => ({
    Success: true,
    ErrorCode: '0',
    TerminalKey: TERMINAL.terminalKey,
    Status: seen.status,
    PaymentId: payment.id,
    OrderId: payment.orderId,
    Amount: seen.amount,
  });

  const guarded = (operation: string, work: (body: Fields) => object) => (c: Context) =>
    answerWithFaults({
      context: c,
      plan: faults,
      operation,
      vendor: {
        error: ({ code = '9999' }) =>
          code.startsWith('http') ? new Response('', { status: Number(code.slice(4)) }) : no(code, 'Ошибка'),
        rateLimit: () => new Response('', { status: 429, headers: { 'retry-after': '1' } }),
      },
      work: async () => {
        try {
          const body = fields.parse(await c.req.json());
          if (body['TerminalKey'] !== TERMINAL.terminalKey)
            return no('205', 'Неверный токен. Проверьте пару TerminalKey/SecretKey');
          if (body['Token'] !== sign(body, TERMINAL.password)) return no('204', 'Неверный токен');
          return Response.json(work(body));
        } catch (error) {
          if (error instanceof ActError) return no(error.kind === 'not_found' ? '255' : '8', error.message);
          if (error instanceof z.ZodError || error instanceof SyntaxError) return no('9', 'Неверные параметры');
          throw error;
        }
      },
    });

  app.post(
    '/v2/GetState',
    guarded('GetState', (body) => {
      const payment = desk.paymentOf(getting.parse(body).PaymentId);
      const stale = faults.strike('GetState', ['stale_read']) === null ? null : payment.before;
      return shown(payment, stale ?? payment);
    }),
  );
  app.post(
    '/v2/Init',
    guarded('Init', (body) => {
      const { OrderId: order, Amount: amount } = opening.parse(body);
      const payment = desk.open(order, amount, 'api');
      return { ...shown(payment), PaymentURL: `${deps.publicUrl()}/tbank/pay/${payment.id}` };
    }),
  );
  app.post(
    '/v2/Cancel',
    guarded('Cancel', (body) => {
      const { PaymentId: id, Amount: amount } = cancelling.parse(body);
      const payment = desk.paymentOf(id);
      const OriginalAmount = payment.amount;
      desk.refund(payment, amount ?? payment.amount, 'api');
      return { ...shown(payment), OriginalAmount, NewAmount: payment.status === 'REFUNDED' ? 0 : payment.amount };
    }),
  );

  const page = (c: Context, act: (payment: Payment) => void) => {
    const payment = state().payments.get(c.req.param('id') ?? '');
    if (!payment) return c.text('нет такого платежа', 404);
    act(payment);
    return payPage(
      'Т-Касса (песочница)',
      `${(payment.amount / 100).toFixed(2)} RUB`,
      ['NEW', 'AUTHORIZED'].includes(payment.status),
    );
  };
  app.get('/pay/:id', (c) => page(c, () => undefined));
  app.post('/pay/:id', (c) =>
    page(c, (payment) => {
      if (['NEW', 'AUTHORIZED'].includes(payment.status)) desk.pay(payment);
    }),
  );
  return app;
}
