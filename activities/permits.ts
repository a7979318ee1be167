import { type Permit, permitFor } from '../domain/effects/permit.ts';
import type { Mode, Process } from '../domain/effects/plan.ts';
import { modeOf, type PairRow } from '../store/connections.ts';
import type { Db } from '../store/database.ts';

/** What a process may do on each side of a pair right now. */
export interface Permits {
  left: Permit | null;
  right: Permit | null;
  modes: { left: Mode; right: Mode };
}

export async function permitsOf(db: Db, process: Process, pair: PairRow): Promise<Permits> {
  const modes = { left: await modeOf(db, process, pair.leftConnection), right: await modeOf(db, process, pair.rightConnection) };
  return {
    left: permitFor(modes.left, process, pair.leftConnection),
    right: permitFor(modes.right, process, pair.rightConnection),
    modes,
  };
}
