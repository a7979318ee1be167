import { REPORT } from '../domain/delivery/report.ts';
import type { HubError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { PairRow } from '../store/connections.ts';
import type { Db } from '../store/database.ts';
import type { NewEvent } from '../store/inbox.ts';
import type { Vault } from '../store/keys.ts';
import { openLinks } from '../store/links.ts';
import type { RouteRow } from '../store/routes.ts';
import { relayRows } from './relay.ts';
import { subjects } from './subjects.ts';

/** An event as a connector read it from a delivery or a feed. */
export type IncomingEvent =
  | { kind: 'hint'; entity: string; id: string; change?: 'deleted'; fingerprint?: string; number?: string }
  | { kind: 'fact'; entity: string; id: string; key: string; body: Json; fault?: HubError };

/** Who may want events: pairs that a process keeps in agreement, and routes. */
export interface Destinations {
  pairs: readonly PairRow[];
  routes: readonly RouteRow[];
}

/**
 * Gives events their subjects. Only the owning side opens a link: a claim gets one at first sight. Events of the CRM go to the screening of their
 * connection, which knows echoes, foreign records and records of our making apart. A fact gets a row of its own for each route that takes it.
 */
export async function route(
  db: Db,
  vault: Vault,
  { pairs, routes }: Destinations,
  connectionId: string,
  events: readonly IncomingEvent[],
  deliveryId: number | null,
): Promise<NewEvent[]> {
  const pair = pairs.find((candidate) => candidate.leftConnection === connectionId);
  const paired = pairs.some((candidate) => [candidate.leftConnection, candidate.rightConnection].includes(connectionId));
  const claims = pair ? events.filter((event) => event.entity === 'claim') : [];
  const links = pair
    ? await openLinks(
        db,
        pair.id,
        'deal',
        claims.map((event) => ({ leftId: event.id, leftNumber: event.kind === 'hint' ? event.number : undefined })),
      )
    : new Map<string, string>();
  const rows: NewEvent[] = [];
  for (const event of events) {
    const link = event.entity === 'claim' ? links.get(event.id) : undefined;
    const subject = link === undefined ? elsewhere(connectionId, event) : subjects.deal(link);
    const common = { connectionId, deliveryId, entity: event.entity, externalId: event.id, subject };
    if (event.kind === 'hint') {
      rows.push({ ...common, kind: 'hint', ...(event.change === undefined ? {} : { change: event.change }) });
      continue;
    }
    const fact: NewEvent = { ...common, kind: 'fact', vendorKey: event.key, body: event.body };
    if (event.fault) rows.push({ ...fact, error: faultOf(event.fault) });
    else {
      const relayed = await relayRows(db, vault, routes, fact);
      if (paired || event.entity === REPORT) rows.push(fact);
      else if (relayed.length === 0) rows.push({ ...fact, result: 'unrouted' });
      rows.push(...relayed);
    }
  }
  return rows;
}

/** News of a payment is read by the run of payments, of a message by its account's sender; anything else of a connection is screened first. */
function elsewhere(connectionId: string, event: IncomingEvent): string {
  if (event.kind === 'fact' && event.entity === REPORT) return subjects.deliveries(connectionId);
  const payment = event.kind === 'hint' && event.entity === 'payment';
  return payment ? subjects.payments(connectionId) : subjects.screen(connectionId);
}

const faultOf = ({ code, kind, userMessage }: HubError) => ({ code, kind, sentence: userMessage });
