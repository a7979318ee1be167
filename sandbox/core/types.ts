import type { Hono } from 'hono';

/** An outside system played by the sandbox: stateful, faithful to its documentation, and misbehaving on command. */
export interface Twin {
  name: string;
  /** The vendor's own surface, mounted under `/<name>`. */
  app: Hono;
  /** Everything the twin applied, in order. */
  ledger: TwinLedger;
  /** What it holds now, by entity; null for an unknown entity. */
  state(entity: string): unknown[] | null;
  entities: string[];
  /** Makes synthetic records, the same for the same seed. */
  seed(options: { seed: number; count: number }): Promise<void> | void;
  /** Empties state, ledger and faults. */
  reset(): void;
  /** What a person does in that system. Throws `ActError` for an unknown or impossible act. */
  acts: { [name: string]: (input: Record<string, unknown>) => Promise<unknown> | unknown };
  faults: FaultPlan;
  /** What an admin of a hub types into its connection form to reach this twin; a twin without one is not connected by hand. */
  connection?: () => TwinConnection;
}

/** Addresses, logins and secrets of the sandbox: synthetic, printed freely. */
export interface TwinConnection {
  system: string;
  options: Record<string, unknown>;
  /** Further interfaces of the same system, each with its address and logins, by name. */
  transports?: Record<string, Record<string, unknown>>;
}

export interface TwinLedger {
  /** One line per applied write. `changed` is false where the write altered nothing. `by` is `api` (a caller of the vendor's surface) or `person`. */
  record(write: Omit<LedgerWrite, 'n' | 'at'>): void;
  after(n: number): { writes: LedgerWrite[]; next: number };
  clear(): void;
}

export interface LedgerWrite {
  n: number;
  /** ISO 8601, UTC. */
  at: string;
  operation: string;
  entity: string;
  id: string;
  changed: boolean;
  /** Names and new values of what the write set. */
  fields: Record<string, unknown>;
  by: 'api' | 'person';
}

export type FaultKind =
  | 'drop'
  | 'commit_then_drop'
  | 'delay'
  | 'error'
  | 'html'
  | 'rate_limit'
  | 'lose_event'
  | 'duplicate_event'
  | 'delay_event'
  | 'reorder_events'
  | 'stale_read'
  | 'truncate';

export interface FaultRule {
  /** Vendor operation, or `*`. */
  operation: string;
  kind: FaultKind;
  /** 0…1, drawn from a generator seeded by the plan. */
  share: number;
  /** For delays. */
  ms?: number;
  /** For `error`: the vendor's code. */
  code?: string;
}

/** Seeded and deterministic: the same calls in the same order meet the same faults. */
export interface FaultPlan {
  set(seed: number, rules: FaultRule[]): void;
  /** The first rule of one of these kinds that strikes this call, or null. @param by  `name`: rules for every operation are left out */
  strike(operation: string, kinds: readonly FaultKind[], by?: 'any' | 'name'): FaultRule | null;
}
