import type { Clock } from '../core/clock.ts';

const remembered = 3600;

/** Calls of one second, so that a test can see how fast a caller goes. The service itself enforces no limit. */
export interface CallsOfSecond {
  /** ISO 8601, UTC, whole seconds. */
  second: string;
  calls: number;
  operations: Record<string, number>;
}

export interface CallCounter {
  count(operation: string): void;
  /** Oldest first; the last hour of seconds that had calls. */
  seconds(): CallsOfSecond[];
  clear(): void;
}

export function createCallCounter(clock: Clock): CallCounter {
  let seconds: CallsOfSecond[] = [];
  return {
    count(operation) {
      const second = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
      let last = seconds.at(-1);
      if (last?.second !== second) {
        last = { second, calls: 0, operations: {} };
        seconds = [...seconds.slice(1 - remembered), last];
      }
      last.calls += 1;
      last.operations[operation] = (last.operations[operation] ?? 0) + 1;
    },
    seconds: () => seconds,
    clear() {
      seconds = [];
    },
  };
}
