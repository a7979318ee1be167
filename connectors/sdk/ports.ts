import type { Lane } from './contract.ts';

/** What one call takes from one rate limit. `scope` is global: `<scope of the budget>:<connection>`. */
export interface Charge {
  scope: string;
  cost: number;
}

/** Rate limits shared by all processes. */
export interface BudgetPort {
  /**
   * Waits for its slot in every charged scope, or takes none of them.
   * @throws HubError `rate_limited` (with `untilMs`) when the wait would exceed `maxWaitMs`
   */
  acquire(charges: readonly Charge[], lane: Lane, maxWaitMs: number): Promise<void>;
}

/** Circuit breaker shared by all processes: a system that does not answer is left alone for a while. */
export interface BreakerPort {
  /** @throws HubError `transient` (with `untilMs`) while the circuit is open */
  admit(scope: string): Promise<void>;
  success(scope: string): void | Promise<void>;
  failure(scope: string): void | Promise<void>;
}

/** One line per call; pino fulfils it. */
export interface LogPort {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface CallSample {
  connectionId: string;
  operation: string;
  /** HTTP status, or the code of the HubError. */
  outcome: string;
  ms: number;
}

export interface MetricsPort {
  call(sample: CallSample): void;
}
