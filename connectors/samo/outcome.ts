import type { Claim, ClaimRef } from '../../domain/deals/claim.ts';
import type { WriteInput, WriteOutcome } from '../../domain/deals/ports.ts';
import { HubError } from '../../domain/errors.ts';
import type { Fields, Json } from '../../domain/json.ts';

/** The claim that a write is about: its guid is the id, its number a field. */
export function refOf(input: WriteInput): ClaimRef {
  const number = textField(input.fields, 'number');
  if (!input.id || !number) throw badInput('id and fields.number are required');
  return { guid: input.id, number };
}

export function textField(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}

/** The claim as the ledger keeps it. */
export function outcomeOf(claim: Claim): WriteOutcome {
  return { revision: claim.revision, readBack: toFields(claim) };
}

function toFields(claim: Claim): Fields {
  return JSON.parse(JSON.stringify(claim)) as { [field: string]: Json };
}

export function badInput(detail: string): HubError {
  return new HubError({
    code: 'SAMO_BAD_WRITE',
    kind: 'bug',
    userMessage: { ru: 'Узел собрал запись в САМО неверно.', en: 'Uzel built a write to SAMO wrongly.' },
    detail,
  });
}
