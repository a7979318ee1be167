/** A payment as T-Bank keeps it. */
export interface Payment {
  /** Digits; more than a double holds. */
  id: string;
  status: string;
  /** In kopecks, as it stands: what was given back is taken off. */
  amount: number;
  orderId: string;
  /** How it looked before its last change: what a stale read shows. */
  before: { status: string; amount: number } | null;
}

export interface TbankState {
  payments: Map<string, Payment>;
  next: bigint;
}

const FIRST_ID = 9_007_199_254_740_993n;

export const createState = (): TbankState => ({ payments: new Map(), next: FIRST_ID });
