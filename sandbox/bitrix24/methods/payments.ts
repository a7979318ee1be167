import { createHash } from 'node:crypto';
import { type Call, family, type MethodTable } from '../method.ts';
import { isoOf } from '../portal-time.ts';
import { permit } from '../rights.ts';
import { rowsOf } from '../rows.ts';
import {
  addPayment,
  changePayment,
  deletePayment,
  orderById,
  orderOf,
  type Payment,
  payments,
  paymentsOf,
  paySystems,
  recordOf,
} from '../sale/payments.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asText, type WireMap } from '../wire.ts';

const crm = family(['crm']);
const salescenter = family(['salescenter', 'sale']);

/** This family's errors bear the number 0. */
const refusal = (text: string) => new VendorError(400, 0, text);
const denial = () => refusal('Недостаточно прав');
const notFound = () => refusal('Payment has not been found');

/** Payments of deals; each write of one fires `ONPAYMENTENTITYSAVED`. */
export const paymentMethods: MethodTable = {
  'crm.item.payment.add': crm.value(0.4, ({ machine: { portal }, params, actor }) => {
    permit(portal, 'payment', 'add', denial);
    const [ownerTypeId, ownerId] = [asId(params['entityTypeId']) ?? 0, asId(params['entityId']) ?? 0];
    const record = recordOf(portal, ownerTypeId, ownerId);
    if (record === undefined || ownerTypeId !== 2) throw refusal('Entity has not been found');
    const order = orderOf(portal, ownerTypeId, ownerId, actor);
    return addPayment(portal, order, { currency: asText(record.values['currencyId']) || 'RUB' }, actor).id;
  }),
  'crm.item.payment.list': crm.value(0.1, ({ machine: { portal }, params }) => {
    permit(portal, 'payment', 'read', denial);
    return paymentsOf(portal, asId(params['entityTypeId']) ?? 0, asId(params['entityId']) ?? 0).map(row);
  }),
  'crm.item.payment.get': crm.value(0.05, (call) => row(paymentOf(call, 'read'))),
  'crm.item.payment.pay': crm.value(0.4, (call) => settled(call, true)),
  'crm.item.payment.unpay': crm.value(0.4, (call) => settled(call, false)),
  'crm.item.payment.delete': crm.value(0.2, (call) => {
    deletePayment(call.machine.portal, paymentOf(call, 'delete'), call.actor);
    return true;
  }),
  'crm.item.payment.product.add': crm.value(0.2, (call) => {
    const { portal } = call.machine;
    const payment = paymentOf({ ...call, params: { id: call.params['paymentId'] ?? null } }, 'update');
    const rowId = asId(call.params['rowId']);
    const owner = ownerOf(call, payment);
    const found = rowsOf(portal, owner).find((one) => one.id === rowId);
    if (found === undefined) throw refusal('Product has not been found');
    const item = { id: portal.nextId('paymentItem'), rowId: found.id, quantity: Number(asText(call.params['quantity']) || 1) };
    const items = [...payment.items, item];
    changePayment(portal, payment, { items, sum: sumOf(call, payment, items) }, call.actor);
    return item.id;
  }),
  'crm.item.payment.product.list': crm.value(0.1, (call) => {
    const payment = paymentOf({ ...call, params: { id: call.params['paymentId'] ?? null } }, 'read');
    return payment.items.map(({ id, rowId, quantity }) => ({ id, paymentId: payment.id, quantity, rowId }));
  }),
  'crm.item.payment.product.delete': crm.value(0.1, (call) => {
    const { portal } = call.machine;
    const id = asId(call.params['id']);
    const payment = [...payments(portal).values()].find((one) => one.items.some((item) => item.id === id));
    if (payment === undefined) throw refusal('Payable item has not been found');
    permit(portal, 'payment', 'update', denial);
    const items = payment.items.filter((item) => item.id !== id);
    changePayment(portal, payment, { items, sum: sumOf(call, payment, items) }, call.actor);
    return true;
  }),
  'salescenter.payment.getpublicurl': salescenter.value(0.2, ({ machine: { portal }, params }) => {
    const payment = payments(portal).get(asId(params['id']) ?? 0);
    if (payment === undefined) throw new VendorError(400, 200640400001, 'payment is not exists');
    const code = createHash('sha256').update(`payment ${payment.id}`).digest('hex');
    const base = portal.endpoint().replace(/rest\/$/, '');
    const url = `${base}pub/site/oformlenie_zakaza/?orderId=${payment.orderId}&paymentId=${payment.id}&access=${code}`;
    return { payment: { url, shortUrl: `${base}~${code.slice(0, 5)}`, qr: Buffer.from(code).toString('base64') } };
  }),
};

function paymentOf({ machine, params }: Call, action: 'read' | 'update' | 'delete'): Payment {
  permit(machine.portal, 'payment', action, denial);
  const payment = payments(machine.portal).get(asId(params['id']) ?? 0);
  if (payment === undefined) throw notFound();
  return payment;
}

function ownerOf({ machine }: Call, payment: Payment) {
  return { type: 2, id: orderById(machine.portal, payment.orderId)?.ownerId ?? 0 } as const;
}

function sumOf(call: Call, payment: Payment, items: Payment['items']): number {
  const rows = rowsOf(call.machine.portal, ownerOf(call, payment));
  const price = (rowId: number) => rows.find((one) => one.id === rowId)?.price ?? 0;
  return Math.round(items.reduce((sum, item) => sum + price(item.rowId) * item.quantity, 0) * 100) / 100;
}

function settled(call: Call, paid: boolean): true {
  const payment = paymentOf(call, 'update');
  changePayment(call.machine.portal, payment, { paid, ...(!paid && { paidAt: null }) }, call.actor);
  return true;
}

function row({ id, accountNumber, paid, paidAt, sum, currency, paySystemId }: Payment): WireMap {
  return {
    id,
    accountNumber,
    paid: paid ? 'Y' : 'N',
    datePaid: paidAt === null ? null : isoOf(paidAt),
    sum,
    currency,
    paySystemId,
    paySystemName: paySystems[paySystemId] ?? '',
  };
}
