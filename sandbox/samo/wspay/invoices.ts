import type { Currency } from '../claim.ts';

/** A receipt («квитанция»): what a bank has announced for a claim, and after its confirmation what it has paid. */
export interface Invoice {
  number: number;
  transactionId: string;
  /** Who buys the claim; one transaction number belongs to one of them. */
  owner: string;
  guid: string;
  date: string;
  paySum: string;
  payCurrency: Currency;
  /** Units of the payment currency for one of the claim currency: the bank's, of that day. */
  rate: string;
  /** In the claim currency, four places. */
  claimSum: string;
  claimCurrency: Currency;
  /** What it is worth at the claim's own rate, in the payment currency. */
  counted: string;
  /** Guid of the payment it became. */
  payment: string | null;
}

export interface Invoices {
  all(): Invoice[];
  byNumber(number: string): Invoice | undefined;
  byTransaction(transactionId: string): Invoice | undefined;
  /** The last one of a claim. */
  lastOf(guid: string): Invoice | undefined;
  add(invoice: Omit<Invoice, 'number' | 'payment'>): Invoice;
  clear(): void;
}

const firstNumber = 70_001;

export function createInvoices(): Invoices {
  let invoices: Invoice[] = [];
  return {
    all: () => invoices,
    byNumber: (number) => invoices.find((each) => String(each.number) === number),
    byTransaction: (transactionId) => invoices.find((each) => each.transactionId === transactionId),
    lastOf: (guid) => invoices.findLast((each) => each.guid === guid),
    add(invoice) {
      const added = { number: firstNumber + invoices.length, ...invoice, payment: null };
      invoices.push(added);
      return added;
    },
    clear() {
      invoices = [];
    },
  };
}
