import { type ClaimView, isAgency } from '../claim.ts';
import { element, escapeXml } from '../xml.ts';
import type { Invoice, Invoices } from './invoices.ts';

/** The operator's own tax number: not a real one. */
const ownerInn = '9999999999';

/** A sum of money in both currencies, as an invoice holds it. */
export type Sums = Pick<Invoice, 'paySum' | 'payCurrency' | 'rate' | 'claimSum' | 'claimCurrency' | 'counted'>;

/** Sums, with number, date and state where they are those of an invoice. Claim currency with four places, payment currency with two. */
export function invoiceFields(sums: Sums | Invoice): string {
  const own = 'number' in sums ? { INumber: String(sums.number), InvoiceDate: sums.date, TransactionId: sums.transactionId } : {};
  const state = 'number' in sums ? { Confirmed: sums.payment === null ? '0' : '1' } : {};
  const { claimSum, claimCurrency, paySum, payCurrency, rate } = sums;
  return fields({
    ...own,
    ResSum: claimSum,
    ResCurrency: claimCurrency,
    PaySum: paySum,
    PayCurrency: payCurrency,
    Rate: rate,
    ...state,
  });
}

export function confirmedFields(invoice: Invoice): string {
  return fields({ INumber: String(invoice.number), Confirmed: '1', PaymentGuid: invoice.payment ?? '' });
}

/** What the bank shows to the person who pays. */
export function reservationFields({ claim, buyer, people }: ClaimView, invoices: Invoices): string {
  const last = invoices.lastOf(claim.guid);
  const hotel = claim.services.find(({ kind }) => kind === 'hotel');
  const tourist = people.get(claim.tourists[0]?.key ?? '');
  const inside = fields({
    Number: String(claim.number),
    Tour: claim.tour.name,
    StartDate: claim.dateBeg,
    EndDate: claim.dateEnd,
    Hotel: hotel?.name,
    Tourist: tourist?.name,
    Buyer: isAgency(buyer) ? buyer.contact : buyer.name,
    OwnerINN: isAgency(buyer) ? buyer.inn : ownerInn,
    Invoice: last === undefined ? undefined : String(last.number),
    InvoiceDate: last?.date,
  });
  return element('reservationData', {}, inside);
}

/** One element for each value; what is not there is left out. */
function fields(values: Record<string, string | null | undefined>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === null || value === undefined ? [] : [element(name, {}, escapeXml(value))]))
    .join('');
}
