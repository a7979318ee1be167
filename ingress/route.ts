import type { HubError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { PairRow } from '../store/connections.ts';
import type { Db } from '../store/database.ts';
import type { NewEvent } from '../store/inbox.ts';
import { openLinks } from '../store/links.ts';
import { subjects } from './subjects.ts';

/** An event as a connector read it from a delivery or a feed. */
export type IncomingEvent =
  | { kind: 'hint'; entity: string; id: string; change?: 'deleted'; fingerprint?: string; number?: string }
  | { kind: 'fact'; entity: string; id: string; key: string; body: Json; fault?: HubError };

/**
 * Gives events their subjects. Only the owning side opens a link: a claim gets one at first sight. Events of the CRM go to the screening of their
 * connection, which knows echoes, foreign records and records of our making apart.
 */
export async function route(
  db: Db,
  pairs: readonly PairRow[],
  connectionId: string,
  events: readonly IncomingEvent[],
  deliveryId: number | null,
): Promise<NewEvent[]> {
  const pair = pairs.find((candidate) => candidate.leftConnection === connectionId);
  const claims = pair ? events.filter((event) => event.entity === 'claim') : [];
  const links = pair
    ? await openLinks(
        db,
        pair.id,
        'deal',
        claims.map((event) => ({ leftId: event.id, leftNumber: event.kind === 'hint' ? event.number : undefined })),
      )
    : new Map<string, string>();
  return events.map((event) => {
    const link = event.entity === 'claim' ? links.get(event.id) : undefined;
    const subject = link === undefined ? subjects.screen(connectionId) : subjects.deal(link);
    const common = { connectionId, deliveryId, entity: event.entity, externalId: event.id, subject };
    if (event.kind === 'fact') return { ...common, kind: 'fact', vendorKey: event.key, body: event.body };
    return { ...common, kind: 'hint', ...(event.change === undefined ? {} : { change: event.change }) };
  });
}
