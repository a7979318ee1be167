import { type Call, family, type MethodTable } from '../method.ts';
import { isoOf, parseMoment } from '../portal-time.ts';
import { query } from '../query.ts';
import { permit } from '../rights.ts';
import { addPayment, changePayment, deletePayment, orderById, type Payment, payments, paySystems } from '../sale/payments.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const sale = family(['sale']);
const DENIED_READ = 200040300010;
const DENIED_WRITE = 200040300020;

/** Fields that are kept as they come, by kind. */
const texts =
  `comments externalPayment id1c isReturn marked payReturnComment payReturnNum payVoucherNum psCurrency psStatus psStatusCode
  psStatusDescription psStatusMessage reasonMarked updated1c version1c xmlId`.split(/\s+/);
const numbers = 'companyId empMarkedId empPaidId empResponsibleId empReturnId psInvoiceId psSum responsibleId'.split(' ');
const moments = 'dateBill dateMarked datePayBefore dateResponsibleId payReturnDate payVoucherDate psResponseDate'.split(' ');
const flags = ['externalPayment', 'isReturn', 'marked', 'updated1c'];

/** Payments as the shop sees them. Access is refused with a number instead of a code. */
export const saleMethods: MethodTable = {
  'sale.payment.add': sale.value(0.4, ({ machine: { portal }, params, actor }) => {
    permit(portal, 'payment', 'add', () => new VendorError(400, DENIED_WRITE, 'Access Denied'));
    const fields = asMap(params['fields']);
    const order = orderById(portal, asId(fields['orderId']) ?? 0);
    if (order === undefined) throw new VendorError(400, 200640400002, 'order does not exist');
    return { payment: row(addPayment(portal, order, changesOf(fields, null), actor)) };
  }),
  'sale.payment.update': sale.value(0.4, (call) => {
    const payment = paymentOf(call);
    changePayment(call.machine.portal, payment, changesOf(asMap(call.params['fields']), payment), call.actor);
    return { payment: row(payment) };
  }),
  'sale.payment.get': sale.value(0.1, (call) => ({ payment: row(paymentOf(call)) })),
  'sale.payment.list': sale.paged(0.2, ({ machine: { portal }, params }) => {
    permit(portal, 'payment', 'read', () => new VendorError(400, DENIED_READ, 'Access Denied'));
    const { rows, ...paging } = query([...payments(portal).values()].map(row), params);
    const names = asList(params['select']).map(asText);
    const picked = (one: WireMap) =>
      names.length === 0 ? one : Object.fromEntries(Object.entries(one).filter(([name]) => names.includes(name)));
    return { result: { payments: rows.map(picked) }, ...paging };
  }),
  'sale.payment.delete': sale.value(0.2, (call) => {
    deletePayment(call.machine.portal, paymentOf(call), call.actor);
    return true;
  }),
};

function paymentOf({ machine, params }: Call): Payment {
  const payment = payments(machine.portal).get(asId(params['id']) ?? 0);
  if (payment === undefined) throw new VendorError(400, 200640400001, 'payment does not exist');
  return payment;
}

function changesOf(fields: WireMap, before: Payment | null): Partial<Payment> {
  const paidAt = fields['datePaid'] === undefined ? null : parseMoment(asText(fields['datePaid']));
  return {
    ...(fields['paid'] !== undefined && { paid: asText(fields['paid']) === 'Y' }),
    ...(paidAt !== null && { paidAt }),
    ...(fields['sum'] !== undefined && { sum: Number(asText(fields['sum'])) }),
    ...(asId(fields['paySystemId']) !== null && { paySystemId: asId(fields['paySystemId']) ?? 1 }),
    more: { ...before?.more, ...kept(fields) },
  };
}

function kept(fields: WireMap): WireMap {
  const known: readonly string[] = [...texts, ...numbers, ...moments, 'priceCod'];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => known.includes(name)));
}

function row({
  id,
  orderId,
  accountNumber,
  paid,
  paidAt,
  sum,
  currency,
  paySystemId,
  createdAt,
  responsibleId,
  more,
}: Payment): WireMap {
  const moment = (value: Wire | undefined) => {
    const at = parseMoment(asText(value));
    return at === null ? null : isoOf(at);
  };
  return {
    accountNumber,
    currency,
    id,
    orderId,
    paid: paid ? 'Y' : 'N',
    datePaid: paidAt === null ? null : isoOf(paidAt),
    paySystemId,
    paySystemIsCash: 'N',
    paySystemName: paySystems[paySystemId] ?? '',
    paySystemXmlId: '',
    sum,
    ...Object.fromEntries(texts.map((name) => [name, asText(more[name]) || (flags.includes(name) ? 'N' : '')])),
    ...Object.fromEntries(numbers.map((name) => [name, more[name] === undefined ? null : Number(asText(more[name]))])),
    ...Object.fromEntries(moments.map((name) => [name, moment(more[name])])),
    dateResponsibleId: isoOf(createdAt),
    priceCod: asText(more['priceCod']) || '0',
    responsibleId: asId(more['responsibleId']) ?? responsibleId,
  };
}
