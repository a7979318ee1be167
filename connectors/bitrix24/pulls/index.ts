import { changesOf } from './changes.ts';
import { deletions } from './deletions.ts';
import { queued } from './queued.ts';
import { stageMoves } from './stage-moves.ts';

/** What is read at intervals, so that a lost event costs minutes and no change. */
export const pulls = {
  deals: changesOf('deal'),
  contacts: changesOf('contact'),
  companies: changesOf('company'),
  leads: changesOf('lead'),
  stages: stageMoves,
  queue: queued,
  deletions,
};
