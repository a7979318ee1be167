import { createHash } from 'node:crypto';
import type { Portal, PortalEvent } from './portal.ts';
import { isoOf } from './portal-time.ts';
import { asText, type Wire, type WireMap } from './wire.ts';

interface OfflineRow {
  id: number;
  at: number;
  event: string;
  objectId: string;
  messageId: string;
  authConnector: string;
  processId: string;
  failed: boolean;
}

/** The queue of offline events: one row per object and event, separate for each `auth_connector`. */
export function createOfflineQueue(portal: Portal) {
  let rows: OfflineRow[] = [];
  let issued = 0;

  const shown = (row: OfflineRow): WireMap => ({
    ID: String(row.id),
    TIMESTAMP_X: isoOf(row.at),
    EVENT_NAME: row.event,
    EVENT_DATA: { FIELDS: { ID: row.objectId } },
    EVENT_ADDITIONAL: false,
    MESSAGE_ID: row.messageId,
  });
  const free = (authConnector: string) => rows.filter((row) => row.authConnector === authConnector && row.processId === '');
  const named = (params: WireMap, row: OfflineRow): boolean => {
    const ids = [params['id'], params['message_id']].flatMap((list) => (Array.isArray(list) ? list.map(asText) : []));
    return ids.length === 0 || ids.includes(String(row.id)) || ids.includes(row.messageId);
  };

  return {
    /** A change made by the binding's own connector is its echo and is not queued. */
    push(event: PortalEvent, authConnector: string): boolean {
      if (authConnector !== '' && event.actor.authConnector === authConnector) return false;
      const waiting = free(authConnector).find((row) => row.event === event.name && row.objectId === event.objectId);
      if (waiting !== undefined) {
        waiting.at = portal.clock.now();
        return true;
      }
      issued += 1;
      const messageId = createHash('sha256').update(`message ${issued}`).digest('hex').slice(0, 32);
      rows.push({
        id: issued,
        at: portal.clock.now(),
        event: event.name,
        objectId: event.objectId,
        messageId,
        authConnector,
        processId: '',
        failed: false,
      });
      return true;
    },
    /** `clear: 0` reserves the rows under a process id and hides them from other callers; otherwise they are gone at once. */
    get(params: WireMap): Wire {
      const keep = asText(params['clear']) === '0';
      const reserved = asText(params['process_id']);
      const limit = Number(asText(params['limit']) || 50);
      if (reserved !== '') {
        return { process_id: reserved, events: rows.filter((row) => row.processId === reserved).map(shown) };
      }
      const taken = free(asText(params['auth_connector'])).slice(0, limit);
      if (!keep) {
        rows = rows.filter((row) => !taken.includes(row));
        return { process_id: null, events: taken.map(shown) };
      }
      issued += 1;
      const processId = createHash('sha256').update(`process ${issued}`).digest('hex').slice(0, 32);
      for (const row of taken) row.processId = processId;
      return { process_id: processId, events: taken.map(shown) };
    },
    list(params: WireMap): WireMap[] {
      const connector = asText(params['auth_connector']);
      return rows
        .filter((row) => row.authConnector === connector)
        .map((row) => ({ ...shown(row), PROCESS_ID: row.processId, ERROR: row.failed ? '1' : '0' }));
    },
    confirm(params: WireMap): void {
      const processId = asText(params['process_id']);
      rows = rows.filter((row) => !(row.processId === processId && processId !== '' && named(params, row)));
    },
    fail(params: WireMap): void {
      const processId = asText(params['process_id']);
      for (const row of rows) if (row.processId === processId && processId !== '' && named(params, row)) row.failed = true;
    },
    clear() {
      rows = [];
    },
  };
}

export type OfflineQueue = ReturnType<typeof createOfflineQueue>;
