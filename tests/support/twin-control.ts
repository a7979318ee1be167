import type { HubErrorKind } from '../../domain/errors.ts';

/** One applied write as the twin's ledger tells it. */
export interface LedgerLine {
  n: number;
  /** ISO 8601, UTC. */
  at: string;
  operation: string;
  entity: string;
  id: string;
  changed: boolean;
  fields: { [name: string]: unknown };
  by: 'api' | 'person';
}

export interface FaultRuleInput {
  operation: string;
  kind: string;
  share: number;
  ms?: number;
  code?: string;
}

/** The sandbox's control API for one twin. */
export interface TwinControl {
  twin: string;
  ledger(after?: number): Promise<LedgerLine[]>;
  state<Item = { [name: string]: unknown }>(entity: string): Promise<Item[]>;
  seed(count: number, seed?: number): Promise<void>;
  faults(...rules: FaultRuleInput[]): Promise<void>;
  reset(): Promise<void>;
  act<Result = { [name: string]: unknown }>(name: string, input?: object): Promise<Result>;
  /** What a hub needs to connect: the twin's address and credentials. */
  connection(): Promise<{ system: string; options: unknown }>;
}

export function twinControl(sandboxUrl: string, twin: string): TwinControl {
  async function call<Result>(method: string, path: string, body?: object): Promise<Result> {
    const response = await fetch(`${sandboxUrl}/control/${twin}/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${twin}/${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Result;
  }
  return {
    twin,
    ledger: async (after = 0) => (await call<{ writes: LedgerLine[] }>('GET', `ledger?after=${after}`)).writes,
    state: async (entity) => (await call<{ items: never[] }>('GET', `state/${entity}`)).items,
    seed: async (count, seed = 7) => call('POST', 'seed', { seed, count }),
    faults: async (...rules) => call('POST', 'faults', { seed: 7, rules }),
    reset: async () => call('POST', 'reset', {}),
    act: async (name, input = {}) => call('POST', `acts/${name}`, input),
    connection: async () => call('GET', 'connection'),
  };
}

/** A fault and what the connector must make of it. */
export interface ExpectedFailure {
  /** Finishes "… when the system ". */
  when: string;
  rule: FaultRuleInput;
  /** Which call meets it: the harness's read, or its first write. */
  call: 'read' | 'write';
  kind: HubErrorKind;
}
