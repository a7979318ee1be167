import type { ConnectorRegistry } from '../connectors/sdk/registry.ts';
import { maintainSchedule, pullSchedule, reconcileSchedule, type WantedSchedule } from '../ingress/schedules.ts';
import { type ConnectionRow, listConnections, listPairs, type PairRow } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { listRoutes, type RouteRow } from '../store/routes.ts';

const RECONCILE_HOUR = 3;
/** Feeds are read at most this much more often, however far limits are scaled. */
const FASTEST = 5;
const ZONE = 'Europe/Moscow';

/** What the database says about recurring work. */
export interface ScheduleInputs {
  connections: ConnectionRow[];
  pairs: PairRow[];
  routes: Pick<RouteRow, 'sourceConnection' | 'state'>[];
}

export async function inputs(db: Database): Promise<ScheduleInputs> {
  return { connections: await listConnections(db), pairs: await listPairs(db), routes: await listRoutes(db) };
}

/** Every feed of every active connection that a pair or a route uses or that tells of messages, daily upkeep of each active connection that needs some, a nightly comparison of each pair. */
export function wantedSchedules(
  { connections, pairs, routes }: ScheduleInputs,
  registry: ConnectorRegistry,
  limitScale: number,
): WantedSchedule[] {
  const relayed = routes.filter(({ state }) => state !== 'off').map(({ sourceConnection }) => sourceConnection);
  const used = new Set([...relayed, ...pairs.flatMap((pair) => [pair.leftConnection, pair.rightConnection])]);
  const feeds = connections
    .filter((connection) => connection.status === 'active' && (used.has(connection.id) || registry[connection.system]?.reports))
    .flatMap((connection) => {
      const connector = registry[connection.system];
      const wanted =
        connector?.feeds?.(connection.options) ??
        Object.fromEntries(Object.keys(connector?.pulls ?? {}).map((name) => [name, 1]));
      const period = connection.pullSeconds / Math.min(limitScale, FASTEST);
      return Object.entries(wanted).map(([name, periods]) =>
        pullSchedule(connection.id, name, Math.max(1, Math.round(period * periods))),
      );
    });
  const upkeep = connections
    .filter((connection) => connection.status === 'active' && registry[connection.system]?.maintain)
    .map((connection) => maintainSchedule(connection.id));
  return [...feeds, ...upkeep, ...pairs.map((pair) => reconcileSchedule(pair.id, RECONCILE_HOUR, ZONE))];
}
