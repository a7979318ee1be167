import { type EntityTypeId, entityNames } from '../field-spec.ts';
import type { Actor, Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';
import { trace } from '../trace.ts';
import type { WireMap } from '../wire.ts';

export interface Order {
  id: number;
  ownerTypeId: number;
  ownerId: number;
}

export interface PaymentItem {
  id: number;
  rowId: number;
  quantity: number;
}

export interface Payment {
  id: number;
  orderId: number;
  accountNumber: string;
  paid: boolean;
  paidAt: number | null;
  sum: number;
  currency: string;
  paySystemId: number;
  createdAt: number;
  responsibleId: number;
  items: PaymentItem[];
  /** What the shop's own methods keep beside: states of the pay system, returns, marks. */
  more: WireMap;
}

const orders = shelf<Order>();
export const payments = shelf<Payment>();

export const paySystems: { [id: number]: string } = {
  1: 'Банковский перевод',
  2: 'Банковская карта',
  3: 'Система быстрых платежей',
};

/** The order behind a record's payments; the first payment makes it. */
export function orderOf(portal: Portal, ownerTypeId: number, ownerId: number, actor: Actor): Order {
  const known = [...orders(portal).values()].find((order) => order.ownerTypeId === ownerTypeId && order.ownerId === ownerId);
  if (known !== undefined) return known;
  const order = { id: portal.nextId('order'), ownerTypeId, ownerId };
  orders(portal).set(order.id, order);
  portal.emit({ name: 'ONORDERENTITYSAVED', data: { ID: String(order.id) }, objectId: String(order.id), actor });
  return order;
}

export const orderById = (portal: Portal, id: number): Order | undefined => orders(portal).get(id);

export function recordOf(portal: Portal, ownerTypeId: number, ownerId: number) {
  return ownerTypeId in entityNames ? portal.records[ownerTypeId as EntityTypeId].get(ownerId) : undefined;
}

export function paymentsOf(portal: Portal, ownerTypeId: number, ownerId: number): Payment[] {
  const ids = [...orders(portal).values()]
    .filter((one) => one.ownerTypeId === ownerTypeId && one.ownerId === ownerId)
    .map((one) => one.id);
  return [...payments(portal).values()].filter((payment) => ids.includes(payment.orderId));
}

export function addPayment(portal: Portal, order: Order, init: Partial<Payment>, actor: Actor): Payment {
  const number = [...payments(portal).values()].filter((payment) => payment.orderId === order.id).length + 1;
  const payment: Payment = {
    id: portal.nextId('payment'),
    orderId: order.id,
    accountNumber: `${order.id}/${number}`,
    paid: false,
    paidAt: null,
    sum: 0,
    currency: 'RUB',
    paySystemId: 1,
    createdAt: portal.clock.now(),
    responsibleId: actor.userId,
    items: [],
    more: {},
    ...init,
  };
  payments(portal).set(payment.id, payment);
  saved(portal, payment, actor);
  return payment;
}

export function changePayment(portal: Portal, payment: Payment, changes: Partial<Payment>, actor: Actor): void {
  const paidNow = changes.paid === true && !payment.paid;
  Object.assign(payment, changes, paidNow && changes.paidAt === undefined && { paidAt: portal.clock.now() });
  saved(portal, payment, actor);
}

export function deletePayment(portal: Portal, payment: Payment, actor: Actor): void {
  payments(portal).delete(payment.id);
  trace(portal, actor, { entity: 'payment', id: payment.id, fields: {} });
  portal.emit({ name: 'ONPAYMENTDELETED', data: { ID: String(payment.id) }, objectId: String(payment.id), actor });
}

function saved(portal: Portal, payment: Payment, actor: Actor): void {
  const { id, orderId, paid, sum, currency } = payment;
  trace(portal, actor, { entity: 'payment', id, fields: { orderId, paid, sum, currency } });
  portal.emit({ name: 'ONPAYMENTENTITYSAVED', data: { ID: String(id) }, objectId: String(id), actor });
}
