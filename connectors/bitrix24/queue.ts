import { z } from 'zod';
import { AUTH_CONNECTOR, type Rest } from './rest.ts';
import { idText, phpList } from './wire.ts';

/** One changed record in the queue: however often it changes, it waits there once. */
export interface QueuedEvent {
  name: string;
  /** As in the event's body; some rows come without. */
  data: unknown;
  messageId: string;
}

export interface Reservation {
  /** Under this name the rows are confirmed or read again; null when the queue is empty. */
  processId: string | null;
  events: QueuedEvent[];
}

/**
 * The portal's queue of changes. Rows that were taken stay reserved, hidden from everybody, until they are confirmed; a missing `auth_connector`
 * would give an empty answer instead of an error. Needs an application, an administrator's token and the Professional plan.
 */
export interface EventQueue {
  take(): Promise<Reservation>;
  takeAgain(processId: string): Promise<Reservation>;
  confirm(processId: string): Promise<void>;
  /** Names under which rows are reserved. */
  reserved(): Promise<string[]>;
}

const row = z
  .object({ EVENT_NAME: z.string(), EVENT_DATA: z.unknown(), MESSAGE_ID: idText.catch('') })
  .transform((raw): QueuedEvent => ({ name: raw.EVENT_NAME.toUpperCase(), data: raw.EVENT_DATA, messageId: raw.MESSAGE_ID }));
const taken = z
  .object({ process_id: z.string().nullish(), events: phpList(row) })
  .transform(({ process_id, events }): Reservation => ({ processId: events.length > 0 ? process_id || null : null, events }));
const listed = phpList(z.object({ PROCESS_ID: z.string().nullish() }));

const LIMIT = 50;

export function createQueue(rest: Rest, deadlineAt: () => number): EventQueue {
  const auth_connector = AUTH_CONNECTOR;
  // Taking reserves rows: a lost answer is no reason to repeat it, the reservation is found by its name.
  const get = async (params: object) =>
    (await rest.write('event.offline.get', { auth_connector, clear: 0, ...params }, taken, deadlineAt())).result;
  return {
    take: () => get({ limit: LIMIT, order: { ID: 'ASC' } }),
    takeAgain: (processId) => get({ process_id: processId }),
    async confirm(processId) {
      const params = { auth_connector, process_id: processId };
      await rest.write('event.offline.clear', params, z.unknown(), deadlineAt());
    },
    async reserved() {
      const params = { auth_connector, order: { ID: 'ASC' } };
      const { result } = await rest.readAlone('event.offline.list', params, listed);
      return [...new Set(result.flatMap(({ PROCESS_ID }) => PROCESS_ID || []))];
    },
  };
}
