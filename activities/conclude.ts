import { HubError } from '../domain/errors.ts';
import type { Fields } from '../domain/json.ts';
import { type Bases, nextBase } from '../domain/merge/base.ts';
import type { Decision } from '../domain/merge/decide.ts';
import { sameJson } from '../domain/merge/equal.ts';
import type { MergeInput } from '../domain/merge/types.ts';
import type { Db } from '../store/database.ts';
import { appendJournal } from '../store/journal.ts';
import { keepLeftRecord } from '../store/left-records.ts';
import { saveBases, settleLink } from '../store/links.ts';
import { closeTask, openTask, reopenTask } from '../store/tasks.ts';
import type { Agreement, Meeting } from './agree.ts';
import type { SyncDeps } from './deps.ts';

export interface Outcome {
  input: MergeInput;
  decision: Decision;
  after: { left: Fields; right: Fields };
  /** Fields whose write was refused, postponed or only observed. */
  unsettled: string[];
  /** Fields that were written, by side. */
  written: { left: string[]; right: string[] };
  rightRevision: string | null;
  done: Agreement;
}

/** Moves the bases, keeps tasks true, tells the journal, ends the rows: one transaction, void if another pass has moved the link meanwhile. */
export async function conclude(deps: SyncDeps, meeting: Meeting, outcome: Outcome): Promise<void> {
  const { link, mapping } = meeting;
  const { done, decision } = outcome;
  const next = nextBase(outcome.input, decision, outcome.after, outcome.unsettled);
  await deps.db.transaction(async (tx) => {
    const settled = await settleLink(tx, link.id, link.rev + done.writes, { mappingHash: mapping.hash, syncedAt: new Date() });
    if (!settled) throw moved();
    if (done.rightId !== null) {
      await saveBases(tx, deps.vault, link, {
        left: { fields: next.left, revision: meeting.left.revision },
        right: { fields: next.right, revision: outcome.rightRevision },
      });
    }
    await keepLeftRecord(tx, deps.vault, link, mapping.name, meeting.leftRecord);
    await tell(tx, deps, meeting, outcome, next);
    await keepConflicts(tx, deps, meeting, outcome);
    await endRewinds(tx, deps, meeting, outcome);
    await meeting.finish?.(tx, done);
  });
}

function moved(): HubError {
  return new HubError({
    code: 'LINK_MOVED',
    kind: 'conflict',
    userMessage: {
      ru: 'Запись изменена другим проходом, читаем заново',
      en: 'Another pass has moved this link, reading again',
    },
  });
}

/**
 * What the ledger's own lines do not say: values that were carried to the left, in the names of the merge; values that both sides now hold without a write of
 * the hub; and edits that the owner's value replaced. A field can be brought back to any value told here.
 */
async function tell(tx: Db, deps: SyncDeps, meeting: Meeting, outcome: Outcome, next: Bases): Promise<void> {
  const { input, decision, written } = outcome;
  if (input.right === null) return;
  const { right } = input;
  const ours = new Set([...written.left, ...written.right]);
  const policies = new Map(input.policies.map((policy) => [policy.field, policy]));
  const taken = Object.keys(next.right).filter((field) => {
    const normalise = policies.get(field)?.normalise;
    if (normalise === undefined || ours.has(field)) return false;
    return !sameJson(normalise(next.right[field] ?? null), normalise(input.base.right?.[field] ?? null));
  });
  const replaced = decision.changedRight.filter((field) => written.right.includes(field));
  for (const [type, fields, from] of [
    ['values_carried', written.left, outcome.after.left],
    ['values_taken', taken, next.right],
    ['edit_replaced', replaced, right],
  ] as const) {
    if (fields.length === 0) continue;
    await appendJournal(tx, deps.vault, {
      link: meeting.link,
      type,
      actor: `process:${meeting.process}`,
      data: { fields: [...fields] },
      values: Object.fromEntries(fields.map((field) => [field, from[field] ?? null])),
      mappingHash: meeting.mapping.hash,
    });
  }
}

/** One open task per conflict; a conflict whose values agree again closes itself, one whose choice could not be carried out yet stays. */
async function keepConflicts(tx: Db, deps: SyncDeps, meeting: Meeting, { input, decision, unsettled }: Outcome): Promise<void> {
  const { link, mapping } = meeting;
  const keyOf = (field: string) => `conflict:${link.id}:${field}`;
  const seen = {
    left: { at: meeting.left.revision, by: meeting.left.editor },
    right: { at: meeting.right.revision, by: meeting.right.editor },
  };
  for (const { field, base, left, right } of decision.conflicts) {
    const fresh = await openTask(tx, deps.vault, {
      kind: 'conflict',
      dedupKey: keyOf(field),
      link,
      title: { ru: `Поле «${field}» изменили с обеих сторон`, en: `Field "${field}" was changed on both sides` },
      data: { field, number: link.leftNumber, ...seen },
      values: { base, left, right },
    });
    const outdated = decision.outdated.includes(field);
    if (outdated) await reopenTask(tx, keyOf(field));
    if (!fresh && !outdated) continue;
    if (fresh) deps.count('conflicts', 1);
    await appendJournal(tx, deps.vault, {
      link,
      type: fresh ? 'conflict_opened' : 'choice_outdated',
      actor: `process:${meeting.process}`,
      data: { field },
      mappingHash: mapping.hash,
    });
  }
  const standing = new Set([...decision.conflicts.map(({ field }) => field), ...unsettled, ...(input.held ?? [])].map(keyOf));
  for (const task of meeting.tasks) {
    if (task.kind === 'conflict' && !standing.has(task.dedupKey)) await closeTask(tx, task.dedupKey, 'hub');
  }
}

async function endRewinds(tx: Db, deps: SyncDeps, meeting: Meeting, { decision, unsettled }: Outcome): Promise<void> {
  const { link } = meeting;
  for (const task of meeting.tasks) {
    const { field } = task.data;
    if (task.kind !== 'rewind' || typeof field !== 'string' || unsettled.includes(field)) continue;
    const overtaken = decision.overtaken.includes(field);
    if (!overtaken && !decision.rewound.includes(field)) continue;
    await closeTask(tx, task.dedupKey, 'hub');
    await appendJournal(tx, deps.vault, {
      link,
      type: overtaken ? 'rewind_overtaken' : 'field_rewound',
      actor: `process:${meeting.process}`,
      data: { field, task: task.id },
    });
  }
}
