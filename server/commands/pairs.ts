import type { Mode } from '../../domain/effects/plan.ts';
import type { Json } from '../../domain/json.ts';
import { plannedOf } from '../../store/connection-health.ts';
import { getConnection, listPairs, modeOf, type PairRow, savePair, setMode } from '../../store/connections.ts';
import { holdName } from '../../store/waking.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, type FieldError, InvalidRequest, PlanChanged } from '../refusals.ts';
import { unknownConnection } from './connections.ts';
import { hintDeals, hintPayments } from './hints.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<ServerDeps, 'db' | 'vault' | 'wake'>;

export interface NewPair {
  id: string;
  process: PairRow['process'];
  leftConnection: string;
  rightConnection: string;
  constants: Record<string, Json>;
  /** Left out: that of the left connection for a new pair, as it is for a known one. */
  unit?: string | null | undefined;
}

/**
 * Joins two connections into a pair, or changes the constants of one. Idempotent.
 * @returns whether it is new
 * @throws HubError `conflict` when the id joins other connections, or the left one is in a pair already: its events have one destination
 */
export async function savePairAs(deps: Deps, by: string, pair: NewPair): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    await holdName(tx, 'pairs');
    const { leftConnection, rightConnection } = pair;
    const mistakes: FieldError[] = [];
    for (const [path, id] of Object.entries({ leftConnection, rightConnection })) {
      if (!(await getConnection(tx, id))) mistakes.push({ path, message: 'there is no such connection' });
    }
    if (leftConnection === rightConnection)
      mistakes.push({ path: 'rightConnection', message: 'a connection cannot be paired with itself' });
    if (mistakes.length > 0) throw new InvalidRequest(mistakes);

    const all = await listPairs(tx);
    const before = all.find((known) => known.id === pair.id);
    if (before && (before.leftConnection !== leftConnection || before.rightConnection !== rightConnection)) {
      throw conflict(
        'PAIR_EXISTS',
        'Пара с таким кодом соединяет другие подключения.',
        'The pair with this id joins other connections.',
      );
    }
    if (all.some((known) => known.id !== pair.id && known.leftConnection === leftConnection)) {
      throw conflict('PAIR_LEFT_TAKEN', 'Левое подключение уже состоит в паре.', 'The left connection is in a pair already.');
    }
    const { unit, ...saved } = pair;
    const inherited = before ? undefined : ((await getConnection(tx, leftConnection))?.unitId ?? null);
    await savePair(tx, { ...saved, unitId: unit === undefined ? inherited : unit });
    await recordCommand(tx, deps.vault, {
      by,
      type: before ? 'pair_changed' : 'pair_created',
      connectionId: leftConnection,
      data: { pair: pair.id, leftConnection, rightConnection, constants: Object.keys(pair.constants) },
    });
    return before === undefined;
  });
}

export interface ModeChange {
  process: PairRow['process'] | 'payments' | 'documents';
  connection: string;
  mode: Mode;
  reason?: string | undefined;
  /** Of the stored plans that a person looked at. */
  plan?: string | undefined;
}

/**
 * Decides what a process may write to a connection. Going live hints every open deal of its pairs, or every claim with a payment that is not booked, so that
 * what was only observed is now done; said again, it hints again.
 * @throws PlanChanged when other writes are planned by now than those that were looked at
 * @returns how many records were hinted
 */
export async function changeMode(
  deps: Deps,
  by: string,
  { process, connection, mode, reason, plan }: ModeChange,
): Promise<number> {
  await deps.db.transaction(async (tx) => {
    if (!(await getConnection(tx, connection))) throw unknownConnection();
    if (plan !== undefined && (await plannedOf(tx, connection, process)).mark !== plan) {
      throw new PlanChanged([{ path: 'plan', message: 'other writes are planned now' }]);
    }
    const before = await modeOf(tx, process, connection);
    await setMode(tx, process, connection, mode, by);
    await recordCommand(tx, deps.vault, {
      by,
      type: 'mode_changed',
      connectionId: connection,
      data: { process, before, mode },
      reason,
    });
  });
  if (mode !== 'live') return 0;
  let hinted = process === 'payments' ? await hintPayments(deps.db, deps.vault, connection) : 0;
  for (const pair of await listPairs(deps.db)) {
    if (pair.process !== process || (pair.leftConnection !== connection && pair.rightConnection !== connection)) continue;
    hinted += await hintDeals(deps.db, deps.vault, pair);
  }
  deps.wake();
  return hinted;
}
