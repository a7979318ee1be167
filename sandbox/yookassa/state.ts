/** A payment as YooKassa keeps it. */
export interface Payment {
  id: string;
  status: 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled';
  /** In kopecks or cents. */
  cents: number;
  refundedCents: number;
  currency: string;
  orderId: string;
  payer: string | null;
  createdAt: string;
  capturedAt: string | null;
  /** How it looked before its last change: what a stale read shows. */
  before: Omit<Payment, 'before'> | null;
}

export interface Refund {
  id: string;
  paymentId: string;
  cents: number;
  createdAt: string;
}

export interface Receipt {
  id: string;
  type: 'payment' | 'refund';
  paymentId: string;
  number: number;
  registeredAt: string;
}

export interface YookassaState {
  payments: Map<string, Payment>;
  refunds: Refund[];
  receipts: Receipt[];
  /** Answers by Idempotence-Key. */
  byKey: Map<string, string>;
  next: number;
}

export function createState(): YookassaState {
  return { payments: new Map(), refunds: [], receipts: [], byKey: new Map(), next: 1 };
}

/** Ids look like those of the vendor; the same for the same place in the order of events. */
export function newId(state: YookassaState, kind: string): string {
  const n = String(state.next).padStart(12, '0');
  state.next += 1;
  return `2f${kind}00000-000f-5000-8000-${n}`;
}

/** Changes a payment and remembers how it looked. */
export function change(payment: Payment, to: Partial<Payment>): void {
  const { before: _, ...was } = payment;
  Object.assign(payment, to, { before: was });
}
