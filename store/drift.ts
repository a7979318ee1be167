import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { driftRuns } from './schema/index.ts';

export type DriftRow = typeof driftRuns.$inferSelect;

const KEPT_ITEMS = 1_000;

export async function startDrift(db: Db, pairId: string): Promise<number> {
  const [row] = await db.insert(driftRuns).values({ pairId }).returning({ id: driftRuns.id });
  if (!row) throw new Error('the comparison was not stored');
  return row.id;
}

/** Adds one page of a comparison. */
export async function addDrift(
  db: Db,
  id: number,
  compared: number,
  items: readonly { link: string; fields: string[] }[],
): Promise<void> {
  const missing = items.filter((item) => item.fields.some((field) => field.endsWith('_missing'))).length;
  await db
    .update(driftRuns)
    .set({
      compared: sql`${driftRuns.compared} + ${compared}`,
      different: sql`${driftRuns.different} + ${items.length}`,
      missing: sql`${driftRuns.missing} + ${missing}`,
      items: sql`case when jsonb_array_length(${driftRuns.items}) < ${KEPT_ITEMS} then ${driftRuns.items} || ${JSON.stringify(items)}::jsonb else ${driftRuns.items} end`,
    })
    .where(eq(driftRuns.id, id));
}

export async function finishDrift(db: Db, id: number): Promise<void> {
  await db.update(driftRuns).set({ finishedAt: sql`now()` }).where(eq(driftRuns.id, id));
}

/** Newest first, before the last one seen. */
export function listDrift(
  db: Db,
  filter: { pairId?: string | undefined; before?: number | undefined; limit: number },
): Promise<DriftRow[]> {
  return db
    .select()
    .from(driftRuns)
    .where(
      and(
        filter.pairId === undefined ? undefined : eq(driftRuns.pairId, filter.pairId),
        filter.before === undefined ? undefined : lt(driftRuns.id, filter.before),
      ),
    )
    .orderBy(desc(driftRuns.id))
    .limit(filter.limit);
}
