import { z } from 'zod';
import { isHubError } from '../../../domain/errors.ts';
import type { InboundEvent, Pull } from '../../sdk/contract.ts';
import type { Bitrix24 } from '../client.ts';
import type { RecordEntity } from '../entities.ts';
import { readCursor } from './cursor.ts';
import { packIds, unpackIds } from './id-set.ts';

const EVERY_MS = 6 * 3_600_000;
const SUSPECTS_PER_CALL = 100;
const ENTITIES = ['deal', 'contact', 'company'] as const satisfies readonly RecordEntity[];

const entity = z.enum(ENTITIES);
const cursorSchema = z.object({
  /** Epoch milliseconds at which the last sweep ended. */
  sweptAt: z.number(),
  /** Ids of each kind at the last sweep. */
  known: z.partialRecord(entity, z.string()),
  state: z.union([
    z.object({ step: z.literal('idle') }),
    z.object({ step: z.literal('reading'), entity, afterId: z.string().nullable(), seen: z.string() }),
    /** Known before and not seen now: each is asked for by its id. */
    z.object({ step: z.literal('asking'), entity, suspects: z.string() }),
  ]),
});
type Cursor = z.output<typeof cursorSchema>;

const START: Cursor = { sweptAt: 0, known: {}, state: { step: 'idle' } };

/**
 * Hints of deleted records, for those whose event got lost: every six hours all ids are read and compared with those of the time before.
 * Nothing is concluded from a reading that did not reach its end, nor from an absence alone: a record is deleted when the portal says so.
 */
export const deletions: Pull<Bitrix24> = async (client, stored) => {
  const cursor = readCursor(stored, cursorSchema, START);
  const { state } = cursor;
  if (state.step === 'idle') {
    if (client.clock.now() - cursor.sweptAt < EVERY_MS) return { events: [], cursor, complete: true };
    return { events: [], cursor: { ...cursor, state: reading(ENTITIES[0]) }, complete: false };
  }
  if (state.step === 'reading') {
    const { ids, complete } = await client.idsPage(state.entity, state.afterId);
    const seen = packIds([...unpackIds(state.seen), ...ids]);
    if (!complete)
      return { events: [], cursor: { ...cursor, state: { ...state, afterId: ids.at(-1) ?? state.afterId, seen } }, complete };
    const present = unpackIds(seen);
    const suspects = packIds([...unpackIds(cursor.known[state.entity] ?? '')].filter((id) => !present.has(id)));
    const known = { ...cursor.known, [state.entity]: seen };
    return {
      events: [],
      cursor: { ...cursor, known, state: { step: 'asking', entity: state.entity, suspects } },
      complete: false,
    };
  }
  const suspects = [...unpackIds(state.suspects)];
  const asked = suspects.slice(0, SUSPECTS_PER_CALL);
  const gone = await Promise.all(asked.map((id) => isGone(client, state.entity, id)));
  const events = asked
    .filter((_, at) => gone[at])
    .map((id): InboundEvent => ({ kind: 'hint', entity: state.entity, id, change: 'deleted' }));
  if (suspects.length > asked.length) {
    const rest = packIds(suspects.slice(SUSPECTS_PER_CALL));
    return { events, cursor: { ...cursor, state: { ...state, suspects: rest } }, complete: false };
  }
  const next = ENTITIES[ENTITIES.indexOf(state.entity) + 1];
  if (next) return { events, cursor: { ...cursor, state: reading(next) }, complete: false };
  return { events, cursor: { ...cursor, sweptAt: client.clock.now(), state: { step: 'idle' } }, complete: true };
};

function reading(of: (typeof ENTITIES)[number]): Cursor['state'] {
  return { step: 'reading', entity: of, afterId: null, seen: '' };
}

/** A record that may no longer be read is not gone. */
async function isGone(client: Bitrix24, of: RecordEntity, id: string): Promise<boolean> {
  try {
    return (await client.getRecord(of, id)) === null;
  } catch (error) {
    if (isHubError(error) && error.kind === 'permission') return false;
    throw error;
  }
}
