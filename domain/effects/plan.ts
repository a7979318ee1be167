import type { Fields, Json } from '../json.ts';

export type Process = 'deals' | 'relay' | 'payments' | 'documents';
export type Mode = 'off' | 'observe' | 'live';

/**
 * One write that a process wants made, before anything is sent.
 * `fields` is what the other system is told; references to records whose id it has yet to assign stand as `{ "$link": "<link id>" }`.
 * `agreed` is the same in the fields of the merge: the values on which both sides agree once the write is done.
 */
export interface EffectPlan {
  process: Process;
  linkId: string;
  side: 'left' | 'right';
  connectionId: string;
  entity: string;
  operation: string;
  /** Makes a record; its id is assigned by the other system. */
  creates: boolean;
  /** Null for creates, and for what follows a create that has not been carried out. */
  externalId: string | null;
  /** What of the link it is about, where that alone makes it one write: a payment is posted once, whatever became of the link meanwhile. */
  part?: string;
  /** Revision of the link's base that the plan started from; for creates the link's incarnation. */
  baseRev: number;
  fields: Fields;
  agreed: Fields;
  mappingHash: string;
}

/**
 * What makes two plans the same write. Never time, never randomness, never content alone: a value that goes X → Y → X is written twice,
 * because the base has moved on in between; a create is one per link and incarnation, whatever its content.
 */
export function effectKey(
  plan: Pick<EffectPlan, 'linkId' | 'side' | 'operation' | 'entity' | 'creates' | 'baseRev' | 'part'>,
): string {
  if (plan.part !== undefined) return [plan.linkId, plan.side, plan.entity, plan.operation, `part:${plan.part}`].join('/');
  const start = plan.creates ? `incarnation:${plan.baseRev}` : `rev:${plan.baseRev}`;
  return [plan.linkId, plan.side, plan.entity, plan.operation, start].join('/');
}

/** What of its link a write is about, by its key; undefined for a write of the whole record. */
export const partOfKey = (key: string): string | undefined => /\/part:(.*)$/s.exec(key)?.[1];

/** A reference to the right-hand record of another link. */
export interface LinkReference {
  $link: string;
}

export function isLinkReference(value: Json | undefined): value is { $link: string } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['$link'] === 'string';
}

/** Link ids that a plan refers to. */
export function referencesOf(fields: Fields): string[] {
  return Object.values(fields).flatMap((value) => (isLinkReference(value) ? [value.$link] : []));
}

/** Replaces references by the ids they stand for. A reference without an id is left out: the field is written once the id is known. */
export function resolveReferences(fields: Fields, idOf: (linkId: string) => string | null): Fields {
  const resolved: Fields = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!isLinkReference(value)) resolved[name] = value;
    else {
      const id = idOf(value.$link);
      if (id !== null) resolved[name] = id;
    }
  }
  return resolved;
}
