import type { Sentence } from '../domain/errors.ts';
import { getConnection } from '../store/connections.ts';
import type { Db } from '../store/database.ts';
import { linkContext } from '../store/link-context.ts';
import type { LinkRow } from '../store/links.ts';
import { listEvents } from '../store/listing.ts';
import { pausesOf, WHOLE_RECORD } from '../store/pauses.ts';

const SHOWN_EVENTS = 5;

/** One reason why a record is not, or not wholly, kept in agreement now. */
export interface Hold {
  kind: 'connection_paused' | 'off' | 'observe' | 'record_paused' | 'field_paused' | 'event_parked' | 'link_ended';
  /** What went wrong, in the words of whoever stopped it; null where the kind says all. */
  sentence: Sentence | null;
  code: string | null;
  connection: string | null;
  field: string | null;
  /** The parked event, which can be replayed once its cause is mended. */
  event: number | null;
  by: string | null;
  at: string | null;
}

const NOTHING = { sentence: null, code: null, connection: null, field: null, event: null, by: null, at: null };

/** Everything that keeps a record from being synced, the widest first. Tasks are told beside it. */
export async function holdsOf(db: Db, link: LinkRow, subject: string): Promise<Hold[]> {
  const [context, resting, parked] = await Promise.all([
    linkContext(db, link.id),
    pausesOf(db, link.id),
    listEvents(db, { subject, state: 'dead', scope: 'all', limit: SHOWN_EVENTS }),
  ]);
  const holds: Hold[] = [];
  if (context !== null) {
    const { leftConnection, rightConnection } = context.pair;
    for (const [id, mode] of [
      [leftConnection, context.modes.left],
      [rightConnection, context.modes.right],
    ] as const) {
      const connection = await getConnection(db, id);
      if (connection?.status === 'paused') {
        const { code = null, by = null, sentence = null } = connection.pause ?? {};
        holds.push({ ...NOTHING, kind: 'connection_paused', connection: id, code, by, sentence });
      }
      if (mode !== 'live') holds.push({ ...NOTHING, kind: mode, connection: id });
    }
  }
  if (link.state !== 'open') holds.push({ ...NOTHING, kind: 'link_ended', code: link.state });
  for (const { field, reason, by, at } of resting) {
    const whole = field === WHOLE_RECORD;
    const words = { ru: reason, en: reason };
    holds.push({
      ...NOTHING,
      kind: whole ? 'record_paused' : 'field_paused',
      field: whole ? null : field,
      ...(reason === 'LOOP' ? { code: reason } : { sentence: words }),
      by,
      at: at.toISOString(),
    });
  }
  for (const { id, connectionId, error, receivedAt } of parked) {
    const { code = null, sentence = null } = error ?? {};
    holds.push({
      ...NOTHING,
      kind: 'event_parked',
      event: id,
      connection: connectionId,
      code,
      sentence,
      at: receivedAt.toISOString(),
    });
  }
  return holds;
}
