import { eq } from 'drizzle-orm';
import type { Db } from './database.ts';
import { schedulePauses } from './schema/index.ts';

export type SchedulePause = typeof schedulePauses.$inferSelect;

export function listSchedulePauses(db: Db): Promise<SchedulePause[]> {
  return db.select().from(schedulePauses);
}

/** Returns false where it was stopped already: the first reason stands. */
export async function pauseSchedule(db: Db, pause: Pick<SchedulePause, 'id' | 'reason' | 'pausedBy'>): Promise<boolean> {
  const stored = await db.insert(schedulePauses).values(pause).onConflictDoNothing();
  return (stored.rowCount ?? 0) > 0;
}

/** Returns false where it was not stopped. */
export async function resumeSchedule(db: Db, id: string): Promise<boolean> {
  const removed = await db.delete(schedulePauses).where(eq(schedulePauses.id, id));
  return (removed.rowCount ?? 0) > 0;
}
