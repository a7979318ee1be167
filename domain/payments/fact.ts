import type { Money } from './types.ts';

/** Why a payment must not be acted upon until a person has looked. */
export type PaymentFinding =
  /** Its order names no claim that the hub knows, or several claims have that number. */
  | 'claim_unknown'
  | 'claim_cancelled'
  /** Neither the currency of the claim nor the one it is paid in. */
  | 'currency'
  /** More than is still owed. */
  | 'over'
  /** For several claims, and the shares do not add up to the payment. */
  | 'split';

/**
 * What a payment means for one claim, as a fact of the inbox: entity `payment`, subject of the claim's link, unique by `payment/link/revision`.
 *
 * A payment for several claims is one fact in each of them; every change of it (a refund, a correction) is a fact with the next revision. No personal data.
 * Nothing is sent to anybody on the strength of a fact that carries a `finding`.
 */
export type PaymentFact = {
  /** Our id of the payment; the same whether it was seen at a provider, in the booking system or in both. */
  payment: string;
  link: string;
  /** Counts the changes of this payment in this claim, from 1. */
  revision: number;
  /** What of the payment falls to the claim, refunds taken off. */
  share: Money;
  /** The same in the claim's currency, where a rate is stated or none is needed. */
  counted: Money | null;
  /** True once the booking system counts it: the claim's `debt` then is without it. */
  booked: boolean;
  /** How the claim stood when it was read for this fact; null while it has not been read. */
  claim: { price: Money; debt: string; payment: 'none' | 'partly' | 'fully' } | null;
  finding: PaymentFinding | null;
};

/** Unique among the facts of one connection. */
export function factKey(fact: Pick<PaymentFact, 'payment' | 'link' | 'revision'>): string {
  return `${fact.payment}/${fact.link}/${fact.revision}`;
}
