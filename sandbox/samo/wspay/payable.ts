import Big from 'big.js';
import type { Claim } from '../claim.ts';
import { moneyRows } from '../money.ts';
import { type WspayCode, wspayFault } from './error.ts';

/** @throws SamoFault when the service takes no money for the claim as it stands */
export function requirePayable(claim: Claim): void {
  const code = obstacle(claim);
  if (code !== null) throw wspayFault(code);
}

/** A penalty is paid whether or not the claim was ever confirmed. */
function obstacle(claim: Claim): WspayCode | null {
  if (claim.rawStatus === 3 || claim.rawStatus === 5) return '105';
  if (claim.offer || claim.rawStatus === 7) return '117';
  const penalty = claim.rawStatus === 4;
  if (!penalty && claim.cancelRequestedAt !== null) return '118';
  if (!penalty && !claim.confirmed) return '116';
  if (!claim.accessPay) return '112';
  return claim.singleCurrency ? '114' : null;
}

/** What is still owed, in both currencies. @throws SamoFault 113 when nothing is */
export function owed(claim: Claim): { inClaim: Big; inPayment: Big } {
  const [own, payment] = moneyRows(claim);
  if (new Big(payment.debt).lte(0)) throw wspayFault('113');
  return { inClaim: new Big(own.debt), inPayment: new Big(payment.debt) };
}
