import { getConnection } from '../store/connections.ts';
import { at, begun, running } from './context.ts';
import type { SyncDeps } from './deps.ts';
import { asHubError, isRepeatable } from './errors.ts';
import { stopConnection } from './pass.ts';

export interface MaintainActivities {
  /**
   * Keeps the authorisation of a connection alive and its subscriptions in place.
   * Idempotent. A paused connection is left alone; a refused sign-in pauses it with a task.
   */
  keepConnected(connectionId: string): Promise<void>;
}

export interface MaintainDeps extends Pick<SyncDeps, 'db' | 'vault' | 'log' | 'limitScale'> {
  /** Runs the connector's own upkeep, if it has any. */
  maintain(connectionId: string): Promise<void>;
}

export function createMaintainActivities(deps: MaintainDeps): MaintainActivities {
  return {
    keepConnected: (connectionId) =>
      running(deps.limitScale, async () => {
        begun();
        if ((await getConnection(deps.db, connectionId))?.status !== 'active') return;
        try {
          await at(connectionId, deps.maintain(connectionId));
        } catch (thrown) {
          const error = asHubError(thrown);
          if (error.kind !== 'auth' || isRepeatable(error)) throw error;
          await stopConnection(deps, connectionId, error);
        }
      }),
  };
}
