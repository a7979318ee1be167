import type { CrmEntity } from '../domain/deals/ports.ts';
import type { Permit } from '../domain/effects/permit.ts';
import type { EffectPlan, Process } from '../domain/effects/plan.ts';
import { HubError, isHubError } from '../domain/errors.ts';
import type { Fields, Json } from '../domain/json.ts';
import { nextBase } from '../domain/merge/base.ts';
import { sameJson } from '../domain/merge/equal.ts';
import { merge } from '../domain/merge/merge.ts';
import { applyChoices, type Choice } from '../domain/merge/resolve.ts';
import type { FieldPolicy, MergeResult } from '../domain/merge/types.ts';
import type { Mapping } from '../mappings/engine/types.ts';
import { appendJournal } from '../store/journal.ts';
import { type Base, type LinkRow, lockLink, saveBase, updateLink } from '../store/links.ts';
import { closeTask, closeTasksOf, openTask, tasksOf } from '../store/tasks.ts';
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
  base: { left: Base | null; right: Base | null };
  /** What a person's change on the right asks of the left system. */
  requests: LeftWrite[];
  /** Carries changed right values to the left system; null where it cannot take them. */
  writeLeft(patch: Fields): LeftWrite | null;
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
  const input = {
    policies,
    base: { left: meeting.base.left?.fields ?? null, right: meeting.base.right?.fields ?? null },
    left: meeting.left.fields,
    right: meeting.right.fields,
  };
  const choices = await choicesFor(deps, link);
  const result = applyChoices(merge(input), choices, policies);

  const done: Agreement = { writes: 0, conflicts: result.conflicts.length, requested: false, rightId: link.rightId };
  const after = { left: { ...meeting.left.fields }, right: { ...meeting.right.fields } };
  const unsettled: string[] = [];
  let rightRevision = meeting.right.revision;

  let refused = 0;
  for (const plan of leftPlans(meeting, result)) {
    const written = await attempt(deps, meeting, plan, meeting.left.permit);
    if (written === 'refused') refused += 1;
    if (written === 'refused' || written === 'observed') unsettled.push(...Object.keys(plan.agreed));
    else {
      done.writes += 1;
      done.requested ||= meeting.requests.length > 0;
      Object.assign(after.left, plan.agreed);
    }
  }
  const postponed = meeting.requests.length > refused;
  for (const planned of rightPlans(meeting, result, postponed)) {
    const plan = planned.creates ? planned : { ...planned, externalId: done.rightId };
    const written = await attempt(deps, meeting, plan, meeting.right.permit);
    if (written === 'refused' || written === 'observed') unsettled.push(...Object.keys(plan.agreed));
    else {
      done.writes += 1;
      done.rightId = written.externalId ?? done.rightId;
      rightRevision = written.revision ?? rightRevision;
      for (const [name, value] of Object.entries(plan.agreed)) after.right[name] = kept(value, written.readBack?.[name]);
      await reportLost(deps, meeting, plan, written.readBack, policies);
    }
  }
  if (postponed) unsettled.push(...Object.keys(result.toRight));
  await conclude(deps, meeting, result, { input, after, unsettled, rightRevision, done });
  return done;
}

/** References read back as ids; the reference itself is what both sides agree on. */
function kept(planned: Json, readBack: Json | undefined): Json {
  const reference = typeof planned === 'object' && planned !== null && !Array.isArray(planned) && '$link' in planned;
  return readBack === undefined || reference ? planned : readBack;
}

async function choicesFor(deps: SyncDeps, link: LinkRow): Promise<Record<string, Choice>> {
  const choices: Record<string, Choice> = {};
  for (const task of await tasksOf(deps.db, link.id)) {
    const field = task.data['field'];
    if (task.kind !== 'conflict' || typeof field !== 'string') continue;
    if (task.choice === 'left' || task.choice === 'right') choices[field] = task.choice;
  }
  return choices;
}

function leftPlans(meeting: Meeting, result: MergeResult): EffectPlan[] {
  const carried = Object.keys(result.toLeft).length > 0 ? meeting.writeLeft(result.toLeft) : null;
  const writes = meeting.requests.map((write) => ({ write, agreed: {} as Fields }));
  if (carried) writes.push({ write: carried, agreed: result.toLeft });
  return writes.map(({ write, agreed }) => ({
    process: meeting.process,
    linkId: meeting.link.id,
    side: 'left' as const,
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
    externalId: meeting.link.rightId,
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

/** A refusal for reasons of content concerns this subject alone: it becomes a task, and the rest goes on. Everything else is the caller's. */
async function attempt(deps: SyncDeps, meeting: Meeting, plan: EffectPlan, permit: Permit | null) {
  if (permit === null) {
    await deps.ledger.observe(meeting.link, plan);
    return 'observed' as const;
  }
  const refusedKey = `refused:${plan.linkId}:${plan.operation}`;
  try {
    const written = await at(plan.connectionId, deps.ledger.perform(meeting.link, plan, permit));
    await closeTask(deps.db, refusedKey, 'hub');
    return written;
  } catch (error) {
    if (!isHubError(error) || isRepeatable(error) || !['validation', 'business_refusal', 'not_found'].includes(error.kind))
      throw error;
    await openTask(deps.db, deps.vault, {
      kind: 'write_refused',
      dedupKey: refusedKey,
      link: meeting.link,
      connectionId: plan.connectionId,
      title: error.userMessage,
      data: { code: error.code, operation: plan.operation, entity: plan.entity, fields: Object.keys(plan.fields) },
      values: plan.fields,
    });
    if (plan.creates)
      throw new HubError({
        code: error.code,
        kind: 'validation',
        userMessage: error.userMessage,
        connectionId: plan.connectionId,
        cause: error,
      });
    return 'refused' as const;
  }
}

/** A critical value that the CRM silently did not take is shown to a person: some systems drop what they do not like and answer "success". */
async function reportLost(
  deps: SyncDeps,
  meeting: Meeting,
  plan: EffectPlan,
  readBack: Fields | null,
  policies: readonly FieldPolicy[],
) {
  if (readBack === null) return;
  const critical = new Set(meeting.mapping.rules.filter((rule) => rule.critical).map((rule) => rule.field));
  const lost = policies.filter(({ field, normalise }) => {
    const planned = plan.agreed[field];
    const read = readBack[field];
    if (planned === undefined || read === undefined || !critical.has(field)) return false;
    return !sameJson(normalise(kept(planned, read)), normalise(planned));
  });
  const key = `not_accepted:${plan.linkId}:${plan.operation}`;
  if (lost.length === 0) {
    await closeTask(deps.db, key, 'hub');
    return;
  }
  await openTask(deps.db, deps.vault, {
    kind: 'value_not_accepted',
    dedupKey: key,
    link: meeting.link,
    connectionId: plan.connectionId,
    title: {
      ru: `CRM не приняла значения: ${lost.map((policy) => policy.field).join(', ')}`,
      en: `The CRM did not take: ${lost.map((policy) => policy.field).join(', ')}`,
    },
    data: { fields: lost.map((policy) => policy.field), operation: plan.operation },
    values: Object.fromEntries(
      lost.map(({ field }) => [field, { sent: plan.agreed[field] ?? null, kept: readBack[field] ?? null }]),
    ),
  });
}

interface Outcome {
  input: Parameters<typeof merge>[0];
  after: { left: Fields; right: Fields };
  unsettled: string[];
  rightRevision: string | null;
  done: Agreement;
}

/** Moves the bases, tells the journal, opens and closes conflict tasks: one transaction, void if another pass has moved the link meanwhile. */
async function conclude(deps: SyncDeps, meeting: Meeting, result: MergeResult, outcome: Outcome): Promise<void> {
  const { link, mapping } = meeting;
  const next = nextBase(outcome.input, result, outcome.after, outcome.unsettled);
  await deps.db.transaction(async (tx) => {
    const now = await lockLink(tx, link.id);
    if (now?.rev !== link.rev + outcome.done.writes) {
      throw new HubError({
        code: 'LINK_MOVED',
        kind: 'conflict',
        userMessage: {
          ru: 'Запись изменена другим проходом, читаем заново',
          en: 'Another pass has moved this link, reading again',
        },
      });
    }
    if (now.rightId !== null) {
      await saveBase(tx, deps.vault, link, 'left', { fields: next.left, revision: meeting.left.revision });
      await saveBase(tx, deps.vault, link, 'right', { fields: next.right, revision: outcome.rightRevision });
    }
    await updateLink(tx, link.id, { mappingHash: mapping.hash, syncedAt: new Date() });
    const keep = result.conflicts.map((conflict) => `conflict:${link.id}:${conflict.field}`);
    for (const conflict of result.conflicts) {
      const fresh = await openTask(tx, deps.vault, {
        kind: 'conflict',
        dedupKey: `conflict:${link.id}:${conflict.field}`,
        link,
        title: {
          ru: `Поле «${conflict.field}» изменили с обеих сторон`,
          en: `Field "${conflict.field}" was changed on both sides`,
        },
        data: { field: conflict.field, number: link.leftNumber },
        values: { base: conflict.base, left: conflict.left, right: conflict.right },
      });
      if (fresh) {
        deps.count('conflicts', 1);
        await appendJournal(tx, deps.vault, {
          link,
          type: 'conflict_opened',
          actor: `process:${meeting.process}`,
          data: { field: conflict.field },
          mappingHash: mapping.hash,
        });
      }
    }
    await closeTasksOf(tx, link.id, ['conflict'], keep, 'hub');
  });
}
