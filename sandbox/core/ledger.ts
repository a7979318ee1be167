import type { Clock } from './clock.ts';
import type { LedgerWrite, TwinLedger } from './types.ts';

/** What a twin applied, numbered from 1 and kept in order. `next` of an answer is the `after` of the following call. */
export function createLedger(clock: Clock): TwinLedger {
  let writes: LedgerWrite[] = [];
  return {
    record(write) {
      writes.push({ n: writes.length + 1, at: new Date(clock.now()).toISOString(), ...write });
    },
    after(n) {
      return { writes: writes.slice(Math.max(0, n)), next: writes.length };
    },
    clear() {
      writes = [];
    },
  };
}
