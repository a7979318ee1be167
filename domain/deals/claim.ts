/**
 * The booking of a tour operator as the hub knows it, whatever system holds it.
 * Dates are `YYYY-MM-DD`; moments are local ISO datetimes of the booking system without offset, as it stores them. Money is a decimal string.
 */
export interface Claim {
  ref: ClaimRef;
  status: ClaimStatus;
  dates: ClaimDates;
  money: { claim: ClaimMoney; payment: ClaimMoney | null };
  buyer: Buyer | null;
  tourists: Tourist[];
  services: ClaimService[];
  tour: { key: string | null; name: string | null };
  country: { key: string | null; name: string | null };
  townFrom: string | null;
  nights: number | null;
  note: string | null;
  cancelReason: string | null;
  /** Moment of the last edit as the system tells it: a hint for ordering two reads, never a proof of change. */
  revision: string | null;
  /** Attributes that the connector does not know, by path: preserved for coverage reports, never fatal. */
  unknown: { [path: string]: string };
}

/** A claim is identified by (connection, guid); the number is for people. */
export interface ClaimRef {
  guid: string;
  number: string;
}

/** Four axes that one CRM stage cannot carry; `unknown` opens a task and never counts as paid or unpaid. */
export interface ClaimStatus {
  booking: BookingStatus;
  payment: PaymentStatus;
  cancel: CancelStatus;
}

export type BookingStatus = 'offer' | 'not_read' | 'processing' | 'unconfirmed' | 'confirmed' | 'unknown';
export type PaymentStatus =
  | 'not_paid'
  | 'partially_paid'
  | 'paid'
  | 'penalty_due'
  | 'penalty_partially_paid'
  | 'penalty_paid'
  | 'unknown';
export type CancelStatus = 'none' | 'requested' | 'cancelled' | 'unknown';

export interface ClaimDates {
  start: string | null;
  end: string | null;
  created: string | null;
  edited: string | null;
  confirmed: string | null;
  prepayDue: string | null;
  payDue: string | null;
  cancelRequested: string | null;
  cancelled: string | null;
}

export interface ClaimMoney {
  currency: string;
  /** What the client is asked for. */
  price: string;
  net: string | null;
  debt: string;
  paid: string;
  /** Against the claim currency, as stated by the system; null where it is the claim currency itself. */
  rate: string | null;
}

/** Who pays. A person may travel too (`touristKey`); an agency pays for its clients. */
export type Buyer =
  | ({ kind: 'person'; touristKey: string | null } & PersonData)
  | {
      kind: 'agency';
      key: string | null;
      name: string;
      inn: string | null;
      phone: string | null;
      email: string | null;
      contactName: string | null;
    };

export interface PersonData {
  /** The booking system's own key of the person, where it has one. */
  key: string | null;
  /** Local spelling and Latin spelling, as stored (upper case). */
  name: string | null;
  latinName: string | null;
  phone: string | null;
  email: string | null;
  born: string | null;
}

/** Passport data is deliberately absent: no process of the hub needs it to leave the booking system. */
export interface Tourist {
  key: string;
  iid: string | null;
  name: string | null;
  latinName: string | null;
  age: 'adult' | 'child' | 'infant';
  born: string | null;
  phone: string | null;
  email: string | null;
}

export interface ClaimService {
  uid: string;
  kind: 'hotel' | 'transport' | 'service';
  type: string | null;
  name: string;
  begin: string | null;
  end: string | null;
  price: string | null;
  quantity: number;
  touristKeys: string[];
}
