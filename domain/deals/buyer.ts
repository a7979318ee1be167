import { type IdentityKey, normaliseEmail, normaliseInn } from '../identity/keys.ts';
import type { Buyer, PersonData } from './claim.ts';

/** The payer as the CRM keeps it: which kind of record, and what it is recognised by, best evidence first. */
export interface BuyerIdentity {
  entity: 'contact' | 'company';
  /** Never empty. The first key names the link; all of them may be searched for. */
  keys: IdentityKey[];
}

/**
 * What identifies the payer of a claim; null when nothing does, and the record then belongs to this claim alone.
 *
 * A person: the booking system's own key, which a new phone does not change and a family does not share; else the phone, else the e-mail.
 * An agency: its key, else its taxpayer number; an agency's phone is a desk's and identifies nobody.
 * @param phoneOf  brings a phone as stored to E.164; null for what is no phone number
 */
export function buyerIdentity(buyer: Buyer, phoneOf: (phone: string) => string | null): BuyerIdentity | null {
  if (buyer.kind === 'agency') {
    return identity('company', [key('agency_key', buyer.key), key('inn', buyer.inn === null ? null : normaliseInn(buyer.inn))]);
  }
  return identity('contact', [
    key('booking_key', buyer.key),
    key('phone', buyer.phone === null ? null : phoneOf(buyer.phone)),
    key('email', buyer.email === null ? null : normaliseEmail(buyer.email)),
  ]);
}

/** A person to be kept as a CRM contact. */
export interface ContactPerson extends PersonData {
  /** The traveller whose data the booking system would store a change in; null for a buyer who does not travel. */
  touristKey: string | null;
}

/** The person behind the payer: the buyer, or the one an agency names; null when the agency names nobody. */
export function contactPerson(buyer: Buyer): ContactPerson | null {
  if (buyer.kind === 'person') {
    const { kind: _, ...person } = buyer;
    return person;
  }
  if (buyer.contactName === null) return null;
  const { contactName: name, phone, email } = buyer;
  return { key: null, name, latinName: null, phone, email, born: null, touristKey: null };
}

function identity(entity: BuyerIdentity['entity'], keys: (IdentityKey | null)[]): BuyerIdentity | null {
  const known = keys.filter((candidate) => candidate !== null);
  return known.length === 0 ? null : { entity, keys: known };
}

function key(kind: IdentityKey['kind'], value: string | null): IdentityKey | null {
  return value === null || value === '' ? null : { kind, value };
}
