import { z } from 'zod';
import { PAGE_SIZE } from './paging.ts';
import type { Rest } from './rest.ts';
import { exactNumber } from './values.ts';
import { idText, phpList } from './wire.ts';

export interface StageMove {
  id: string;
  dealId: string;
}

/** Moves of deals between stages and funnels: a log that only grows, and so the surest way to miss none. */
export interface StageHistory {
  after(id: string): Promise<{ moves: StageMove[]; complete: boolean }>;
  /** Id of the latest move, `0` while there is none. */
  latest(): Promise<string>;
}

const row = z.object({ ID: idText, OWNER_ID: idText }).transform(({ ID, OWNER_ID }): StageMove => ({ id: ID, dealId: OWNER_ID }));
const rows = z.object({ items: phpList(row) });

export function createStageHistory(rest: Rest): StageHistory {
  const list = async (filter: object, direction: 'ASC' | 'DESC') => {
    const params = { entityTypeId: 2, filter, order: { ID: direction }, select: ['ID', 'OWNER_ID'], start: -1 };
    return (await rest.read('crm.stagehistory.list', params, rows)).result.items;
  };
  return {
    async after(id) {
      const moves = await list({ '>ID': exactNumber(id) }, 'ASC');
      return { moves, complete: moves.length < PAGE_SIZE };
    },
    latest: async () => (await list({}, 'DESC'))[0]?.id ?? '0',
  };
}
