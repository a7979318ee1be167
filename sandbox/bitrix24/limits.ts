import type { Clock } from '../core/clock.ts';

const BURST = 50;
const DRAIN_PER_SECOND = 2;
const OPERATING_LIMIT_SECONDS = 480;
const BUCKET_MS = 60_000;
const BUCKETS = 10;

/** Leaky bucket per source address: one more with each request, two less each second (times the scale), 50 at most. */
export function createRateLimit(clock: Clock, scale: number) {
  let levels = new Map<string, { level: number; at: number }>();
  return {
    /** False when this request is one too many; a refused request adds nothing. */
    admit(address: string): boolean {
      const now = clock.now();
      const { level, at } = levels.get(address) ?? { level: 0, at: now };
      const drained = Math.max(0, level - ((now - at) / 1000) * DRAIN_PER_SECOND * scale);
      const admitted = drained + 1 <= BURST;
      levels.set(address, { level: admitted ? drained + 1 : drained, at: now });
      return admitted;
    },
    clear() {
      levels = new Map();
    },
  };
}

export interface Operating {
  /** Seconds spent in the window. */
  spent: number;
  /** Epoch seconds at which the oldest bucket drops. */
  resetAt: number;
}

/** Running time per credential and method in ten one-minute buckets: above 480 s the method is blocked, for that credential alone. */
export function createOperatingBudget(clock: Clock) {
  let buckets = new Map<string, Map<number, number>>();

  function windowOf(key: string): Map<number, number> {
    const minute = Math.floor(clock.now() / BUCKET_MS);
    const live = new Map([...(buckets.get(key) ?? [])].filter(([bucket]) => bucket > minute - BUCKETS));
    buckets.set(key, live);
    return live;
  }

  function read(credential: string, method: string): Operating {
    const live = windowOf(`${credential} ${method}`);
    const oldest = Math.min(...live.keys(), Math.floor(clock.now() / BUCKET_MS));
    return {
      spent: [...live.values()].reduce((sum, seconds) => sum + seconds, 0),
      resetAt: ((oldest + BUCKETS) * BUCKET_MS) / 1000,
    };
  }

  return {
    read,
    blocked: (credential: string, method: string) => read(credential, method).spent > OPERATING_LIMIT_SECONDS,
    charge(credential: string, method: string, seconds: number) {
      const live = windowOf(`${credential} ${method}`);
      const minute = Math.floor(clock.now() / BUCKET_MS);
      live.set(minute, (live.get(minute) ?? 0) + seconds);
    },
    clear() {
      buckets = new Map();
    },
  };
}

export type RateLimit = ReturnType<typeof createRateLimit>;
export type OperatingBudget = ReturnType<typeof createOperatingBudget>;
