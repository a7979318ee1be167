/** Decimal string and currency code (ISO 4217, or what the booking system calls it). */
export type Money = { sum: string; currency: string };

/** `authorized` money is held and not taken. Refunded in part or whole only ever follows `paid`. */
export type PaymentState = 'pending' | 'authorized' | 'paid' | 'partly_refunded' | 'refunded' | 'failed';

/** A payment as its provider shows it when asked; what a webhook says of it counts for nothing. */
export interface ProviderPayment {
  id: string;
  state: PaymentState;
  amount: Money;
  /** Decimal string, in the currency of the payment; null where the provider tells no more than what is left: then `amount` is that. */
  refunded: string | null;
  /** What the shop called the order; names the claims, see `claimsOfOrder`. */
  order: string;
  /** ISO 8601, UTC; when the money was taken, where that is told. */
  paidAt: string | null;
  /** Who paid, in the shop's own words. Personal: sealed wherever it is stored. */
  payer: string | null;
  receipts: ProviderReceipt[];
}

/** A fiscal receipt (54-ФЗ) of a payment or of a refund. */
export interface ProviderReceipt {
  id: string;
  kind: 'payment' | 'refund';
  state: 'pending' | 'registered' | 'failed';
  /** Where the receipt can be looked at, where that is told. */
  url: string | null;
  registeredAt: string | null;
  fiscalDocument: string | null;
  fiscalStorage: string | null;
  fiscalAttribute: string | null;
}

/** Fulfilled by connectors of payment providers. */
export interface PaymentSource {
  /** The payment as it stands now; null when the provider knows none by this id. @throws HubError */
  getPayment(id: string): Promise<ProviderPayment | null>;
}
