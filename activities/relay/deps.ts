import type { WritePort } from '../../domain/deals/ports.ts';
import type { Database } from '../../store/database.ts';
import type { Vault } from '../../store/keys.ts';

export interface RelayDeps {
  db: Database;
  vault: Vault;
  /** The writing half of a connection. @throws HubError `config` for an unknown connection */
  writePort(connectionId: string): Promise<WritePort>;
  /** Divides waits that are not business deadlines; 1 in production. */
  limitScale: number;
  /** Counts for operators; names without values. */
  count(what: 'events' | 'writes' | 'parked' | 'postponed', n: number): void;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** What one pass over a lane tells its workflow: counts only. */
export interface RelayStep {
  /** Rows may be waiting that can be tried now. */
  more: boolean;
  /** When the next row is due that is to be tried later; null where there is none. */
  retryInMs: number | null;
  events: number;
  writes: number;
  parked: number;
}
