import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { ActError } from '../core/act-error.ts';
import { payPage } from '../core/pay-page.ts';
import { answerWithFaults } from '../core/twin-faults.ts';
import type { FaultPlan } from '../core/types.ts';
import type { Desk } from './desk.ts';
import { paymentJson, receiptJson } from './present.ts';
import type { YookassaState } from './state.ts';

export const SHOP = { shopId: '100500', secretKey: 'test_sandbox-yookassa-key' };

const money = z.object({ value: z.string().regex(/^\d+(\.\d{1,2})?$/), currency: z.string().length(3) });
const creating = z.object({ amount: money, metadata: z.object({ orderId: z.string().min(1) }) });
const refunding = z.object({ payment_id: z.string(), amount: money });
const cents = (value: string) => Math.round(Number(value) * 100);

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ type: 'error', id: 'ab5a11cd-13cc-4e33-af8b-75a74e18dd09', code }), {
    status,
    headers: { 'content-type': 'application/json', ...(status === 429 ? { 'retry-after': '1' } : {}) },
  });

/** The API under `/v3` and the payment page. A write is done once per `Idempotence-Key`. */
export function createService(deps: { state(): YookassaState; faults: FaultPlan; desk: Desk; publicUrl(): string }): Hono {
  const { state, faults, desk } = deps;
  const app = new Hono();
  const expected = `Basic ${Buffer.from(`${SHOP.shopId}:${SHOP.secretKey}`).toString('base64')}`;

  const guarded = (operation: string, work: (c: Context) => Promise<Response> | Response) => (c: Context) => {
    if (c.req.header('authorization') !== expected) return problem(401, 'invalid_credentials');
    return answerWithFaults({
      context: c,
      plan: faults,
      operation,
      vendor: {
        error: (rule) => problem(Number(rule.code ?? 500), 'told_to_fail'),
        rateLimit: () => problem(429, 'too_many_requests'),
      },
      work: async () => {
        try {
          return await work(c);
        } catch (error) {
          if (error instanceof ActError) return problem(error.kind === 'not_found' ? 404 : 400, 'invalid_request');
          if (error instanceof z.ZodError || error instanceof SyntaxError) return problem(400, 'invalid_request');
          throw error;
        }
      },
    });
  };

  async function once(c: Context, work: () => object | Promise<object>): Promise<Response> {
    const key = c.req.header('idempotence-key');
    if (key === undefined) return problem(400, 'invalid_request');
    const known = state().byKey.get(key);
    const answer = known ?? JSON.stringify(await work());
    state().byKey.set(key, answer);
    return new Response(answer, { headers: { 'content-type': 'application/json' } });
  }

  app.get(
    '/v3/me',
    guarded('me', (c) => c.json({ account_id: SHOP.shopId, test: true, status: 'enabled' })),
  );
  app.get(
    '/v3/payments/:id',
    guarded('payments.get', (c) => {
      const payment = desk.paymentOf(c.req.param('id') ?? '');
      const stale = faults.strike('payments.get', ['stale_read']) === null ? null : payment.before;
      return c.json(paymentJson(stale ?? payment, deps.publicUrl()));
    }),
  );
  app.post(
    '/v3/payments',
    guarded('payments.create', (c) =>
      once(c, async () => {
        const { amount, metadata } = creating.parse(await c.req.json());
        const wanted = { order: metadata.orderId, cents: cents(amount.value), currency: amount.currency, payer: null };
        return paymentJson(desk.open(wanted, 'api'), deps.publicUrl());
      }),
    ),
  );
  app.post(
    '/v3/refunds',
    guarded('refunds.create', (c) =>
      once(c, async () => {
        const { payment_id: id, amount } = refunding.parse(await c.req.json());
        return desk.refund(desk.paymentOf(id), cents(amount.value), 'api');
      }),
    ),
  );
  app.get(
    '/v3/receipts',
    guarded('receipts.list', (c) => {
      const items = state().receipts.filter(({ paymentId }) => paymentId === c.req.query('payment_id'));
      return c.json({ type: 'list', items: items.map(receiptJson) });
    }),
  );

  const page = (c: Context, act: (id: string) => void) => {
    const payment = state().payments.get(c.req.param('id') ?? '');
    if (!payment) return c.text('нет такого платежа', 404);
    act(payment.id);
    const open = payment.status === 'pending' || payment.status === 'waiting_for_capture';
    return payPage('ЮKassa (песочница)', `${(payment.cents / 100).toFixed(2)} ${payment.currency}`, open);
  };
  app.get('/pay/:id', (c) => page(c, () => undefined));
  app.post('/pay/:id', (c) =>
    page(c, (id) => {
      const payment = desk.paymentOf(id);
      if (payment.status !== 'succeeded') desk.pay(payment);
    }),
  );
  return app;
}
