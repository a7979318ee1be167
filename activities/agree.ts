import type { CrmEntity } from '../domain/deals/ports.ts';
import type { Permit } from '../domain/effects/permit.ts';
import type { EffectPlan, Process } from '../domain/effects/plan.ts';
import { HubError, isHubError } from '../domain/errors.ts';
import type { Fields, Json } from '../domain/json.ts';
import { type Decision, decide, type Orders } from '../domain/merge/decide.ts';
import { sameJson } from '../domain/merge/equal.ts';
import type { FieldPolicy, MergeInput } from '../domain/merge/types.ts';
import type { Mapping } from '../mappings/engine/types.ts';
import type { Db } from '../store/database.ts';
import type { Bases, LinkRow } from '../store/links.ts';
import { closeTask, openTask, type TaskRow } from '../store/tasks.ts';
import { breakLoops } from './breaker.ts';
import { conclude, type Outcome } from './conclude.ts';
import { at } from './context.ts';
import type { SyncDeps } from './deps.ts';
import { isRepeatable } from './errors.ts';
import { ordersOf } from './orders.ts';
import { leftPlans, rightPlans, rowsAfter } from './plans.ts';

/** Both sides of one link as they were just read, and what may be done about them. */
export interface Meeting {
  process: Process;
  link: LinkRow;
  mapping: Mapping;
  /** The left record, as the mapping takes it. */
  leftRecord: object;
  left: SideNow & { fields: Fields };
  right: SideNow & { entity: CrmEntity; fields: Fields | null };
  bases: Bases;
  /** Fields that rest. */
  held: readonly string[];
  /** Open and decided tasks of the link. */
  tasks: readonly TaskRow[];
  /** What a person's change on the right asks of the left system. */
  requests: LeftWrite[];
  /** Carries changed right values to the left system; null where it cannot take them. */
  writeLeft(patch: Fields): LeftWrite | null;
  /** Joins the transaction that ends the meeting: inbox rows, hints for others. */
  finish?(tx: Db, done: Agreement): Promise<void>;
}

interface SideNow {
  connectionId: string;
  /** When the record was last edited, as its system tells it, and by whom, as its system's id of a person. */
  revision: string | null;
  editor: string | null;
  permit: Permit | null;
}

export interface LeftWrite {
  entity: string;
  externalId: string;
  operation: string;
  fields: Fields;
}

export interface Agreement {
  /** Writes made, on both sides. */
  writes: number;
  conflicts: number;
  /** The left system was asked for something: its record must be read again. */
  requested: boolean;
  rightId: string | null;
}

/**
 * Brings one link into agreement: merges, writes what differs (or stores the plan where the mode is `observe`), keeps conflicts as tasks, and moves
 * the bases. A second meeting right after the first writes nothing.
 */
export async function agree(deps: SyncDeps, meeting: Meeting): Promise<Agreement> {
  const { link } = meeting;
  const orders = await ordersOf(deps, meeting.tasks);
  const { input, decision, requests } = await decided(deps, meeting, orders);
  const done: Agreement = { writes: 0, conflicts: decision.conflicts.length, requested: false, rightId: link.rightId };
  const outcome: Outcome = {
    input,
    decision,
    after: { left: { ...meeting.left.fields }, right: { ...meeting.right.fields } },
    unsettled: [],
    written: { left: [], right: [] },
    rightRevision: meeting.right.revision,
    done,
  };

  let refused = 0;
  for (const plan of leftPlans(meeting, decision, requests)) {
    const written = await attempt(deps, meeting, plan, meeting.left.permit);
    if (written === 'refused') refused += 1;
    if (written === 'refused' || written === 'observed') outcome.unsettled.push(...Object.keys(plan.agreed));
    else {
      done.writes += 1;
      done.requested ||= requests.length > 0;
      outcome.written.left.push(...Object.keys(plan.agreed));
      Object.assign(outcome.after.left, plan.agreed);
    }
  }
  // After a request was sent to the left system its answer decides the right record: nothing is set back before it is read.
  const postponed = requests.length > refused;
  if (postponed) outcome.unsettled.push(...Object.keys(decision.toRight));
  const plans = postponed ? [] : rightPlans(meeting, decision);
  for (let planned = plans.shift(); planned; planned = plans.shift()) {
    const plan = planned.creates ? planned : { ...planned, externalId: done.rightId };
    const written = await attempt(deps, meeting, plan, meeting.right.permit);
    if (written === 'refused' || written === 'observed') outcome.unsettled.push(...Object.keys(plan.agreed));
    else {
      done.writes += 1;
      done.rightId = written.externalId ?? done.rightId;
      outcome.rightRevision = written.revision ?? outcome.rightRevision;
      for (const [name, value] of Object.entries(plan.agreed)) {
        if (written.unwritten.includes(name)) continue;
        outcome.written.right.push(name);
        outcome.after.right[name] = kept(value, written.readBack?.[name]);
      }
      const rest = rowsAfter(meeting, plan, written.unwritten);
      if (rest) plans.push(rest);
      await reportLost(deps, meeting, plan, written.readBack, input.policies);
    }
  }
  await conclude(deps, meeting, outcome);
  return done;
}

/** What is to be done, with everything left out that rests or would be a loop. */
async function decided(
  deps: SyncDeps,
  meeting: Meeting,
  orders: Orders,
): Promise<{ input: MergeInput; decision: Decision; requests: LeftWrite[] }> {
  const policies = meeting.mapping.policies(meeting.leftRecord);
  const input: MergeInput = {
    policies,
    base: { left: meeting.bases.left?.fields ?? null, right: meeting.bases.right?.fields ?? null },
    left: meeting.left.fields,
    right: meeting.right.fields,
    held: meeting.held,
  };
  const decision = decide(input, orders);
  const { requests } = meeting;
  if (input.right === null) return { input, decision, requests };
  const resting = await breakLoops(deps, meeting.link, [...Object.keys(decision.toRight), ...Object.keys(decision.toLeft)]);
  if (!resting.all && resting.fields.length === 0) return { input, decision, requests };
  const held = resting.all ? policies.map(({ field }) => field) : [...meeting.held, ...resting.fields];
  const calmed = { ...input, held };
  return { input: calmed, decision: decide(calmed, orders), requests: resting.all ? [] : requests };
}

/** References read back as ids; the reference itself is what both sides agree on. */
function kept(planned: Json, readBack: Json | undefined): Json {
  const reference = typeof planned === 'object' && planned !== null && !Array.isArray(planned) && '$link' in planned;
  return readBack === undefined || reference ? planned : readBack;
}

const CONTENT_REFUSALS = ['validation', 'business_refusal', 'not_found'];

/** A refusal for reasons of content concerns this subject alone: it becomes a task, and the rest goes on. Everything else is the caller's. */
async function attempt(deps: SyncDeps, meeting: Meeting, plan: EffectPlan, permit: Permit | null) {
  if (permit === null) {
    await deps.ledger.observe(meeting.link, plan);
    return 'observed' as const;
  }
  const refusedKey = `refused:${plan.linkId}:${plan.operation}`;
  try {
    const written = await at(plan.connectionId, deps.ledger.perform(meeting.link, plan, permit, meeting.bases));
    await closeIfOpen(deps, meeting, refusedKey);
    return written;
  } catch (error) {
    if (!isHubError(error) || isRepeatable(error) || !CONTENT_REFUSALS.includes(error.kind)) throw error;
    await openTask(deps.db, deps.vault, {
      kind: 'write_refused',
      dedupKey: refusedKey,
      link: meeting.link,
      connectionId: plan.connectionId,
      title: error.userMessage,
      data: { code: error.code, operation: plan.operation, entity: plan.entity, fields: Object.keys(plan.fields) },
      values: plan.fields,
    });
    if (!plan.creates) return 'refused' as const;
    throw new HubError({
      code: error.code,
      kind: 'validation',
      userMessage: error.userMessage,
      connectionId: plan.connectionId,
      cause: error,
    });
  }
}

async function closeIfOpen(deps: SyncDeps, meeting: Meeting, dedupKey: string): Promise<void> {
  if (meeting.tasks.some((task) => task.dedupKey === dedupKey)) await closeTask(deps.db, dedupKey, 'hub');
}

/** A critical value that the CRM silently did not take is shown to a person: some systems drop what they do not like and answer "success". */
async function reportLost(
  deps: SyncDeps,
  meeting: Meeting,
  plan: EffectPlan,
  readBack: Fields | null,
  policies: readonly FieldPolicy[],
): Promise<void> {
  if (readBack === null) return;
  const critical = new Set(meeting.mapping.rules.filter((rule) => rule.critical).map((rule) => rule.field));
  const lost = policies.filter(({ field, normalise, collection }) => {
    const planned = collection === undefined ? plan.agreed[field] : plan.fields[field];
    const read = readBack[field];
    if (planned === undefined || read === undefined || !critical.has(field)) return false;
    return !sameJson(normalise(kept(planned, read)), normalise(planned));
  });
  const dedupKey = `not_accepted:${plan.linkId}:${plan.operation}`;
  if (lost.length === 0) return closeIfOpen(deps, meeting, dedupKey);
  const names = lost.map((policy) => policy.field);
  await openTask(deps.db, deps.vault, {
    kind: 'value_not_accepted',
    dedupKey,
    link: meeting.link,
    connectionId: plan.connectionId,
    title: { ru: `CRM не приняла значения: ${names.join(', ')}`, en: `The CRM did not take: ${names.join(', ')}` },
    data: { fields: names, operation: plan.operation },
    values: Object.fromEntries(names.map((name) => [name, { sent: plan.agreed[name] ?? null, kept: readBack[name] ?? null }])),
  });
}
