import type { ClaimPayment, PaymentSum } from '../../domain/booking/ports.ts';
import { HubError } from '../../domain/errors.ts';
import { child, children, type XmlNode } from '../sdk/xml.ts';
import { attributesOf } from './attributes.ts';
import { date, decimal, flag, text } from './values.ts';

/** The payments of GET_CLAIM_PAYMENT. @throws HubError `validation` for one without an id or a sum: leaving it out would be a lie */
export function readPayments(root: XmlNode | null): ClaimPayment[] {
  const holder = child(root, 'payments') ?? root;
  return children(holder, 'payment')
    .map(readPayment)
    .sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
}

function readPayment(node: XmlNode): ClaimPayment {
  const a = attributesOf(node);
  const [id, paid, counted] = [text(a('id')), readSum(child(node, 'value')), readSum(child(node, 'reservationValue'))];
  if (id === null || paid === null || counted === null) throw unreadable();
  return {
    id,
    date: date(a('pdate')),
    cash: flag(a('cash')),
    receipt: text(a('invoice')),
    receiptDate: date(a('invoiceDate')),
    note: text(child(node, 'note')?.text) ?? text(a('note')),
    paid,
    counted: { sum: counted.sum, currency: counted.currency },
    payer: readPayer(child(node, 'payer')),
  };
}

function readSum(node: XmlNode | null): PaymentSum | null {
  const a = attributesOf(node);
  const [sum, currency] = [decimal(a('sum')), text(a('currency'))];
  if (sum === null || currency === null) return null;
  return { sum, currency, currencyKey: text(a('currencyKey')), rate: decimal(a('rate'), 0) };
}

function readPayer(node: XmlNode | null): ClaimPayment['payer'] {
  const a = attributesOf(node);
  const name = text(a('name'));
  return flag(a('legal')) && name !== null ? { name, inn: text(a('inn')) } : null;
}

function unreadable(): HubError {
  return new HubError({
    code: 'SAMO_PAYMENT_UNREADABLE',
    kind: 'validation',
    userMessage: {
      ru: 'В оплатах заявки САМО есть запись без номера или суммы. Проверьте её в САМО.',
      en: 'A payment of the claim has no number or no sum in SAMO. Check it there.',
    },
  });
}
