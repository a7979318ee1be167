import type { EffectPlan } from '../domain/effects/plan.ts';
import type { Fields, Json } from '../domain/json.ts';
import type { Decision } from '../domain/merge/decide.ts';
import type { LeftWrite, Meeting } from './agree.ts';

/** A field that travels with a new record, and by an operation of its own afterwards. */
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

/**
 * What the right system is told. Of a list both sides agree on the left elements alone: the others are the right side's own.
 * A new record brings its rows along.
 */
export function rightPlans(meeting: Meeting, decision: Decision): EffectPlan[] {
  const { [ROWS_FIELD]: rows, ...record } = decision.toRight;
  const fields = meeting.mapping.forRight(record, meeting.right.fields);
  const set = rows === undefined ? null : rowsPlan(meeting, rows);
  if (meeting.right.fields === null) {
    const made = { fields: { ...fields, ...set?.fields }, agreed: { ...record, ...set?.agreed } };
    const how = { creates: true, operation: 'record.add', baseRev: meeting.link.incarnation, externalId: null };
    return [{ ...toRight(meeting), ...how, ...made }];
  }
  const plans: EffectPlan[] = [];
  if (Object.keys(record).length > 0) plans.push({ ...toRight(meeting), operation: 'record.update', fields, agreed: record });
  return set === null ? plans : [...plans, set];
}

/** Rows that a new record was to bring, by themselves; null where they have arrived with it. */
export function rowsAfter(meeting: Meeting, made: EffectPlan, unwritten: readonly string[]): EffectPlan | null {
  const rows = made.fields[ROWS_FIELD];
  return made.creates && rows !== undefined && unwritten.includes(ROWS_FIELD) ? rowsPlan(meeting, rows) : null;
}

function rowsPlan(meeting: Meeting, rows: Json): EffectPlan {
  const agreed = { [ROWS_FIELD]: meeting.left.fields[ROWS_FIELD] ?? rows };
  return { ...toRight(meeting), operation: 'rows.set', fields: { [ROWS_FIELD]: rows }, agreed };
}

/** What all writes to the right side have in common. */
function toRight({ process, link, right, mapping }: Meeting) {
  return {
    process,
    linkId: link.id,
    side: 'right' as const,
    connectionId: right.connectionId,
    entity: right.entity,
    mappingHash: mapping.hash,
    creates: false,
    externalId: link.rightId,
    baseRev: link.rev,
  };
}
