import { z } from 'zod';
import { ActError } from '../../core/act-error.ts';
import type { Twin, TwinLedger } from '../../core/types.ts';
import type { BackOffice } from '../back-office.ts';
import type { Claim } from '../claim.ts';
import type { Cabinet } from './cabinet.ts';
import { type Category, categories, type Reason, reasons } from './categories.ts';
import type { Decision } from './decisions.ts';

const about = { claim: z.union([z.number().int(), z.string().min(1)]).transform(String), category: z.int() };
const readyInput = z.strictObject({ ...about, ready: z.boolean().default(true) });
const forbidInput = z.strictObject({ ...about, forbidden: z.boolean().default(true) });
const reasonCode = z.int().refine((code): code is Reason => Object.hasOwn(reasons, code), 'must be a reason of the table');
const holdInput = z.strictObject({
  ...about,
  reason: reasonCode.nullable().exactOptional(),
  daysBefore: z.int().min(0).nullable().exactOptional(),
});

/** What the office decides about documents. Each answers what can be had of the category now. */
export function documentActs(office: BackOffice, cabinet: Cabinet, ledger: TwinLedger): Twin['acts'] {
  function decide(operation: string, ref: string, id: number, change: Partial<Decision>) {
    const claim = claimOf(ref);
    const category = categoryOf(id);
    const changed = cabinet.decisions.change(claim, category, change);
    const fields = { category: id, ...change };
    ledger.record({ operation, entity: 'claim', id: claim.guid, changed, fields, by: 'person' });
    const rows = cabinet.entries(claim).filter(({ entry }) => entry.category.id === id && !entry.payment);
    return {
      claim: claim.number,
      guid: claim.guid,
      category: id,
      documents: rows.map(({ entry }) => ({ id: entry.id, enabled: entry.reason === null, reason: entry.reason })),
    };
  }

  function claimOf(ref: string): Claim {
    const claim = office.find(ref);
    if (claim === undefined) throw new ActError('not_found', `there is no claim ${ref}`);
    return claim;
  }

  return {
    ready(input) {
      const { claim, category, ready } = readyInput.parse(input);
      return decide('ready', claim, category, { ready });
    },
    forbid(input) {
      const { claim, category, forbidden } = forbidInput.parse(input);
      return decide('forbid', claim, category, { hold: forbidden ? 1000038 : null });
    },
    hold(input) {
      const { claim, category, reason, daysBefore } = holdInput.parse(input);
      const change = { ...(reason === undefined ? {} : { hold: reason }), ...(daysBefore === undefined ? {} : { daysBefore }) };
      return decide('hold', claim, category, change);
    },
  };
}

function categoryOf(id: number): Category {
  const category = categories.find((each) => each.id === id);
  if (category === undefined) throw new ActError('not_found', `there is no document category ${id}`);
  return category;
}
