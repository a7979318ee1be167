/** A claim as the back office holds it. Dates are `YYYY-MM-DD`, moments local datetimes without offset, money decimal strings. */
export interface Claim {
  number: number;
  guid: string;
  rawStatus: RawStatus;
  offer: boolean;
  confirmed: boolean;
  partPayment: boolean;
  unread: boolean;
  createdAt: string;
  editedAt: string;
  readAt: string | null;
  confirmedAt: string | null;
  cancelRequestedAt: string | null;
  cancelledAt: string | null;
  reason: string | null;
  dateBeg: string;
  dateEnd: string;
  nights: number;
  prepayDate: string;
  payDate: string;
  note: string | null;
  townFrom: Named;
  state: Named;
  tour: Named;
  spo: Named;
  currency: Currency;
  /** Payment currency units for one unit of the claim currency. */
  rate: string;
  /** What the client is asked for, in the claim currency. */
  price: string;
  commissionPercent: string;
  /** In the payment currency. */
  paid: string;
  /** Whether banks may take money for it. */
  accessPay: boolean;
  /** Only the claim currency has a row of money; the bank's service cannot work with such a claim. */
  singleCurrency: boolean;
  /** In the payment currency; null when the claim was cancelled without one, or not cancelled. */
  penalty: string | null;
  buyer: { kind: 'person' | 'agency'; key: string };
  tourists: Traveller[];
  services: Service[];
  payments: Payment[];
}

/** 1 paid · 2 unpaid · 3 cancelled · 4 penalty due · 5 penalty paid · 6 partly paid · 7 preliminary */
export type RawStatus = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export type Currency = 'EUR' | 'USD' | 'RUB';

/** Payments are taken in roubles whatever the claim is counted in. */
export const paymentCurrency: Currency = 'RUB';

export const currencyKeys: Record<Currency, string> = { RUB: '1', USD: '2', EUR: '3' };

/** A row of the catalogue; its key has 20 digits and does not fit a double. */
export interface Named {
  key: string;
  name: string;
}

/** A person's place in one claim. */
export interface Traveller {
  /** Key of the person. */
  key: string;
  /** Position in the claim, from 1. */
  iid: string;
  age: 'ADL' | 'CHD' | 'INF';
  human: 'MR' | 'MRS' | 'CHD' | 'INF';
}

/** A person is held once, however many claims they pay for or travel in. */
export interface Person {
  key: string;
  sex: 'M' | 'F';
  /** Local spelling and Latin spelling, upper case. */
  name: string;
  lname: string;
  born: string;
  pserie: string;
  pnumber: string;
  pexpire: string;
  pgiven: string;
  pgivenorg: string;
  nationality: string;
  nationalityKey: string;
  phone: string | null;
  email: string | null;
  mobile: string | null;
  address: string | null;
}

export interface Agency {
  key: string;
  name: string;
  inn: string;
  phone: string | null;
  email: string | null;
  contact: string | null;
}

export interface Service {
  uid: string;
  kind: 'hotel' | 'transport' | 'service';
  /** `stInsurance`, `stVisa`, `stTransfer`; services only. */
  type: string | null;
  groupId: string;
  key: string;
  name: string;
  detail: string | null;
  dateBeg: string;
  dateEnd: string;
  /** In the claim currency. */
  price: string;
  touristKeys: string[];
}

/** What one payment did for one claim; a payment for several claims stands in each of them under the same id. */
export interface Payment {
  id: string;
  date: string;
  cash: boolean;
  invoice: string;
  /** In the payment currency. */
  sum: string;
  rate: string;
  /** The same in the claim currency. */
  claimSum: string;
}

/** A claim with its people written out: what a reader of the service sees at one moment. */
export interface ClaimView {
  claim: Claim;
  buyer: Person | Agency;
  people: Map<string, Person>;
}

export function isAgency(buyer: Person | Agency): buyer is Agency {
  return 'inn' in buyer;
}
