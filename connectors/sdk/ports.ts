import type { Lane } from './contract.ts';

/** What one call takes from one rate limit, as the connector's `budgets` name it. */
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

/** A system that takes one call at a time, by its name among all systems, and how far apart its calls are at least, in milliseconds. */
export interface Turn {
  scope: string;
  everyMs: number;
}

/** Turns shared by all processes. */
export interface TurnPort {
  /**
   * Waits for a turn, better lanes first: `interactive` before `sync` before `bulk`. What it returns ends the turn.
   * @param charge  takes a slot of the rate limit shortly before the turn
   * @throws HubError `rate_limited` (with `untilMs`) when the wait would exceed `maxWaitMs`
   */
  take(turn: Turn, lane: Lane, maxWaitMs: number, charge: () => Promise<void>): Promise<() => void>;
}

/** Circuit breaker shared by all processes: a system that does not answer is left alone for a while. */
export interface BreakerPort {
  /** @throws HubError `transient` (with `untilMs`) while the circuit is open */
  admit(scope: string): Promise<void>;
  success(scope: string): void | Promise<void>;
  failure(scope: string): void | Promise<void>;
  /** An admitted call was not made: if it was the probe, another may be. */
  unused(scope: string): void | Promise<void>;
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

/** A figure that tells how hard a vendor's own limit presses. */
export interface Pressure {
  value: number;
  /** Epoch milliseconds until which it counts. */
  untilMs: number;
}

/** Such figures by scope, shared by all processes and kept over restarts. */
export interface PressurePort {
  /** The latest that is known, at most a second old; null when none counts any more. */
  read(scope: string): Promise<Pressure | null>;
  /**
   * Makes a figure known in the background. The one that counts longer stands, of equally long ones the larger. Never waits, never fails.
   */
  tell(scope: string, pressure: Pressure): void;
}
