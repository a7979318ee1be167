import type { Claim } from './claim.ts';

export type DerivedStatus =
  | 'csConfirmed'
  | 'csUnconfirmed'
  | 'csProcessed'
  | 'csNotReaded'
  | 'csCancelled'
  | 'csAwaitingCancel'
  | 'csNotActivated';

export type DerivedPayStatus =
  | 'psPaid'
  | 'psPartiallyPaid'
  | 'psNotPaid'
  | 'psPenalty'
  | 'psPartiallyPaidPenalty'
  | 'psPaidPenalty';

export function isCancelled(claim: Claim): boolean {
  return claim.rawStatus === 3 || claim.rawStatus === 4 || claim.rawStatus === 5;
}

/** The vendor's table, last match first. */
export function derivedStatus(claim: Claim): DerivedStatus {
  if (claim.offer) return 'csNotActivated';
  if (isCancelled(claim)) return 'csCancelled';
  if (claim.cancelRequestedAt !== null) return 'csAwaitingCancel';
  if (claim.confirmed) return 'csConfirmed';
  if (claim.confirmedAt !== null) return 'csUnconfirmed';
  return claim.unread ? 'csNotReaded' : 'csProcessed';
}

export function derivedPayStatus(claim: Claim): DerivedPayStatus {
  switch (claim.rawStatus) {
    case 1:
      return 'psPaid';
    case 6:
      return 'psPartiallyPaid';
    case 2:
      return claim.partPayment ? 'psPartiallyPaid' : 'psNotPaid';
    case 4:
      return claim.partPayment ? 'psPartiallyPaidPenalty' : 'psPenalty';
    case 5:
      return 'psPaidPenalty';
    default:
      return 'psNotPaid';
  }
}
