import type { Json } from '../../../domain/json.ts';
import { changesOf } from './changes.ts';
import { deletions } from './deletions.ts';
import { queued } from './queued.ts';
import { stageMoves } from './stage-moves.ts';

/** What is read at intervals, so that a lost event costs minutes and no change. */
export const pulls = {
  deals: changesOf('deal'),
  contacts: changesOf('contact'),
  companies: changesOf('company'),
  stages: stageMoves,
  queue: queued,
  deletions,
};

/** Periods between two readings of a feed; the queue only where it is on. Deletions watch their own six hours. */
export function feeds({ eventQueue }: { [option: string]: Json }): { [pull: string]: number } {
  const always = { deals: 1, contacts: 1, companies: 1, stages: 5, deletions: 60 };
  return eventQueue === true ? { ...always, queue: 1 } : always;
}
