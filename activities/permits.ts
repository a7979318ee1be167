import { type Permit, permitFor } from '../domain/effects/permit.ts';
import type { Mode } from '../domain/effects/plan.ts';
import type { LinkContext } from '../store/link-context.ts';

/** What a process may do on each side of a pair right now. */
export interface Permits {
  left: Permit | null;
  right: Permit | null;
  modes: { left: Mode; right: Mode };
}

export function permitsOf({ pair, modes }: Pick<LinkContext, 'pair' | 'modes'>): Permits {
  return {
    left: permitFor(modes.left, pair.process, pair.leftConnection),
    right: permitFor(modes.right, pair.process, pair.rightConnection),
    modes,
  };
}
