import type { Fields, Json } from '../domain/json.ts';
import { valueAt } from '../domain/relay/value.ts';
import type { Db } from '../store/database.ts';
import type { NewEvent } from '../store/inbox.ts';
import type { Vault } from '../store/keys.ts';
import type { RouteRow } from '../store/routes.ts';
import { laneId, subjects } from './subjects.ts';

/** Sixteen hexadecimal digits are enough to tell the keys of one route apart. */
const KEY_LENGTH = 16;

/**
 * A row for each route that takes this event. The value that orders events stands in it as a keyed hash: it may be about a person. An event without one
 * stands alone.
 */
export async function relayRows(db: Db, vault: Vault, routes: readonly RouteRow[], fact: NewEvent): Promise<NewEvent[]> {
  const rows: NewEvent[] = [];
  for (const { id, sourceConnection, event, orderBy, lanes } of routes) {
    if (sourceConnection !== fact.connectionId || event !== fact.entity) continue;
    const value = orderBy === null || !isRecord(fact.body) ? undefined : valueAt(fact.body, orderBy);
    const orders = value === undefined ? `id:${fact.vendorKey}` : `value:${value}`;
    const orderKey = (await vault.hash(db, `relay-order/${id}`, orders)).slice(0, KEY_LENGTH);
    const subject = subjects.relay(laneId(id, orderKey, lanes));
    rows.push({ ...fact, vendorKey: `${fact.vendorKey}@${id}`, subject, routeId: id, orderKey });
  }
  return rows;
}

function isRecord(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
