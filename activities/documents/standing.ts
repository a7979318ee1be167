import { clockOf } from '../../domain/documents/clocks.ts';
import { DEADLINE_LEVELS, type DeadlineLevel } from '../../domain/documents/types.ts';
import type { PartRow } from '../../store/document-packs.ts';
import type { Deadline } from './clocks.ts';
import type { Subject, View } from './view.ts';

/** The parts of a pack as rows. @param before those of the last look: since when a part stands as it does is told by them */
export function standingParts(
  view: View,
  { link, now }: Subject,
  before: readonly PartRow[],
  deadlines: readonly Deadline[],
): PartRow[] {
  return view.plan.map((part, place) => {
    const { rule, recipient, state, reasons, documents, available } = part;
    const known = before.find((row) => row.part === rule.part && row.recipient === recipient);
    const deadline = deadlines.find(({ name }) => name === clockOf(part, view.sent));
    const level = deadline?.level ?? 'none';
    const since = known === undefined || known.state === 'sent' ? now : (known.readyAt ?? now);
    return {
      linkId: link.id,
      part: rule.part,
      recipient,
      place,
      title: rule.title,
      state,
      reasons,
      documentIds: documents.map(({ id }) => id),
      readyAt: state === 'sent' ? (known?.readyAt ?? null) : available ? since : null,
      dueAt: deadline?.dueAt ?? null,
      level,
      changedAt: known?.state === state && known.level === level ? known.changedAt : now,
    };
  });
}

export const worst = (levels: readonly DeadlineLevel[]): DeadlineLevel =>
  DEADLINE_LEVELS.findLast((level) => levels.includes(level)) ?? 'none';
