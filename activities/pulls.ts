import type { PullResult } from '../connectors/sdk/contract.ts';
import type { Json } from '../domain/json.ts';
import { acceptPage } from '../ingress/accept.ts';
import { getConnection, getCursor, listPairs } from '../store/connections.ts';
import { feedFailed, feedRead } from '../store/feeds.ts';
import { takingRoutes } from '../store/routes.ts';
import { at, begun, running } from './context.ts';
import type { SyncDeps } from './deps.ts';
import { asHubError, isRepeatable, storedError } from './errors.ts';
import { stopConnection } from './pass.ts';

export interface PullStep {
  pages: number;
  /** Events that were news. */
  events: number;
  /** The feed has more right now. */
  more: boolean;
}

export interface PullActivities {
  /**
   * Reads a feed page by page for up to a minute; events and cursor of each page are committed together.
   * Idempotent: a page read twice makes no second event.
   */
  runPull(connectionId: string, name: string): Promise<PullStep>;
}

export interface PullDeps extends Pick<SyncDeps, 'db' | 'vault' | 'log' | 'limitScale'> {
  /** One page of a connection's feed. @throws HubError `config` for an unknown feed */
  pull(connectionId: string, name: string, cursor: Json | null): Promise<PullResult>;
  /** Whether a system's feeds tell what became of messages to people. */
  reports(system: string): boolean;
  onEvents(): void;
}

const BUDGET_MS = 45_000;

export function createPullActivities(deps: PullDeps): PullActivities {
  return {
    runPull: (connectionId, name) =>
      running(deps.limitScale, async () => {
        begun();
        const step: PullStep = { pages: 0, events: 0, more: true };
        const until = Date.now() + BUDGET_MS;
        try {
          while (step.more && Date.now() < until && (await readable(deps, connectionId))) {
            const page = await at(connectionId, deps.pull(connectionId, name, await getCursor(deps.db, connectionId, name)));
            const fresh = await acceptPage(deps.db, deps.vault, {
              connectionId,
              pull: name,
              events: page.events,
              cursor: page.cursor,
            });
            await page.ack?.();
            if (fresh > 0) deps.onEvents();
            step.pages += 1;
            step.events += fresh;
            step.more = !page.complete;
          }
          if (step.pages > 0) await feedRead(deps.db, connectionId, name);
          return step;
        } catch (thrown) {
          const error = asHubError(thrown);
          await feedFailed(deps.db, connectionId, name, storedError(error)).catch(() =>
            deps.log.warn({ connection: connectionId, feed: name, code: error.code }, 'failure of a feed not noted'),
          );
          if (error.kind !== 'auth' || isRepeatable(error)) throw error;
          await stopConnection(deps, connectionId, error);
          return { ...step, more: false };
        }
      }),
  };
}

/** A feed is read only where its events have somewhere to go: what it shows before that is not lost, it is read later. */
async function readable(deps: PullDeps, connectionId: string): Promise<boolean> {
  const connection = await getConnection(deps.db, connectionId);
  if (connection?.status !== 'active') return false;
  if (deps.reports(connection.system)) return true;
  if ((await takingRoutes(deps.db, [connectionId])).length > 0) return true;
  return (await listPairs(deps.db)).some((pair) => pair.leftConnection === connectionId || pair.rightConnection === connectionId);
}
