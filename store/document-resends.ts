import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { documentResends } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type ResendRow = typeof documentResends.$inferSelect;

/** A bulk resend with what its messages say of it. */
export interface ResendProgress extends ResendRow {
  /** Ordered, or queued, or under way. */
  waiting: number;
  sent: number;
  /** Asked of a person. */
  unknown: number;
  /** Did not arrive, were refused, or were taken back. */
  failed: number;
}

export async function saveResend(db: Db, row: Omit<ResendRow, 'state' | 'cancelledBy'>): Promise<void> {
  await db.insert(documentResends).values(row);
}

const sends = sql`document_sends s left join deliveries d on d.message = s.delivery_id and d.replaced_by is null where s.bulk_id = document_resends.id`;
const count = (which: ReturnType<typeof sql>) => sql<number>`(select count(*)::int from ${sends} and ${which})`;

/** The newest first; one when an id is given. */
export function listResends(db: Db, filter: { id?: string; limit: number; scope: UnitScope }): Promise<ResendProgress[]> {
  return db
    .select({
      ...getTableColumns(documentResends),
      waiting: count(sql`(s.state = 'ordered' or (s.state = 'posted' and d.state in ('queued', 'sending')))`),
      sent: count(sql`s.state = 'posted' and d.state = 'sent'`),
      unknown: count(sql`s.state = 'posted' and d.state = 'unknown'`),
      failed: count(
        sql`(s.state in ('refused', 'cancelled') or (s.state = 'posted' and d.state in ('failed', 'expired', 'cancelled', 'bounced')))`,
      ),
    })
    .from(documentResends)
    .where(
      and(
        filter.id === undefined ? undefined : eq(documentResends.id, filter.id),
        within('resend', documentResends.id, filter.scope),
      ),
    )
    .orderBy(desc(documentResends.startedAt), desc(documentResends.id))
    .limit(filter.limit);
}

/** Takes back what of a bulk resend has not been posted. @returns how many; null when it was stopped before */
export async function stopResend(db: Db, id: string, by: string): Promise<number | null> {
  const marked = await db
    .update(documentResends)
    .set({ state: 'cancelled', cancelledBy: by })
    .where(and(eq(documentResends.id, id), eq(documentResends.state, 'running')))
    .returning({ id: documentResends.id });
  if (marked.length === 0) return null;
  const taken = await db.execute(sql`update document_sends set state = 'cancelled' where bulk_id = ${id} and state = 'ordered'`);
  return taken.rowCount ?? 0;
}
