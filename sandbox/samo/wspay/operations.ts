import Big from 'big.js';
import type { TwinLedger } from '../../core/types.ts';
import type { BackOffice } from '../back-office.ts';
import { type Claim, isAgency, paymentCurrency } from '../claim.ts';
import { localDate } from '../dates.ts';
import { postPayment } from '../office-work.ts';
import { syntheticGuid } from '../synthetic-claim.ts';
import { childText, type XmlNode } from '../xml.ts';
import { confirmedFields, invoiceFields, reservationFields, type Sums } from './answer.ts';
import type { BankRates } from './bank.ts';
import { wspayFault } from './error.ts';
import type { Invoice, Invoices } from './invoices.ts';
import { owed, requirePayable } from './payable.ts';

export interface WspayCall {
  /** The element of the operation. */
  input: XmlNode;
  office: BackOffice;
  invoices: Invoices;
  rates: BankRates;
  ledger: TwinLedger;
  /** Login of the operator's own partner, good for any claim. */
  partnerLogin: string;
}

/** Each answers the inside of its response element. @throws SamoFault 100–120 */
export const operations: Record<string, (call: WspayCall) => string> = {
  getReservationData: (call) => reservationData(call, { simple: false }),
  getReservationDataSimple: (call) => reservationData(call, { simple: true }),
  payReservation: (call) => payReservation(call, { simple: false }),
  payReservationSimple: (call) => payReservation(call, { simple: true }),

  getInvoiceData(call) {
    const invoice = invoiceOf(call);
    return invoiceFields(invoice) + reservationFields(viewOf(call, invoice), call.invoices);
  },

  confirmInvoice(call) {
    const { office } = call;
    const invoice = invoiceOf(call);
    if (invoice.payment !== null) throw wspayFault('104');
    const { claim } = viewOf(call, invoice);
    requirePayable(claim);
    const payment = syntheticGuid(office.random);
    const fields = { INumber: invoice.number, TransactionId: invoice.transactionId, PaySum: invoice.paySum, payment };
    office.change(claim, { operation: 'confirmInvoice', by: 'api', fields, movesEditedAt: false }, () => {
      const posted = {
        id: payment,
        date: localDate(office.now()),
        cash: false,
        invoice: String(invoice.number),
        sum: invoice.paySum,
        rate: invoice.rate,
        claimSum: new Big(invoice.claimSum).toFixed(2),
      };
      postPayment(claim, posted, new Big(invoice.counted));
      invoice.payment = payment;
    });
    return confirmedFields(invoice);
  },
};

function reservationData(call: WspayCall, variant: { simple: boolean }): string {
  const claim = reservationOf(call, variant);
  requirePayable(claim);
  const sums = sumsOf(call, claim, childText(call.input, 'PaySum'));
  return invoiceFields(sums) + (variant.simple ? '' : reservationFields(call.office.view(claim), call.invoices));
}

function payReservation(call: WspayCall, variant: { simple: boolean }): string {
  const { office, invoices, ledger, input } = call;
  const transactionId = childText(input, 'TransactionId');
  if (transactionId === '' || childText(input, 'PaySum') === '') throw wspayFault('101');
  const claim = reservationOf(call, variant);
  const owner = `${claim.buyer.kind}:${claim.buyer.key}`;
  const earlier = invoices.byTransaction(transactionId);
  if (earlier !== undefined && earlier.owner !== owner) throw wspayFault('120');

  const date = localDate(office.now());
  const invoice = earlier ?? announced();
  const fields = { TransactionId: transactionId, ReservationNumber: claim.number, PaySum: invoice.paySum };
  const line = { entity: 'invoice', id: String(invoice.number), changed: earlier === undefined, fields, by: 'api' } as const;
  ledger.record({ operation: 'payReservation', ...line });
  return invoiceFields(invoice) + (variant.simple ? '' : reservationFields(viewOf(call, invoice), invoices));

  function announced(): Invoice {
    requirePayable(claim);
    const sums = sumsOf(call, claim, childText(input, 'PaySum'));
    return invoices.add({ transactionId, owner, guid: claim.guid, date, ...sums });
  }
}

/** The claim by its number; unless the call is a simple one, a passport of the claim or the login of its partner must come with it. */
function reservationOf({ office, input, partnerLogin }: WspayCall, { simple }: { simple: boolean }): Claim {
  const number = childText(input, 'ReservationNumber');
  if (!/^\d+$/.test(number)) throw wspayFault('101');
  const claim = office.find(number);
  if (claim === undefined) throw wspayFault('102');
  if (simple) return claim;

  const [passport, login] = [childText(input, 'PassportNumber').replaceAll(' ', ''), childText(input, 'PartnerLogin')];
  if (passport === '' && login === '') throw wspayFault('101');
  const { buyer, people } = office.view(claim);
  const holders = [...people.values(), ...(isAgency(buyer) ? [] : [buyer])];
  const fits = passport !== '' && holders.some(({ pserie, pnumber }) => [pnumber, pserie + pnumber].includes(passport));
  if (!fits && login !== partnerLogin) throw wspayFault('106');
  return claim;
}

/** What a payment in roubles comes to; everything that is owed when the caller names no sum. */
function sumsOf({ office, input, rates }: WspayCall, claim: Claim, asked: string): Sums {
  const currency = childText(input, 'PayCurrency') || paymentCurrency;
  if (currency !== paymentCurrency) throw wspayFault('109');
  const rate = rates.on(claim.currency, localDate(office.now()));
  if (rate === null) throw wspayFault('110');
  if (asked !== '' && !(/^\d+([.,]\d{1,2})?$/.test(asked) && /[1-9]/.test(asked))) throw wspayFault('107');

  const debt = owed(claim);
  const whole = claim.currency === paymentCurrency ? debt.inPayment : debt.inClaim.times(rate).round(2);
  const sum = asked === '' ? whole : new Big(asked.replace(',', '.'));
  if (sum.gt(whole)) throw wspayFault('108');
  const claimSum = sum.eq(whole) ? debt.inClaim : sum.div(rate).round(4);
  return {
    paySum: sum.toFixed(2),
    payCurrency: paymentCurrency,
    rate: rate.toFixed(4),
    claimSum: claimSum.toFixed(4),
    claimCurrency: claim.currency,
    counted: (sum.eq(whole) ? debt.inPayment : claimSum.times(claim.rate)).round(2).toFixed(2),
  };
}

function invoiceOf({ input, invoices }: WspayCall): Invoice {
  const [number, transaction] = [childText(input, 'INumber'), childText(input, 'TransactionId')];
  if (number === '' && transaction === '') throw wspayFault('101');
  const invoice = number === '' ? invoices.byTransaction(transaction) : invoices.byNumber(number);
  if (invoice === undefined) throw wspayFault('103');
  return invoice;
}

function viewOf({ office }: WspayCall, invoice: Invoice) {
  const claim = office.find(invoice.guid);
  if (claim === undefined) throw wspayFault('102');
  return office.view(claim);
}
