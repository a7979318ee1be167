import { type GatedCall, type Passed, throughGate } from './gate.ts';
import type { HttpDeps } from './http.ts';
import type { Turn } from './ports.ts';

const PATIENCE_MS = 2_000;

/** Lets a call through the gate within a turn of its system, which takes one call at a time. @throws HubError of the turn, the budget or the call */
export async function inTurn<T>(
  deps: Omit<HttpDeps, 'egress' | 'secrets'>,
  turn: Turn,
  call: GatedCall,
  work: (leftMs: number) => Promise<Passed<T>>,
): Promise<T> {
  const patienceMs = Math.max(0, Math.min(deps.patienceMs?.() ?? PATIENCE_MS, call.deadlineAt - deps.clock.now()));
  const end = await deps.turns.take(turn, deps.lane, patienceMs, async () => {
    await deps.budget.acquire(call.charges, deps.lane, patienceMs);
    deps.onSlot?.();
  });
  try {
    return await throughGate(deps, { ...call, charges: [] }, work);
  } finally {
    end();
  }
}
