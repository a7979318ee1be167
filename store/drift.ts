import { and, asc, desc, eq, getTableColumns, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { DriftCause, DriftRepair } from '../domain/drift/cause.ts';
import type { Db } from './database.ts';
import { driftItems, driftRuns, links } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type DriftRow = typeof driftRuns.$inferSelect;
export type DriftItem = typeof driftItems.$inferSelect;
export type NewDriftItem = Omit<typeof driftItems.$inferInsert, 'id' | 'runId'>;

export async function startDrift(db: Db, pairId: string): Promise<number> {
  const [row] = await db.insert(driftRuns).values({ pairId }).returning({ id: driftRuns.id });
  if (!row) throw new Error('the comparison was not stored');
  return row.id;
}

export async function getDrift(db: Db, id: number): Promise<DriftRow | null> {
  const [row] = await db.select().from(driftRuns).where(eq(driftRuns.id, id));
  return row ?? null;
}

/** Adds one page of a comparison. A page that is stored twice, after a crash, stands once. */
export async function addDrift(db: Db, runId: number, compared: number, items: readonly NewDriftItem[]): Promise<void> {
  const links = [...new Set(items.map((item) => item.linkId))];
  if (links.length > 0) {
    await db.delete(driftItems).where(and(eq(driftItems.runId, runId), inArray(driftItems.linkId, links)));
    await db.insert(driftItems).values(items.map((item) => ({ ...item, runId })));
  }
  const missing = new Set(items.filter((item) => item.kind !== 'field').map((item) => item.linkId)).size;
  await db
    .update(driftRuns)
    .set({
      compared: sql`${driftRuns.compared} + ${compared}`,
      different: sql`${driftRuns.different} + ${links.length}`,
      missing: sql`${driftRuns.missing} + ${missing}`,
    })
    .where(eq(driftRuns.id, runId));
}

export async function finishDrift(db: Db, id: number): Promise<DriftRow | null> {
  const [row] = await db.update(driftRuns).set({ finishedAt: sql`now()` }).where(eq(driftRuns.id, id)).returning();
  return row ?? null;
}

/** Newest first, before the last one seen. */
export function listDrift(
  db: Db,
  filter: { scope: UnitScope; pairId?: string | undefined; before?: number | undefined; limit: number },
): Promise<DriftRow[]> {
  return db
    .select()
    .from(driftRuns)
    .where(
      and(
        within('drift', driftRuns.id, filter.scope),
        filter.pairId === undefined ? undefined : eq(driftRuns.pairId, filter.pairId),
        filter.before === undefined ? undefined : lt(driftRuns.id, filter.before),
      ),
    )
    .orderBy(desc(driftRuns.id))
    .limit(filter.limit);
}

/** Differences with the claim that they concern, in the order in which they were found. */
export function listDriftItems(
  db: Db,
  runId: number,
  page: { cause?: DriftCause | undefined; repair?: DriftRepair | undefined; after?: number | undefined; limit: number },
): Promise<(DriftItem & { record: 'deal' | 'contact' | 'company' | null; claim: string | null; rightId: string | null })[]> {
  return db
    .select({ ...getTableColumns(driftItems), record: links.kind, claim: links.leftNumber, rightId: links.rightId })
    .from(driftItems)
    .leftJoin(links, eq(links.id, driftItems.linkId))
    .where(
      and(
        eq(driftItems.runId, runId),
        page.cause === undefined ? undefined : eq(driftItems.cause, page.cause),
        page.repair === undefined ? undefined : eq(driftItems.repair, page.repair),
        page.after === undefined ? undefined : gt(driftItems.id, page.after),
      ),
    )
    .orderBy(asc(driftItems.id))
    .limit(page.limit);
}

export interface DriftTally {
  cause: DriftCause;
  repair: DriftRepair;
  items: number;
  links: number;
}

/** Differences of a run by cause and by what would end them. */
export function tallyDrift(db: Db, runId: number): Promise<DriftTally[]> {
  return db
    .select({
      cause: driftItems.cause,
      repair: driftItems.repair,
      items: sql<number>`count(*)::int`,
      links: sql<number>`count(distinct ${driftItems.linkId})::int`,
    })
    .from(driftItems)
    .where(eq(driftItems.runId, runId))
    .groupBy(driftItems.cause, driftItems.repair)
    .orderBy(driftItems.cause, driftItems.repair);
}

/** Links of a run that a repair can bring together, in their order; those that need a person are left out. */
export async function repairableAfter(db: Db, runId: number, after: string | null, limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ linkId: driftItems.linkId })
    .from(driftItems)
    .where(
      and(
        eq(driftItems.runId, runId),
        inArray(driftItems.repair, ['merge', 'resend', 'create']),
        after === null ? undefined : gt(driftItems.linkId, after),
      ),
    )
    .orderBy(asc(driftItems.linkId))
    .limit(limit);
  return rows.map(({ linkId }) => linkId);
}

/** Fields of these links that must be sent although nothing moved. */
export async function resentFields(db: Db, runId: number, links: readonly string[]): Promise<Map<string, string[]>> {
  const fields = new Map<string, string[]>();
  if (links.length === 0) return fields;
  const rows = await db
    .select({ linkId: driftItems.linkId, field: driftItems.field })
    .from(driftItems)
    .where(and(eq(driftItems.runId, runId), eq(driftItems.repair, 'resend'), inArray(driftItems.linkId, [...links])));
  for (const { linkId, field } of rows) if (field !== null) fields.set(linkId, [...(fields.get(linkId) ?? []), field]);
  return fields;
}

/** Ties the repair of a run to its job; false when one is tied already. */
export async function tieRepair(db: Db, runId: number, jobId: string): Promise<boolean> {
  const tied = await db
    .update(driftRuns)
    .set({ repairJob: jobId })
    .where(and(eq(driftRuns.id, runId), isNull(driftRuns.repairJob)))
    .returning({ id: driftRuns.id });
  return tied.length > 0;
}

/** Fields of these links whose newest effect did not get through. */
export async function failedFields(db: Db, linkIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const failed = new Map<string, Set<string>>();
  if (linkIds.length === 0) return failed;
  const list = sql.join(
    linkIds.map((id) => sql`${id}`),
    sql`, `,
  );
  const { rows } = await db.execute<{ link: string; field: string }>(sql`
    select link, field from (
      select distinct on (link_id, name) link_id as link, name as field, state
      from effects, unnest(field_names) as name
      where link_id in (${list}) and side = 'right' and state in ('done', 'failed', 'unknown')
      order by link_id, name, id desc
    ) as newest where state <> 'done'`);
  for (const { link, field } of rows) failed.set(link, (failed.get(link) ?? new Set()).add(field));
  return failed;
}
