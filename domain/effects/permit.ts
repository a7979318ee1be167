import type { Mode, Process } from './plan.ts';

declare const granted: unique symbol;

/** The right to write to one connection for one process. Only `live` has one: whoever observes cannot call a write, by type. */
export interface Permit {
  readonly [granted]: true;
  readonly process: Process;
  readonly connectionId: string;
}

/** The permit that a mode grants; null for `off` and `observe`. */
export function permitFor(mode: Mode, process: Process, connectionId: string): Permit | null {
  return mode === 'live' ? ({ process, connectionId } as Permit) : null;
}
