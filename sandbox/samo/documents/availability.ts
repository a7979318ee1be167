import Big from 'big.js';
import type { Claim } from '../claim.ts';
import { daysBetween } from '../dates.ts';
import { moneyRows } from '../money.ts';
import type { Category, Reason } from './categories.ts';
import type { Decision } from './decisions.ts';

/** What the list of a claim's documents holds: `nothing`, ways to pay alone, or documents. */
export function offered(claim: Claim): 'nothing' | 'payment' | 'documents' {
  if (claim.offer || [3, 5, 7].includes(claim.rawStatus)) return 'nothing';
  if (claim.rawStatus === 4) return 'payment';
  return claim.cancelRequestedAt === null ? 'documents' : 'nothing';
}

export function isOwed(claim: Claim): boolean {
  return new Big(moneyRows(claim)[1].debt).gt(0);
}

/** Why a document of the category cannot be had; null when it can. The first rule that forbids names the reason. */
export function obstacle(claim: Claim, category: Category, decision: Decision, today: string): Reason | null {
  if (!claim.confirmed) return 1000040;
  if (decision.hold !== null) return decision.hold;
  if (category.needsPayment && isOwed(claim)) return 1000049;
  if (category.afterTour && claim.dateEnd >= today) return 1000042;
  if (decision.daysBefore !== null && daysBetween(today, claim.dateBeg) > decision.daysBefore) return 1000045;
  return category.awaited !== null && !decision.ready ? category.awaited : null;
}
