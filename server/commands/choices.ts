import type { TaskRow } from '../../store/tasks.ts';

type Choosable = Pick<TaskRow, 'kind' | 'data'>;

/** What a person may answer to a task. Most only wait to be seen: they are closed, and come back if their cause stands. */
export function choicesOf({ kind, data }: Choosable): string[] {
  if (kind === 'conflict') return ['left', 'right', 'leave'];
  if (kind === 'deal_deleted') return ['recreate', 'leave'];
  if (kind === 'unknown_outcome') return ['landed', 'absent'];
  if (kind === 'mass_delete') return ['accept', 'dismiss'];
  if (kind === 'write_loop') return ['resume', 'close'];
  if (kind === 'rewind') return [];
  if (kind === 'relay_parked') return ['retry', 'skip'];
  if (kind === 'documents_lost') return ['fetch_again', 'close'];
  if (kind === 'unknown_delivery') return ['sent', 'not_sent'];
  if (kind !== 'buyer_ambiguous') return ['close'];
  const candidates = Array.isArray(data['candidates']) ? data['candidates'] : [];
  return [...candidates.filter((id) => typeof id === 'string'), 'create'];
}

/** A choice that the subject's next pass carries out; the others end the task at once. */
export function isCarriedOut({ kind }: Choosable, choice: string): boolean {
  return kind === 'conflict' || kind === 'buyer_ambiguous' || (kind === 'deal_deleted' && choice === 'recreate');
}
