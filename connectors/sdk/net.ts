import type { LookupFunction } from 'node:net';
import { createEgressGuard } from './egress.ts';
import { throughGate } from './gate.ts';
import type { HttpDeps } from './http.ts';
import { createRedactor, type Redact } from './redact.ts';

export interface NetCall {
  operation: string;
  readOnly: boolean;
  /** Budget scope of one call. */
  scope: string;
  timeoutMs: number;
  host: string;
}

/** How a connector that speaks no HTTP reaches its system: behind the same breaker, budget, egress guard and log lines. */
export interface NetCore {
  /**
   * @param work dials with `lookup`, which hands out permitted addresses only, and throws HubErrors alone
   * @throws HubError `config` when the host is an address that may not be dialled
   */
  run<T>(call: NetCall, work: (wire: { lookup: LookupFunction; leftMs: number }) => Promise<T>): Promise<T>;
  /** Strips the connection's secrets and obvious personal data from a text for an error's `detail`. */
  redact: Redact;
}

/** The raw side of one connection. */
export function createNetCore(deps: HttpDeps): NetCore {
  const guard = createEgressGuard(deps.egress.allow);
  return {
    redact: createRedactor(deps.secrets),
    async run({ operation, readOnly, scope, timeoutMs, host }, work) {
      guard.check(new URL(`http://${host.includes(':') ? `[${host}]` : host}`));
      const charges = [{ scope, cost: 1 }];
      const wait = deps.patienceMs?.() ?? 0;
      return throughGate(
        deps,
        { operation, readOnly, charges, deadlineAt: deps.clock.now() + wait + timeoutMs },
        async (leftMs) => {
          const result = await work({ lookup: guard.lookup, leftMs: Math.min(leftMs, timeoutMs) });
          return { result, word: 'ok', outage: false };
        },
      );
    },
  };
}
