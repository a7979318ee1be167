import { AsyncResource } from 'node:async_hooks';
import type { HttpDeps } from './http.ts';
import type { Charge } from './ports.ts';

const PATIENCE_MS = 2_000;

/** Whoever asked for a call that another one will send. */
export interface Caller {
  /** How long it waits for a slot, in milliseconds. */
  patienceMs: number;
  /** To be told when its call has got a slot. */
  onSlot(): void;
}

/** Slots of a rate limit that are taken before it is known what will be sent, so that what gathers meanwhile can share one. */
export interface Slots {
  /**
   * Waits for a slot. The call that uses it has an empty `charge`.
   * @throws HubError `rate_limited` when the wait would be longer than `patienceMs`
   */
  reserve(charge: readonly Charge[], patienceMs: number): Promise<void>;
  /** The present caller, to be asked when its call is put into a queue. */
  caller(): Caller;
}

export function createSlots(deps: Pick<HttpDeps, 'budget' | 'lane' | 'patienceMs' | 'onSlot'>): Slots {
  return {
    reserve: (charge, patienceMs) => deps.budget.acquire(charge, deps.lane, Math.max(0, patienceMs)),
    caller: () => ({ patienceMs: deps.patienceMs?.() ?? PATIENCE_MS, onSlot: AsyncResource.bind(() => deps.onSlot?.()) }),
  };
}
