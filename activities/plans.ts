import type { EffectPlan } from '../domain/effects/plan.ts';
import type { Fields, Json } from '../domain/json.ts';
import type { Decision } from '../domain/merge/decide.ts';
import type { LeftWrite, Meeting } from './agree.ts';

/** Fields that travel by an operation of their own. */
const ROWS_FIELD = 'productRows';

/** What the left system is told: requests of people, then values carried over. */
export function leftPlans(meeting: Meeting, decision: Decision, requests: readonly LeftWrite[]): EffectPlan[] {
  const carried = Object.keys(decision.toLeft).length > 0 ? meeting.writeLeft(decision.toLeft) : null;
  const writes: { write: LeftWrite; agreed: Fields }[] = requests.map((write) => ({ write, agreed: {} }));
  if (carried) writes.push({ write: carried, agreed: decision.toLeft });
  return writes.map(({ write, agreed }) => ({
    process: meeting.process,
    linkId: meeting.link.id,
    side: 'left',
    connectionId: meeting.left.connectionId,
    entity: write.entity,
    operation: write.operation,
    creates: false,
    externalId: write.externalId,
    baseRev: meeting.link.rev,
    fields: write.fields,
    agreed,
    mappingHash: meeting.mapping.hash,
  }));
}

/** What the right system is told. Of a list both sides agree on the left elements alone: the others are the right side's own. */
export function rightPlans(meeting: Meeting, decision: Decision): EffectPlan[] {
  const { [ROWS_FIELD]: rows, ...record } = decision.toRight;
  const creates = meeting.right.fields === null;
  const common = {
    process: meeting.process,
    linkId: meeting.link.id,
    side: 'right' as const,
    connectionId: meeting.right.connectionId,
    entity: meeting.right.entity,
    mappingHash: meeting.mapping.hash,
    externalId: creates ? null : meeting.link.rightId,
  };
  const plans: EffectPlan[] = [];
  if (creates || Object.keys(record).length > 0) {
    plans.push({
      ...common,
      creates,
      operation: creates ? 'record.add' : 'record.update',
      baseRev: creates ? meeting.link.incarnation : meeting.link.rev,
      fields: meeting.mapping.forRight(record, meeting.right.fields),
      agreed: record,
    });
  }
  if (rows !== undefined) {
    const fields: { [name: string]: Json } = { [ROWS_FIELD]: rows };
    const agreed = { [ROWS_FIELD]: meeting.left.fields[ROWS_FIELD] ?? rows };
    plans.push({ ...common, creates: false, operation: 'rows.set', baseRev: meeting.link.rev, fields, agreed });
  }
  return plans;
}
