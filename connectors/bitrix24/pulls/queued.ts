import { z } from 'zod';
import { isHubError } from '../../../domain/errors.ts';
import type { InboundEvent, Pull, PullResult } from '../../sdk/contract.ts';
import type { Bitrix24 } from '../client.ts';
import { hintOf } from '../hook.ts';
import type { QueuedEvent, Reservation } from '../queue.ts';
import { readCursor } from './cursor.ts';

/** How often reservations are looked for that a process took and could not keep. */
const LOST_EVERY_MS = 5 * 60_000;

const cursorSchema = z.object({
  /** The reservation whose events are committed with this cursor, still to be confirmed. */
  kept: z.string().nullable(),
  /** Epoch milliseconds. */
  lookedAt: z.number(),
});
type Cursor = z.output<typeof cursorSchema>;

/**
 * Hints from the portal's queue of changes; nothing where the queue is off.
 *
 * Rows are reserved, committed, then confirmed. A confirmation that got lost is made up for by the next call, since the cursor names it; a
 * reservation that was never committed is found among the reserved ones and read again.
 */
export const queued: Pull<Bitrix24> = async (client, stored) => {
  if (!client.options.eventQueue) return { events: [], cursor: stored, complete: true };
  const cursor = readCursor(stored, cursorSchema, { kept: null, lookedAt: 0 });
  if (cursor.kept !== null) await client.queue.confirm(cursor.kept);
  const now = client.clock.now();
  if (now - cursor.lookedAt >= LOST_EVERY_MS) {
    const [lost] = await client.queue.reserved();
    if (lost !== undefined) return page(client, await client.queue.takeAgain(lost), { kept: lost, lookedAt: cursor.lookedAt });
    return page(client, await client.queue.take(), { kept: null, lookedAt: now });
  }
  return page(client, await client.queue.take(), { kept: null, lookedAt: cursor.lookedAt });
};

function page(client: Bitrix24, { processId, events }: Reservation, { lookedAt, kept }: Cursor): PullResult {
  const reservation = processId ?? kept;
  return {
    events: distinct(events.flatMap(eventsOf)),
    cursor: { kept: reservation, lookedAt },
    complete: reservation === null,
    ...(reservation === null ? {} : { ack: () => client.queue.confirm(reservation) }),
  };
}

/** A row that names no record goes to the dead letters alone: the rest of its page has to get through. */
function eventsOf({ name, data, messageId }: QueuedEvent): InboundEvent[] {
  try {
    return hintOf(name, data);
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [{ kind: 'fact', entity: 'queue.unreadable', id: messageId, key: messageId, body: { event: name, code: error.code } }];
  }
}

/** A record that was created and changed stands in the queue twice; that it was deleted outweighs the rest. */
function distinct(events: readonly InboundEvent[]): InboundEvent[] {
  const byRecord = new Map<string, InboundEvent>();
  for (const event of events) {
    const key = `${event.entity}:${event.id}`;
    const known = byRecord.get(key);
    if (known?.kind !== 'hint' || known.change !== 'deleted') byRecord.set(key, event);
  }
  return [...byRecord.values()];
}
