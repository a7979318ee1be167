import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { inbox } from './schema/index.ts';

/** Offers the waiting rows of these connections to the next sweep, however lately they were nudged. Returns how many. */
export async function wakeRows(db: Db, connectionIds: readonly string[]): Promise<number> {
  const woken = await db
    .update(inbox)
    .set({ nudgedAt: null })
    .where(and(inArray(inbox.connectionId, [...connectionIds]), eq(inbox.state, 'pending')));
  return woken.rowCount ?? 0;
}

/** Waits for others who hold this name, and holds it until the transaction ends. */
export async function holdName(db: Db, name: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

/** Whether a subject has parked rows left. */
export async function hasDead(db: Db, subject: string): Promise<boolean> {
  const [row] = await db
    .select({ id: inbox.id })
    .from(inbox)
    .where(and(eq(inbox.subject, subject), eq(inbox.state, 'dead')))
    .limit(1);
  return row !== undefined;
}
