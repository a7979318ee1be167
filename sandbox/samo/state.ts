import { type ClaimView, isAgency } from './claim.ts';
import { documentRow } from './documents/list-answer.ts';
import { referenceState } from './gate/acts.ts';
import { moneyRows } from './money.ts';
import { derivedPayStatus, derivedStatus } from './status.ts';
import type { SurfaceParts } from './surface.ts';
import { paymentStates } from './wspay/state.ts';

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

/** What the control API shows, by entity. */
export function samoState(parts: SurfaceParts): Record<string, () => unknown[]> {
  const { office, partner, calls, references, invoices, cabinet, uploads } = parts;
  return {
    claims: () => office.claims().map((claim) => claimState(office.view(claim))),
    partners: () => [{ id: partner.id, name: partner.name, login: partner.login, commission: partner.commission }],
    calls: () => calls.seconds(),
    references: () => references.types().flatMap((type) => references.rows(type).map((row) => referenceState(type, row))),
    payments: () => paymentStates(office.claims()),
    invoices: () => invoices.all(),
    documents: () =>
      office.claims().flatMap((claim) =>
        cabinet.entries(claim).map(({ entry, paper }) => ({
          claim: claim.number,
          guid: claim.guid,
          version: paper.version,
          ...documentRow(claim, entry, paper),
        })),
      ),
    history: () => cabinet.history(),
    uploads: () => uploads,
  };
}
