import { Context } from '@temporalio/activity';
import { asHubError, toFailure } from './errors.ts';

const HEARTBEAT_MS = 5_000;

/** Runs an activity's body: heartbeats while it works, and turns whatever it throws into the failure that Temporal should see. */
export async function running<T>(scale: number, body: (attempt: number) => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  try {
    return await body(context.info.attempt);
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
