import type { Actor, Portal } from './portal.ts';

export interface Trace {
  entity: string;
  id: number | string;
  fields: Record<string, unknown>;
  /** False where the write altered nothing; true by default. */
  changed?: boolean;
}

/** The ledger line of a write outside the CRM records. */
export function trace(portal: Portal, actor: Actor, { entity, id, fields, changed = true }: Trace): void {
  if (actor.by === 'seed') return;
  const by = actor.by === 'api' ? 'api' : 'person';
  portal.ledger.record({ operation: actor.operation, entity, id: String(id), changed, fields, by });
}
