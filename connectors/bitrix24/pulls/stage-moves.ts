import { z } from 'zod';
import type { Pull } from '../../sdk/contract.ts';
import type { Bitrix24 } from '../client.ts';
import { readCursor } from './cursor.ts';

const cursorSchema = z.object({ afterId: z.string().nullable() });

/**
 * Hints of deals that moved between stages or funnels, from the log of moves. It begins at the log's end: what was before is met by reading
 * the deals themselves.
 */
export const stageMoves: Pull<Bitrix24> = async (client, stored) => {
  const { afterId } = readCursor(stored, cursorSchema, { afterId: null });
  if (afterId === null) return { events: [], cursor: { afterId: await client.stageHistory.latest() }, complete: true };
  const { moves, complete } = await client.stageHistory.after(afterId);
  const deals = [...new Set(moves.map((move) => move.dealId))];
  return {
    events: deals.map((id) => ({ kind: 'hint', entity: 'deal', id })),
    cursor: { afterId: moves.at(-1)?.id ?? afterId },
    complete,
  };
};
