import type { DocumentPort } from '../../domain/booking/ports.ts';
import type { ClaimSource } from '../../domain/deals/ports.ts';
import type { Channel } from '../../domain/delivery/types.ts';
import type { Renderer } from '../../domain/templates/types.ts';
import type { Database } from '../../store/database.ts';
import type { Vault } from '../../store/keys.ts';
import type { Ledger } from '../ledger.ts';

export interface DocumentDeps {
  db: Database;
  vault: Vault;
  ledger: Ledger;
  renderer: Renderer;
  /** A booking system, by connection id. @throws HubError `config` for an unknown connection or a wrong system */
  booking(connectionId: string): Promise<ClaimSource & DocumentPort>;
  /** The channel that a system serves. */
  channelOf(system: string): Channel | undefined;
  /** Where people outside reach the hub, without a slash at its end. */
  publicUrl: string;
  /** Divides waits that are not business deadlines; 1 in production. */
  limitScale: number;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}
