import { and, eq } from 'drizzle-orm';
import type { Db } from './database.ts';
import { pauses } from './schema/index.ts';

export type PauseRow = typeof pauses.$inferSelect;

/** Stands for all fields of a record. */
export const WHOLE_RECORD = '*';

export function pausesOf(db: Db, linkId: string): Promise<PauseRow[]> {
  return db.select().from(pauses).where(eq(pauses.linkId, linkId)).orderBy(pauses.field);
}

/** Lets a record, or a field of it, rest. False when it rests already: the first reason stands. */
export async function addPause(db: Db, pause: Omit<PauseRow, 'at'>): Promise<boolean> {
  const added = await db.insert(pauses).values(pause).onConflictDoNothing().returning({ field: pauses.field });
  return added.length > 0;
}

/** False when it did not rest. */
export async function dropPause(db: Db, linkId: string, field: string): Promise<boolean> {
  const dropped = await db
    .delete(pauses)
    .where(and(eq(pauses.linkId, linkId), eq(pauses.field, field)))
    .returning({ field: pauses.field });
  return dropped.length > 0;
}
