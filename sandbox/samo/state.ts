import { type ClaimView, isAgency } from './claim.ts';
import { moneyRows } from './money.ts';
import { derivedPayStatus, derivedStatus } from './status.ts';

/** A claim as the control API shows it: the stored facts with people, derived statuses and both rows of money written out. */
export function claimState({ claim, buyer, people }: ClaimView) {
  const { tourists, ...facts } = claim;
  return {
    ...facts,
    status: derivedStatus(claim),
    payStatus: derivedPayStatus(claim),
    moneys: moneyRows(claim),
    buyer: { kind: isAgency(buyer) ? 'agency' : 'person', travels: tourists.some(({ key }) => key === buyer.key), ...buyer },
    peoples: tourists.map((traveller) => ({ ...people.get(traveller.key), ...traveller })),
  };
}
