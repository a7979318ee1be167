import type { CrmEntity } from '../domain/deals/ports.ts';
import type { Permit } from '../domain/effects/permit.ts';
import type { EffectPlan, Process } from '../domain/effects/plan.ts';
import { HubError, isHubError } from '../domain/errors.ts';
import type { Fields, Json } from '../domain/json.ts';
import { nextBase } from '../domain/merge/base.ts';
import { sameJson } from '../domain/merge/equal.ts';
import { merge } from '../domain/merge/merge.ts';
import { applyChoices, type Choice } from '../domain/merge/resolve.ts';
import type { FieldPolicy, MergeInput, MergeResult } from '../domain/merge/types.ts';
import type { Mapping } from '../mappings/engine/types.ts';
import type { Db } from '../store/database.ts';
import { appendJournal } from '../store/journal.ts';
import { keepLeftRecord } from '../store/left-records.ts';
import { type Bases, type LinkRow, saveBases, settleLink } from '../store/links.ts';
import { closeTask, openTask, type TaskRow } from '../store/tasks.ts';
import { at } from './context.ts';
import type { SyncDeps } from './deps.ts';
import { isRepeatable } from './errors.ts';

/** Both sides of one link as they were just read, and what may be done about them. */
export interface Meeting {
  process: Process;
  link: LinkRow;
  mapping: Mapping;
  /** The left record, as the mapping takes it. */
  leftRecord: object;
  left: { connectionId: string; fields: Fields; revision: string | null; permit: Permit | null };
  right: { connectionId: string; entity: CrmEntity; fields: Fields | null; revision: string | null; permit: Permit | null };
  bases: Bases;
  /** Open and decided tasks of the link. */
  tasks: readonly TaskRow[];
  /** What a person's change on the right asks of the left system. */
  requests: LeftWrite[];
  /** Carries changed right values to the left system; null where it cannot take them. */
  writeLeft(patch: Fields): LeftWrite | null;
  /** Joins the transaction that ends the meeting: inbox rows, hints for others. */
  finish?(tx: Db, done: Agreement): Promise<void>;
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

/** Fields that travel by an operation of their own. */
const ROWS_FIELD = 'productRows';

/**
 * Brings one link into agreement: merges, writes what differs (or stores the plan where the mode is `observe`), keeps conflicts as tasks, and moves
 * the bases. A second meeting right after the first writes nothing.
 */
export async function agree(deps: SyncDeps, meeting: Meeting): Promise<Agreement> {
  const { link, mapping } = meeting;
  const policies = mapping.policies(meeting.leftRecord);
  const input: MergeInput = {
    policies,
    base: { left: meeting.bases.left?.fields ?? null, right: meeting.bases.right?.fields ?? null },
    left: meeting.left.fields,
    right: meeting.right.fields,
  };
  const result = applyChoices(merge(input), choicesOf(meeting.tasks), policies);
  const done: Agreement = { writes: 0, conflicts: result.conflicts.length, requested: false, rightId: link.rightId };
  const outcome: Outcome = {
    input,
    result,
    after: { left: { ...meeting.left.fields }, right: { ...meeting.right.fields } },
    unsettled: [],
    rightRevision: meeting.right.revision,
    done,
  };

  let refused = 0;
  for (const plan of leftPlans(meeting, result)) {
    const written = await attempt(deps, meeting, plan, meeting.left.permit);
    if (written === 'refused') refused += 1;
    if (written === 'refused' || written === 'observed') outcome.unsettled.push(...Object.keys(plan.agreed));
    else {
      done.writes += 1;
      done.requested ||= meeting.requests.length > 0;
      Object.assign(outcome.after.left, plan.agreed);
    }
  }
  const postponed = meeting.requests.length > refused;
  for (const planned of rightPlans(meeting, result, postponed)) {
    const plan = planned.creates ? planned : { ...planned, externalId: done.rightId };
    const written = await attempt(deps, meeting, plan, meeting.right.permit);
    if (written === 'refused' || written === 'observed') outcome.unsettled.push(...Object.keys(plan.agreed));
    else {
      done.writes += 1;
      done.rightId = written.externalId ?? done.rightId;
      outcome.rightRevision = written.revision ?? outcome.rightRevision;
      for (const [name, value] of Object.entries(plan.agreed)) {
        outcome.after.right[name] = kept(value, written.readBack?.[name]);
      }
      await reportLost(deps, meeting, plan, written.readBack, policies);
    }
  }
  if (postponed) outcome.unsettled.push(...Object.keys(result.toRight));
  await conclude(deps, meeting, outcome);
  return done;
}

/** References read back as ids; the reference itself is what both sides agree on. */
function kept(planned: Json, readBack: Json | undefined): Json {
  const reference = typeof planned === 'object' && planned !== null && !Array.isArray(planned) && '$link' in planned;
  return readBack === undefined || reference ? planned : readBack;
}

function choicesOf(tasks: readonly TaskRow[]): Record<string, Choice> {
  const choices: Record<string, Choice> = {};
  for (const task of tasks) {
    const field = task.data['field'];
    if (task.kind !== 'conflict' || typeof field !== 'string') continue;
    if (task.choice === 'left' || task.choice === 'right') choices[field] = task.choice;
  }
  return choices;
}

function leftPlans(meeting: Meeting, result: MergeResult): EffectPlan[] {
  const carried = Object.keys(result.toLeft).length > 0 ? meeting.writeLeft(result.toLeft) : null;
  const writes: { write: LeftWrite; agreed: Fields }[] = meeting.requests.map((write) => ({ write, agreed: {} }));
  if (carried) writes.push({ write: carried, agreed: result.toLeft });
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

/** After a request was sent to the left system its answer decides the right record: nothing is set back before it is read. */
function rightPlans(meeting: Meeting, result: MergeResult, postponed: boolean): EffectPlan[] {
  if (postponed) return [];
  const { [ROWS_FIELD]: rows, ...record } = result.toRight;
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
    const value = { [ROWS_FIELD]: rows };
    plans.push({ ...common, creates: false, operation: 'rows.set', baseRev: meeting.link.rev, fields: value, agreed: value });
  }
  return plans;
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
  const lost = policies.filter(({ field, normalise }) => {
    const planned = plan.agreed[field];
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

interface Outcome {
  input: MergeInput;
  result: MergeResult;
  after: { left: Fields; right: Fields };
  unsettled: string[];
  rightRevision: string | null;
  done: Agreement;
}

/** Moves the bases, opens and closes conflict tasks, ends the rows: one transaction, void if another pass has moved the link meanwhile. */
async function conclude(deps: SyncDeps, meeting: Meeting, outcome: Outcome): Promise<void> {
  const { link, mapping } = meeting;
  const { result, done } = outcome;
  const next = nextBase(outcome.input, result, outcome.after, outcome.unsettled);
  await deps.db.transaction(async (tx) => {
    const settled = await settleLink(tx, link.id, link.rev + done.writes, { mappingHash: mapping.hash, syncedAt: new Date() });
    if (!settled) {
      throw new HubError({
        code: 'LINK_MOVED',
        kind: 'conflict',
        userMessage: {
          ru: 'Запись изменена другим проходом, читаем заново',
          en: 'Another pass has moved this link, reading again',
        },
      });
    }
    if (done.rightId !== null) {
      await saveBases(tx, deps.vault, link, {
        left: { fields: next.left, revision: meeting.left.revision },
        right: { fields: next.right, revision: outcome.rightRevision },
      });
    }
    await keepLeftRecord(tx, deps.vault, link, mapping.name, meeting.leftRecord);
    await keepConflicts(tx, deps, meeting, result);
    await meeting.finish?.(tx, done);
  });
}

/** One open task per conflict; a conflict whose values agree again closes itself. */
async function keepConflicts(tx: Db, deps: SyncDeps, meeting: Meeting, result: MergeResult): Promise<void> {
  const { link, mapping } = meeting;
  const keyOf = (field: string) => `conflict:${link.id}:${field}`;
  for (const { field, base, left, right } of result.conflicts) {
    const fresh = await openTask(tx, deps.vault, {
      kind: 'conflict',
      dedupKey: keyOf(field),
      link,
      title: { ru: `Поле «${field}» изменили с обеих сторон`, en: `Field "${field}" was changed on both sides` },
      data: { field, number: link.leftNumber },
      values: { base, left, right },
    });
    if (!fresh) continue;
    deps.count('conflicts', 1);
    await appendJournal(tx, deps.vault, {
      link,
      type: 'conflict_opened',
      actor: `process:${meeting.process}`,
      data: { field },
      mappingHash: mapping.hash,
    });
  }
  const standing = new Set(result.conflicts.map((conflict) => keyOf(conflict.field)));
  for (const task of meeting.tasks) {
    if (task.kind === 'conflict' && !standing.has(task.dedupKey)) await closeTask(tx, task.dedupKey, 'hub');
  }
}
