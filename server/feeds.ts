import type { ConnectionRow } from '../store/connections.ts';
import type { ServerDeps } from './deps.ts';

/** A feed may be this many of its periods old before it is late. */
const LATE_PERIODS = 3;

/** The feeds that make sense on an installation, with the seconds between two readings of each. */
export function feedPeriods({ registry }: Pick<ServerDeps, 'registry'>, row: ConnectionRow): { [feed: string]: number } {
  const connector = registry[row.system];
  const periods =
    connector?.feeds?.(row.options) ?? Object.fromEntries(Object.keys(connector?.pulls ?? {}).map((name) => [name, 1]));
  return Object.fromEntries(Object.entries(periods).map(([name, every]) => [name, row.pullSeconds * every]));
}

/** Feeds that are no longer read are never late. */
export const isLate = (ageSeconds: number, everySeconds: number | undefined): boolean =>
  everySeconds !== undefined && ageSeconds > everySeconds * LATE_PERIODS;
