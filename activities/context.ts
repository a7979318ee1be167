import { AsyncLocalStorage } from 'node:async_hooks';
import { Context } from '@temporalio/activity';
import { asHubError, toFailure } from './errors.ts';

const HEARTBEAT_MS = 5_000;

/** How long a pass waits for the slot of its first call, and of the calls after it. */
const FIRST_WAIT_MS = 2_000;
const NEXT_WAIT_MS = 60_000;

const passes = new AsyncLocalStorage<{ begun: boolean }>();

/**
 * How long the present call may wait for its slot in a rate budget. Whoever has begun may finish: a pass that gave up half-way would repeat its first
 * calls and spend the scarce budget twice. Whoever has not begun gives its place in the worker back.
 */
export function patienceMs(): number {
  const pass = passes.getStore();
  if (!pass) return FIRST_WAIT_MS;
  return pass.begun ? NEXT_WAIT_MS : FIRST_WAIT_MS;
}

/** A call of the present pass got its slot; or the pass is one whose single call serves many, and is worth waiting for. */
export function begun(): void {
  const pass = passes.getStore();
  if (pass) pass.begun = true;
}

/** Runs an activity's body: heartbeats while it works, and turns whatever it throws into the failure that Temporal should see. */
export async function running<T>(scale: number, body: (attempt: number) => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  try {
    return await passes.run({ begun: false }, () => body(context.info.attempt));
  } catch (error) {
    throw toFailure(asHubError(error), context.info.attempt, scale);
  } finally {
    clearInterval(beat);
  }
}

/** Names the connection at which a call failed. */
export async function at<T>(connectionId: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw asHubError(error).at(connectionId);
  }
}
