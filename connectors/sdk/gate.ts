import { isHubError } from '../../domain/errors.ts';
import type { HttpDeps } from './http.ts';
import { netFailure } from './net-failure.ts';
import type { Charge } from './ports.ts';

/** Longest wait for a rate-limit slot, unless the caller says otherwise; a longer one becomes `rate_limited` and frees the worker. */
const MAX_WAIT_MS = 2_000;

/** What a call brings to the gate. */
export interface GatedCall {
  /** Name for logs, metrics and errors, free of secrets and ids. */
  operation: string;
  /** True for calls that change nothing: a failure before an answer is then transient, otherwise the outcome is unknown. */
  readOnly: boolean;
  charges: readonly Charge[];
  /** Epoch milliseconds at which the call is over, waiting for its slot included. */
  deadlineAt: number;
}

/** What became of a call: its result, one word for logs, and whether the system showed that it is away. */
export interface Passed<T> {
  result: T;
  word: string;
  outage: boolean;
}

type GateDeps = Omit<HttpDeps, 'egress' | 'secrets'>;

/**
 * Lets a call through to a system, whatever it speaks: circuit breaker, rate budget, log line and metrics.
 * @param work the call itself, with the milliseconds that its deadline leaves it
 * @throws HubError of the breaker, the budget or the call
 */
export async function throughGate<T>(deps: GateDeps, call: GatedCall, work: (leftMs: number) => Promise<Passed<T>>): Promise<T> {
  const startedAt = deps.clock.now();
  await deps.breaker.admit(deps.connectionId);
  if (call.charges.length > 0) {
    const patience = Math.min(deps.patienceMs?.() ?? MAX_WAIT_MS, call.deadlineAt - startedAt);
    try {
      await deps.budget.acquire(call.charges, deps.lane, Math.max(0, patience));
    } catch (error) {
      await tellBreaker(deps, 'unused');
      throw error;
    }
    deps.onSlot?.();
  }
  const sentAt = deps.clock.now();
  const tell = (outcome: string) => {
    const ms = deps.clock.now() - sentAt;
    deps.metrics?.call({ connectionId: deps.connectionId, operation: call.operation, outcome, ms });
    deps.log.debug({ connection: deps.connectionId, operation: call.operation, outcome, ms }, 'call');
  };
  if (sentAt >= call.deadlineAt) {
    await tellBreaker(deps, 'unused');
    throw netFailure({ operation: call.operation, readOnly: call.readOnly, connected: false, timedOut: true, error: null });
  }
  try {
    const { result, word, outage } = await work(call.deadlineAt - sentAt);
    await tellBreaker(deps, outage ? 'failure' : 'success');
    tell(word);
    return result;
  } catch (error) {
    if (isHubError(error)) {
      tell(error.code);
      await tellBreaker(deps, error.kind === 'transient' || error.kind === 'unknown_outcome' ? 'failure' : 'unused');
    }
    throw error;
  }
}

/** What happened on the wire stands, whether or not the breaker could be told. */
async function tellBreaker(deps: GateDeps, what: 'success' | 'failure' | 'unused'): Promise<void> {
  try {
    await deps.breaker[what](deps.connectionId);
  } catch {
    deps.log.warn({ connection: deps.connectionId }, 'the circuit breaker could not be told');
  }
}
