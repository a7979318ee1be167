import { desc, eq, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import { schemaSnapshots } from './schema/index.ts';

export type SnapshotRow = typeof schemaSnapshots.$inferSelect;

/** Keeps what an installation describes. A description that has not changed only moves `seenAt`. Returns whether it has. */
export async function keepSnapshot(
  db: Db,
  snapshot: { connectionId: string; system: string; hash: string; schemas: Json },
): Promise<{ row: SnapshotRow; changed: boolean }> {
  const last = await latestSnapshot(db, snapshot.connectionId);
  if (last?.hash === snapshot.hash) {
    await db.update(schemaSnapshots).set({ seenAt: sql`now()` }).where(eq(schemaSnapshots.id, last.id));
    return { row: last, changed: false };
  }
  const [row] = await db.insert(schemaSnapshots).values(snapshot).returning();
  if (!row) throw new Error('the snapshot was not stored');
  return { row, changed: true };
}

export async function latestSnapshot(db: Db, connectionId: string): Promise<SnapshotRow | null> {
  const [row] = await db
    .select()
    .from(schemaSnapshots)
    .where(eq(schemaSnapshots.connectionId, connectionId))
    .orderBy(desc(schemaSnapshots.id))
    .limit(1);
  return row ?? null;
}

export async function getSnapshot(db: Db, id: number): Promise<SnapshotRow | null> {
  const [row] = await db.select().from(schemaSnapshots).where(eq(schemaSnapshots.id, id));
  return row ?? null;
}

/** The newest description of every connection. */
export function latestSnapshots(db: Db): Promise<SnapshotRow[]> {
  return db
    .selectDistinctOn([schemaSnapshots.connectionId])
    .from(schemaSnapshots)
    .orderBy(schemaSnapshots.connectionId, desc(schemaSnapshots.id));
}
