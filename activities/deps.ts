import type { ClaimSource, CrmSource } from '../domain/deals/ports.ts';
import type { Mapping } from '../mappings/engine/types.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import type { Ledger } from './ledger.ts';

/** Reading halves of connected systems, by connection id. @throws HubError `config` for an unknown connection or a wrong system */
export interface Clients {
  claims(connectionId: string): Promise<ClaimSource>;
  crm(connectionId: string): Promise<CrmSource>;
}

/** Compiled specs of the process, one per kind of link: those in force at each look. */
export interface DealMappings {
  deal: Mapping;
  contact: Mapping;
  company: Mapping;
}

export interface SyncDeps {
  db: Database;
  vault: Vault;
  clients: Clients;
  ledger: Ledger;
  mappings: DealMappings;
  /** Divides waits that are not business deadlines; 1 in production. */
  limitScale: number;
  /** Counts for operators; names without values. */
  count(metric: 'echoes' | 'drains' | 'conflicts', n: number): void;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** Holds on to the mappings in force now: one pass never reads by one version and writes by another. */
export function pinned<Deps extends Pick<SyncDeps, 'mappings'>>(deps: Deps): Deps {
  return { ...deps, mappings: { ...deps.mappings } };
}
