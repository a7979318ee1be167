import type { MoneyValue, TemplateData } from './types.ts';

/** What a fiscal receipt says of a payment, as 54-ФЗ wants it told to the buyer. */
export interface FiscalReceipt {
  /** Where the buyer sees it: the page of the operator of fiscal data. */
  url: string | null;
  /** ФД, ФП, ФН and the registration number of the till. */
  document: string;
  sign: string;
  drive: string;
  register: string | null;
  mode: ReceiptMode;
  sum: MoneyValue;
  /** ISO, with the offset of the till. */
  at: string;
}

export type ReceiptMode =
  | 'full_prepayment'
  | 'partial_prepayment'
  | 'advance'
  | 'full_payment'
  | 'partial_payment'
  | 'credit'
  | 'credit_payment';

const MODES: { readonly [mode in ReceiptMode]: { ru: string; en: string } } = {
  full_prepayment: { ru: 'предоплата 100 %', en: 'full prepayment' },
  partial_prepayment: { ru: 'предоплата', en: 'partial prepayment' },
  advance: { ru: 'аванс', en: 'advance' },
  full_payment: { ru: 'полный расчёт', en: 'full settlement' },
  partial_payment: { ru: 'частичный расчёт и кредит', en: 'partial settlement and credit' },
  credit: { ru: 'передача в кредит', en: 'handed over on credit' },
  credit_payment: { ru: 'оплата кредита', en: 'payment of a credit' },
};

/** What templates may say of a payment and of its receipt; without one, a template about receipts is refused by its missing fields. */
export function paymentData(
  payment: { sum: MoneyValue; date: string | null },
  receipt: FiscalReceipt | null,
  language: 'ru' | 'en',
): TemplateData {
  return {
    payment: { sum: payment.sum, date: payment.date },
    ...(receipt === null ? {} : { receipt: { ...receipt, kind: MODES[receipt.mode][language] } }),
  };
}
