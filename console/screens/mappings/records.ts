import type { Detail } from './draft.ts';

const KINDS = { claim: 'deal', buyer: 'contact', agency: 'company' } as const;

export type RecordKind = (typeof KINDS)[keyof typeof KINDS];

/** Which records a spec carries by itself; null for dictionaries and for specs of rows within a record. */
export function recordsOf({ left }: Pick<Detail, 'left'>): RecordKind | null {
  const entity = left?.split(' ')[1];
  return entity !== undefined && entity in KINDS ? KINDS[entity as keyof typeof KINDS] : null;
}
