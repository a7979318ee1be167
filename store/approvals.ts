import { and, desc, eq, getTableColumns, gt, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import { approvalLimits, approvals } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type ApprovalRow = typeof approvals.$inferSelect;
export type NewApproval = Pick<
  ApprovalRow,
  'act' | 'planHash' | 'plan' | 'count' | 'unitId' | 'reason' | 'requestedBy' | 'expiresAt'
>;

/** Asks for a second person. The same plan asked again by the same person, while that is open, is one request. */
export async function requestApproval(db: Db, draft: NewApproval, now: Date): Promise<ApprovalRow> {
  const [open] = await db
    .select()
    .from(approvals)
    .where(and(same(draft), eq(approvals.state, 'open'), gt(approvals.expiresAt, now)));
  if (open) return open;
  const [row] = await db
    .insert(approvals)
    .values({ ...draft, id: newId('apr'), requestedAt: now })
    .returning();
  if (!row) throw new Error('the request was not stored');
  return row;
}

const same = ({ act, planHash, requestedBy }: Pick<NewApproval, 'act' | 'planHash' | 'requestedBy'>) =>
  and(eq(approvals.act, act), eq(approvals.planHash, planHash), eq(approvals.requestedBy, requestedBy));

/** Uses up the approval of this very plan for the one who asked. Null when there is none that stands. */
export async function spendApproval(
  db: Db,
  asked: Pick<NewApproval, 'act' | 'planHash' | 'requestedBy'>,
  now: Date,
): Promise<ApprovalRow | null> {
  const [row] = await db
    .update(approvals)
    .set({ state: 'used', usedAt: now })
    .where(and(same(asked), eq(approvals.state, 'approved'), gt(approvals.expiresAt, now)))
    .returning();
  return row ?? null;
}

/** With `hold` nobody else decides it until the transaction ends. */
export async function getApproval(db: Db, id: string, hold = false): Promise<ApprovalRow | null> {
  const query = db.select().from(approvals).where(eq(approvals.id, id));
  const [row] = await (hold ? query.for('update') : query);
  return row ?? null;
}

export async function decideApproval(
  db: Db,
  id: string,
  decision: { state: 'approved' | 'rejected'; by: string; at: Date; reason: string },
): Promise<ApprovalRow> {
  const [row] = await db
    .update(approvals)
    .set({ state: decision.state, decidedBy: decision.by, decidedAt: decision.at, decision: decision.reason })
    .where(eq(approvals.id, id))
    .returning();
  if (!row) throw new Error(`approval ${id} vanished`);
  return row;
}

/** The newest first. */
export function listApprovals(
  db: Db,
  filter: {
    state?: ApprovalRow['state'] | undefined;
    before?: { at: string; id: string } | undefined;
    limit: number;
    scope: UnitScope;
  },
): Promise<(ApprovalRow & { place: string })[]> {
  return db
    .select({ ...getTableColumns(approvals), place: sql<string>`${approvals.requestedAt}::text` })
    .from(approvals)
    .where(
      and(
        filter.state === undefined ? undefined : eq(approvals.state, filter.state),
        within('approval', approvals.id, filter.scope),
        filter.before === undefined
          ? undefined
          : sql`(${approvals.requestedAt}, ${approvals.id}) < (${filter.before.at}::timestamptz, ${filter.before.id})`,
      ),
    )
    .orderBy(desc(approvals.requestedAt), desc(approvals.id))
    .limit(filter.limit);
}

/** How many each of these roles may do alone, where somebody has decided otherwise than what ships. */
export async function limitsOf(db: Db, act: string): Promise<Map<string, number>> {
  const rows = await db.select().from(approvalLimits).where(eq(approvalLimits.act, act));
  return new Map(rows.map(({ role, alone }) => [role, alone]));
}

export async function setLimit(db: Db, limit: { act: string; role: string; alone: number; by: string }): Promise<void> {
  const { act, role, alone, by } = limit;
  await db
    .insert(approvalLimits)
    .values({ act, role, alone, updatedBy: by })
    .onConflictDoUpdate({
      target: [approvalLimits.act, approvalLimits.role],
      set: { alone, updatedBy: by, updatedAt: sql`now()` },
    });
}
