import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { journal } from './schema/index.ts';

/**
 * Journal lines of preparing an installation; what they tell is kept nowhere else.
 * `planned` `{hash, items}` · `made` `{hash, things, options, before}` · `undone` `{things}`
 */
export const PREPARATION = { planned: 'preparation_planned', made: 'preparation_made', undone: 'preparation_undone' } as const;

/** What one `apply` has made, for its undoing. */
export interface MadeRow {
  things: Json[];
  /** Options that the connection took over, and what they were before; null for none. */
  options: { [option: string]: Json };
  before: { [option: string]: Json };
}

/** What stands at an installation through the hub, in the order in which it was made. */
export async function madeOf(db: Db, connectionId: string): Promise<MadeRow[]> {
  const [undone] = await db
    .select({ id: journal.id })
    .from(journal)
    .where(and(eq(journal.connectionId, connectionId), eq(journal.type, PREPARATION.undone)))
    .orderBy(desc(journal.id))
    .limit(1);
  const rows = await db
    .select({ data: journal.data })
    .from(journal)
    .where(and(eq(journal.connectionId, connectionId), eq(journal.type, PREPARATION.made), gt(journal.id, undone?.id ?? 0)))
    .orderBy(asc(journal.id));
  return rows.map(({ data }) => data as unknown as MadeRow);
}

/** The items of a plan that was shown before, as they then stood; null for a hash that was never shown. */
export async function plannedItems(db: Db, connectionId: string, hash: string): Promise<{ [item: string]: string } | null> {
  const [row] = await db
    .select({ data: journal.data })
    .from(journal)
    .where(
      and(
        eq(journal.connectionId, connectionId),
        eq(journal.type, PREPARATION.planned),
        sql`${journal.data} ->> 'hash' = ${hash}`,
      ),
    )
    .limit(1);
  return row ? (row.data['items'] as { [item: string]: string }) : null;
}
