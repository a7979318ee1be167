import { permitFor } from '../../domain/effects/permit.ts';
import { HubError } from '../../domain/errors.ts';
import { subjects } from '../../ingress/subjects.ts';
import type { InboxRow } from '../../store/inbox.ts';
import { killRows } from '../../store/inbox.ts';
import { storePlans } from '../../store/relay-effects.ts';
import { endRows, type LaneContext, laneContext, nextRetryMs, parkedKeys, takeLane } from '../../store/relay-queue.ts';
import { asHubError, isRepeatable } from '../errors.ts';
import { stopConnection } from '../pass.ts';
import type { RelayDeps, RelayStep } from './deps.ts';
import { BEHIND, noteDown, noteUp, park, stopRoute } from './park.ts';
import { type Item, type RouteRunner, routeRunner } from './plan.ts';
import { sendBatch } from './send.ts';

const ROWS_PER_BATCH = 100;

const idle = (retryInMs: number | null): RelayStep => ({ more: false, retryInMs, events: 0, writes: 0, parked: 0 });

/**
 * One batch of one lane: reads, decides, writes, and ends what is over.
 * @throws HubError when nothing can be written now; with the moment at which it may be tried again, where that is known
 */
export async function drainBatch(deps: RelayDeps, lane: string): Promise<RelayStep> {
  const subject = subjects.relay(lane);
  const context = await laneContext(deps.db, lane.slice(0, lane.lastIndexOf(':')));
  const rows = await takeLane(deps.db, subject, ROWS_PER_BATCH);
  if (!context) {
    await endRows(
      deps.db,
      rows.map(({ id }) => ({ id, result: 'unrouted' })),
    );
    return { ...idle(null), more: rows.length === ROWS_PER_BATCH, events: rows.length };
  }
  if (rows.length === 0) return idle(await nextRetryMs(deps.db, subject));
  if (context.route.state !== 'on' || (context.targetPaused && context.route.mode === 'live')) return idle(null);
  const runner = await runnerOf(deps, context);
  if (runner === null) return idle(null);

  const step: RelayStep = { more: true, retryInMs: null, events: rows.length, writes: 0, parked: 0 };
  const items = await decided(deps, context, runner, rows, step);
  const { mode } = context.route;
  if (items.length > 0 && mode === 'live') await write(deps, context, items, step);
  else if (items.length > 0) {
    if (mode === 'observe') {
      await storePlans(
        deps.db,
        items.map(({ plan }) => plan),
      );
    }
    const result = mode === 'observe' ? 'observed' : 'off';
    await endRows(
      deps.db,
      items.map(({ row }) => ({ id: row.id, result })),
    );
  }
  deps.count('events', rows.length);
  deps.count('writes', step.writes);
  deps.count('parked', step.parked);
  return step;
}

async function runnerOf(deps: RelayDeps, context: LaneContext): Promise<RouteRunner | null> {
  try {
    return routeRunner(deps, context);
  } catch (thrown) {
    const error = asHubError(thrown);
    if (isRepeatable(error)) throw error;
    await stopRoute(deps, context.route, error);
    return null;
  }
}

/** Events that lead to a write, in their order; the others end here, each under its result. */
async function decided(
  deps: RelayDeps,
  { route }: LaneContext,
  runner: RouteRunner,
  rows: readonly InboxRow[],
  step: RelayStep,
): Promise<Item[]> {
  const keys = [...new Set(rows.flatMap(({ orderKey }) => (orderKey === null ? [] : [orderKey])))];
  const blocked = await parkedKeys(deps.db, route.id, keys);
  const behind: InboxRow[] = [];
  const unmatched: { id: number; result: string }[] = [];
  const items: Item[] = [];
  const refusedKeys = new Set<string>();
  for (const row of rows) {
    const first = row.orderKey === null ? undefined : blocked.get(row.orderKey);
    if (row.orderKey !== null && refusedKeys.has(row.orderKey)) continue;
    if (first !== undefined && first < row.id) {
      behind.push(row);
      continue;
    }
    const planned = await runner.plan(row);
    if (planned.kind === 'write') items.push(planned.item);
    else if (planned.kind === 'no_match') unmatched.push({ id: row.id, result: 'no_match' });
    else if (items.some(({ orderKey }) => orderKey === row.orderKey)) {
      // What comes before it under its key is written first; it is judged again then.
      refusedKeys.add(row.orderKey ?? '');
    } else {
      await park(deps, route, row, planned.error);
      step.parked += 1;
      if (row.orderKey !== null) refusedKeys.add(row.orderKey);
    }
  }
  await killRows(deps.db, behind, BEHIND);
  await endRows(deps.db, unmatched);
  step.parked += behind.length;
  return items;
}

async function write(deps: RelayDeps, context: LaneContext, items: Item[], step: RelayStep): Promise<void> {
  const { route } = context;
  const permit = permitFor(route.mode, 'relay', route.targetConnection);
  if (permit === null) return;
  const sent = await sending(deps, context, () => deps.writePort(route.targetConnection), items, permit);
  if (sent === null) {
    step.more = false;
    return;
  }
  step.writes += sent.writes;
  step.parked += sent.parked;
  deps.count('postponed', sent.postponed);
  if (sent.writes > 0 && context.targetDown) await noteUp(deps, route);
  if (sent.halted === null) return;
  if (sent.halted.code === 'CIRCUIT_OPEN' && sent.writes === 0) await noteDown(deps, route, sent.halted);
  await halt(deps, context, sent.halted);
  step.more = false;
}

type Permitted = NonNullable<ReturnType<typeof permitFor>>;

/** Null where the target or its write is set up wrongly: the route waits for a person then. */
async function sending(
  deps: RelayDeps,
  context: LaneContext,
  portOf: () => ReturnType<RelayDeps['writePort']>,
  items: Item[],
  permit: Permitted,
) {
  try {
    const port = await portOf();
    port.retry(context.route.write.operation);
    return await sendBatch(deps, context.route, port, items, permit);
  } catch (thrown) {
    const error = asHubError(thrown);
    const setUp = error.kind === 'config' || error.code === 'WRITE_UNKNOWN_OPERATION';
    if (!setUp) throw again(error);
    await stopRoute(deps, context.route, error);
    return null;
  }
}

/** What stops one stops them all: a lost authorisation pauses the connection, a wrong setting the route, anything else is tried later. */
async function halt(deps: RelayDeps, { route }: LaneContext, error: HubError): Promise<void> {
  if (isRepeatable(error) || error.kind === 'bug') throw again(error);
  if (error.kind === 'auth') await stopConnection(deps, route.targetConnection, error);
  else await stopRoute(deps, route, error);
}

/** A mistake of ours keeps its rows: they are tried again rather than lost. */
function again(error: HubError): HubError {
  if (error.kind !== 'bug') return error;
  return new HubError({ code: error.code, kind: 'transient', userMessage: error.userMessage, cause: error });
}
