/** A clock that is passed in. Epoch milliseconds. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that moves only when told to: vendor limits and time-outs are tested without waiting for them. */
export interface VirtualClock extends Clock {
  advance(ms: number): void;
}

export function createVirtualClock(startMs: number): VirtualClock {
  let current = startMs;
  return {
    now: () => current,
    advance(ms) {
      current += ms;
    },
  };
}
