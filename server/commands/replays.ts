import type { Sentence } from '../../domain/errors.ts';
import { newId } from '../../store/ids.ts';
import {
  cancelRows,
  closeLettersOf,
  hashOfEvents,
  markCancelled,
  type ReplayFilter,
  replayable,
  reviveRows,
  saveReplay,
} from '../../store/replays.ts';
import { aloneLimit } from '../auth/acts.ts';
import type { Caller } from '../auth/caller.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, InvalidRequest, notFound, PlanChanged } from '../refusals.ts';
import { type Leave, leaveFor, unitOf } from './approvals.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'wake'> & { now: () => Date };

/** More than this is a matter of a narrower filter. */
const MOST = 20_000;
/** How many events a plan shows one by one. */
const SAMPLES = 5;
const ACT = 'events.replay';

/** What a replay by filter would put back to work, and whether the caller may order that alone. */
export async function planReplay({ db }: Pick<Deps, 'db'>, caller: Caller, filter: ReplayFilter) {
  const events = await meant(db, filter);
  const connections = new Map<string, number>();
  for (const { connectionId } of events) connections.set(connectionId, (connections.get(connectionId) ?? 0) + 1);
  const causes = new Map<string, { code: string; sentence: Sentence; count: number }>();
  for (const { error } of events) {
    if (error === null) continue;
    const { code, sentence } = error;
    causes.set(code, { code, sentence, count: (causes.get(code)?.count ?? 0) + 1 });
  }
  const alone = await aloneLimit(db, ACT, caller);
  return {
    hash: hashOfEvents(events),
    count: events.length,
    connections: [...connections].map(([connection, count]) => ({ connection, count })),
    causes: [...causes.values()].sort((one, other) => other.count - one.count),
    samples: events.slice(0, SAMPLES),
    alone,
    needsApproval: events.length > alone,
  };
}

/**
 * Puts every event that a filter means back to work, if they are still those of the plan. Writes already made are not repeated: both sides are read anew.
 * @returns the replay's id, or the request for a second person when there are more than the caller may order alone
 * @throws PlanChanged when the filter means other events by now
 */
export async function replayMany(
  deps: Deps,
  caller: Caller,
  order: { filter: ReplayFilter; hash: string; reason: string },
): Promise<{ replay: string } | { approval: Extract<Leave, { leave: 'ask' }>['approval'] }> {
  const { filter, hash, reason } = order;
  const by = caller.actor;
  const outcome = await deps.db.transaction(async (tx) => {
    const events = await meant(tx, filter);
    const now = hashOfEvents(events);
    if (now !== hash) throw new PlanChanged([{ path: 'hash', message: `${events.length} events now` }]);
    if (events.length === 0) throw conflict('NOTHING_TO_REPLAY', 'Повторять нечего.', 'There is nothing to replay.');
    const plan = asPlan(filter);
    const leave = await leaveFor(tx, deps.now(), { act: ACT, caller, planHash: hash, plan, count: events.length, reason });
    if (leave.leave === 'ask') return { approval: leave.approval };
    const id = newId('rpl');
    const ids = events.map((event) => event.id);
    const total = await reviveRows(tx, id, ids);
    await closeLettersOf(tx, id, by);
    const approvalId = leave.leave === 'approved' ? leave.approval.id : null;
    await saveReplay(tx, {
      id,
      filter: plan,
      planHash: hash,
      total,
      unitId: unitOf(caller, ACT),
      approvalId,
      reason,
      startedBy: by,
    });
    await recordCommand(tx, deps.vault, {
      by,
      type: 'events_replayed',
      data: { replay: id, events: ids.length, waiting: total, approval: approvalId },
      reason,
    });
    return { replay: id };
  });
  deps.wake();
  return outcome;
}

/** Takes back what a replay has not worked off yet. @returns how many events are dead again */
export async function cancelReplay(deps: Deps, by: string, id: string, reason: string): Promise<number> {
  return deps.db.transaction(async (tx) => {
    if (!(await markCancelled(tx, id, by))) {
      throw conflict('REPLAY_STATE', 'Этот повтор уже отменён.', 'This replay has been cancelled already.');
    }
    const cancelled = await cancelRows(tx, id);
    await recordCommand(tx, deps.vault, { by, type: 'replay_cancelled', data: { replay: id, events: cancelled }, reason });
    return cancelled;
  });
}

export const unknownReplay = () => notFound('REPLAY_UNKNOWN', 'Такого повтора нет.', 'There is no such replay.');

async function meant(db: Parameters<typeof replayable>[0], filter: ReplayFilter) {
  const events = await replayable(db, filter, MOST);
  if (events.length <= MOST) return events;
  throw new InvalidRequest([{ path: 'filter', message: `more than ${MOST} events: narrow it` }], 'TOO_MANY');
}

function asPlan({ state, connectionId, entity, code, from, to }: ReplayFilter) {
  return {
    state,
    connection: connectionId ?? null,
    entity: entity ?? null,
    code: code ?? null,
    from: from?.toISOString() ?? null,
    to: to?.toISOString() ?? null,
  };
}
