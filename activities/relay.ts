import { running } from './context.ts';
import { asHubError } from './errors.ts';
import type { RelayDeps, RelayStep } from './relay/deps.ts';
import { drainBatch } from './relay/drain.ts';

export type { RelayDeps, RelayStep } from './relay/deps.ts';

export interface RelayActivities {
  /**
   * Works off one lane of a route in batches, for up to twenty seconds.
   *
   * Each event is matched, mapped and written as an effect of its own; order is kept under one key. What a repeat cures stays in the queue, what a person
   * must see is parked with those behind it. Idempotent.
   *
   * @param lane  `<route id>:<number>`
   */
  drainRelay(lane: string): Promise<RelayStep>;
}

const WORK_MS = 20_000;

export function createRelayActivities(deps: RelayDeps): RelayActivities {
  return {
    drainRelay: (lane) =>
      running(deps.limitScale, async () => {
        const until = Date.now() + WORK_MS;
        const total: RelayStep = { more: true, retryInMs: null, events: 0, writes: 0, parked: 0 };
        try {
          while (total.more && Date.now() < until) {
            const step = await drainBatch(deps, lane);
            total.more = step.more;
            total.retryInMs = step.retryInMs;
            total.events += step.events;
            total.writes += step.writes;
            total.parked += step.parked;
          }
          return total;
        } catch (thrown) {
          const error = asHubError(thrown);
          if (error.kind === 'bug') deps.log.warn({ code: error.code, lane, err: error.cause ?? error }, 'a lane failed');
          throw error;
        }
      }),
  };
}
