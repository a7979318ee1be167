import type { Json } from '../../domain/json.ts';
import { type ApprovalRow, decideApproval, getApproval, requestApproval, spendApproval } from '../../store/approvals.ts';
import type { Database, Db } from '../../store/database.ts';
import { type ActName, actOf, aloneLimit } from '../auth/acts.ts';
import type { Caller } from '../auth/caller.ts';
import { conflict, notFound } from '../refusals.ts';

/** How long a request stands, from the question to the act. */
const LIFE_MS = 24 * 3_600_000;

export interface Asked {
  act: ActName;
  caller: Caller;
  /** Names the plan, so that what is carried out is what was approved. */
  planHash: string;
  /** What the second person is shown: filters, counts and ids, nothing personal. */
  plan: Record<string, Json>;
  count: number;
  reason: string;
}

export type Leave = { leave: 'alone' } | { leave: 'approved'; approval: ApprovalRow } | { leave: 'ask'; approval: ApprovalRow };

/**
 * Whether an act may be carried out now: it is small enough for the caller alone, or another person has approved this very plan (the approval is used up),
 * or that person is asked. To be called in the transaction that carries it out.
 */
export async function leaveFor(tx: Db, now: Date, { act, caller, planHash, plan, count, reason }: Asked): Promise<Leave> {
  if (count <= (await aloneLimit(tx, act, caller))) return { leave: 'alone' };
  const key = { act, planHash, requestedBy: caller.actor };
  const approved = await spendApproval(tx, key, now);
  if (approved) return { leave: 'approved', approval: approved };
  const expiresAt = new Date(now.getTime() + LIFE_MS);
  const approval = await requestApproval(tx, { ...key, plan, count, reason, unitId: unitOf(caller, act), expiresAt }, now);
  return { leave: 'ask', approval };
}

/** The unit whose heads may approve; null leaves it to those over the whole hub. */
export function unitOf(caller: Caller, act: ActName): string | null {
  const scope = caller.rights.get(actOf(act).permission);
  if (scope === undefined || scope === 'all') return null;
  const held = new Set(caller.roles.flatMap(({ unit }) => (unit !== null && scope.includes(unit) ? [unit] : [])));
  const [only] = held;
  return held.size === 1 && only !== undefined ? only : null;
}

export const unknownApproval = () => notFound('APPROVAL_UNKNOWN', 'Такого запроса нет.', 'There is no such request.');

/**
 * Decides a request. The same decision again changes nothing.
 * @throws HubError `conflict` for one's own request, for programs, and for a request that is decided otherwise, used or too old
 */
export async function decide(
  { db, now }: { db: Database; now: () => Date },
  caller: Caller,
  id: string,
  state: 'approved' | 'rejected',
  reason: string,
): Promise<ApprovalRow> {
  if (caller.kind !== 'session') {
    throw conflict('PERSON_NEEDED', 'Решение принимает человек, а не программа.', 'A person decides, not a program.');
  }
  return db.transaction(async (tx) => {
    const row = await getApproval(tx, id, true);
    if (!row) throw unknownApproval();
    if (row.requestedBy === caller.actor) {
      throw conflict('OWN_REQUEST', 'Свой запрос согласует другой человек.', 'Another person decides your request.');
    }
    if (row.state === state) return row;
    if (row.state !== 'open' || row.expiresAt <= now()) {
      throw conflict('APPROVAL_CLOSED', 'Запрос уже решён или устарел.', 'The request has been decided already, or is too old.');
    }
    return decideApproval(tx, id, { state, by: caller.actor, at: now(), reason });
  });
}
