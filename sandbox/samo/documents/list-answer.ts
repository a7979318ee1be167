import type { Claim } from '../claim.ts';
import type { Paper } from './cabinet.ts';
import { reasons } from './categories.ts';
import type { Entry } from './entries.ts';

type Value = string | number | null;

/** A row of a claim's documents; what it does not have is null. `ODate` is the day of the present version. */
export function documentRow(claim: Claim, entry: Entry, paper: Paper): Record<string, Value> {
  const { id, category, person, order, payment, reason, daysBefore } = entry;
  const travellers = order?.touristKeys.join(',') ?? null;
  return {
    type: category.id,
    name: payment ? 'Оплата заявки' : category.name,
    id,
    module: payment ? 'payment' : category.module,
    DocCategory: category.id,
    DocumentName: payment ? 'Оплата заявки' : category.name,
    PeopleLName: person?.lname ?? null,
    People: person?.key ?? null,
    Order: order?.uid ?? null,
    OPeople: travellers,
    ExternalDocument: payment ? 1 : 0,
    ExternalUrl: payment ? `https://pay.example.org/claim/${claim.number}` : null,
    Template: payment ? null : `tpl_${category.id}`,
    Module: payment ? 'payment' : category.module,
    Visible: 1,
    Enabled: reason === null ? 1 : 0,
    Reason: reason,
    ErrorText: reason === null ? null : reasons[reason],
    DaysBeforeTour: daysBefore,
    SetIssued: paper.issued ? 1 : 0,
    ODate: paper.since,
  };
}
