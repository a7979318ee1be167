import { addDays } from '../time/date.ts';
import { type Reason, reasons } from './reasons.ts';
import type { ListedDocument, PackClaim, PartRule, PartState } from './types.ts';

/** What keeps a part from going out, and what that makes of it. */
export interface Obstacle {
  state: Extract<PartState, 'not_yet' | 'waiting' | 'stopped' | 'failed' | 'unneeded'>;
  reasons: Reason[];
}

/** Nothing of a claim goes out while it is cancelled, or may be. */
export function cancelOf({ status }: Pick<PackClaim, 'status'>): Reason | null {
  switch (status.cancel) {
    case 'none':
      return null;
    case 'requested':
      return reasons.cancelRequested;
    case 'cancelled':
      return reasons.cancelled;
    default:
      return reasons.cancelUnknown;
  }
}

/** Why the day of a part has not come; null when it has. @param today in the zone of the unit */
export function dayOf(rule: PartRule, claim: PackClaim, documents: readonly ListedDocument[], today: string): Reason | null {
  const { when } = rule;
  if (when.kind === 'now') return null;
  if (when.kind === 'visa') {
    const visas = documents.filter(({ category }) => category === 'visa');
    return visas.every(({ availability }) => availability.state !== 'waits') ? null : reasons.visaAwaited;
  }
  const { start, end } = claim.dates;
  if (when.kind === 'after_tour') {
    if (end === null) return reasons.datesUnknown;
    const from = addDays(end, 1);
    return today >= from ? null : reasons.tourNotOver(from);
  }
  if (start === null) return reasons.datesUnknown;
  const from = addDays(start, -when.days);
  return today >= from ? null : reasons.daysBefore(rule, when.days, from);
}

/** What is missing of money and confirmation. @param questioned finance looks into a payment of the claim */
export function missingOf({ requires }: PartRule, { status }: PackClaim, questioned: boolean): Reason[] {
  const missing: Reason[] = [];
  if (questioned) missing.push(reasons.paymentQuestion);
  if (requires.payment !== 'none') {
    const paid = paidOf(status.payment);
    if (paid === 'unknown') missing.push(reasons.paymentUnknown);
    else if (paid === 'none') missing.push(reasons.notPaid);
    else if (requires.payment === 'fully' && paid !== 'fully') missing.push(reasons.notPaidFully);
  }
  if (requires.confirmed && status.booking !== 'confirmed')
    missing.push(status.booking === 'unknown' ? reasons.bookingUnknown : reasons.notConfirmed);
  return missing;
}

/** How much of a claim is paid, whatever the booking system calls it. */
export function paidOf(payment: PackClaim['status']['payment']): 'none' | 'partly' | 'fully' | 'unknown' {
  if (payment === 'paid' || payment === 'penalty_paid') return 'fully';
  if (payment === 'partially_paid' || payment === 'penalty_partially_paid') return 'partly';
  return payment === 'unknown' ? 'unknown' : 'none';
}

/** What keeps these documents from being had; null when all can be. */
export function withheld(documents: readonly ListedDocument[]): Obstacle | null {
  const failed: Reason[] = [];
  const waits: Reason[] = [];
  for (const document of documents) {
    const { state, availability } = document;
    if (state === 'lost') failed.push(reasons.lost(document));
    else if (state === 'refused') failed.push(reasons.refused(document));
    // What was fetched is ours, whatever the booking system says of it since.
    else if (state === 'fetched' || availability.state === 'ready') continue;
    else if (availability.state === 'waits') waits.push(reasons.kept(document, availability));
    else failed.push(reasons.kept(document, availability));
  }
  if (failed.length > 0) return { state: 'failed', reasons: distinct([...failed, ...waits]) };
  return waits.length > 0 ? { state: 'waiting', reasons: distinct(waits) } : null;
}

/** Several documents of one kind wait for one reason. */
export function distinct(list: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return list.filter(({ code, sentence }) => {
    const key = `${code} ${sentence.en}`;
    return !seen.has(key) && seen.add(key);
  });
}
