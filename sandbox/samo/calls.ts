import type { Clock } from '../core/clock.ts';

const remembered = 3600;

/** Calls of one second, so that a test can see how fast a caller goes. The service itself enforces no limit. */
export interface CallsOfSecond {
  /** ISO 8601, UTC, whole seconds. */
  second: string;
  calls: number;
  operations: Record<string, number>;
  /** Most calls under way at the same time, those that began earlier among them. */
  together: number;
}

export interface CallCounter {
  count(operation: string): void;
  /** A call is under way as long as its answer is being made. */
  during<T>(answer: () => Promise<T>): Promise<T>;
  /** Oldest first; the last hour of seconds that had calls. */
  seconds(): CallsOfSecond[];
  clear(): void;
}

export function createCallCounter(clock: Clock): CallCounter {
  let seconds: CallsOfSecond[] = [];
  let underWay = 0;

  function now(): CallsOfSecond {
    const second = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    const last = seconds.at(-1);
    if (last?.second === second) return last;
    const fresh = { second, calls: 0, operations: {}, together: underWay };
    seconds = [...seconds.slice(1 - remembered), fresh];
    return fresh;
  }

  return {
    count(operation) {
      const { operations } = now();
      now().calls += 1;
      operations[operation] = (operations[operation] ?? 0) + 1;
    },
    async during(answer) {
      underWay += 1;
      now().together = Math.max(now().together, underWay);
      try {
        return await answer();
      } finally {
        underWay -= 1;
      }
    },
    seconds: () => seconds,
    clear() {
      seconds = [];
    },
  };
}
