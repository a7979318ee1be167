import { and, asc, eq, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { cursors, feedFailures, type StoredError } from './schema/index.ts';

export type FeedFailure = typeof feedFailures.$inferSelect;

/** A reading went through: whatever stood against the feed is over. */
export async function feedRead(db: Db, connectionId: string, name: string): Promise<void> {
  await db.delete(feedFailures).where(and(eq(feedFailures.connectionId, connectionId), eq(feedFailures.name, name)));
}

/** A reading failed; failures in a row are counted, the first moment stays. */
export async function feedFailed(db: Db, connectionId: string, name: string, error: StoredError): Promise<void> {
  await db
    .insert(feedFailures)
    .values({ connectionId, name, error })
    .onConflictDoUpdate({
      target: [feedFailures.connectionId, feedFailures.name],
      set: { error, times: sql`${feedFailures.times} + 1`, lastAt: sql`now()` },
    });
}

/** What is known of a connection's feeds: how far each has been read, and what stands against it. */
export async function feedsOf(
  db: Db,
  connectionId: string,
): Promise<{ read: { name: string; at: Date }[]; failures: FeedFailure[] }> {
  const [read, failures] = await Promise.all([
    db
      .select({ name: cursors.name, at: cursors.updatedAt })
      .from(cursors)
      .where(eq(cursors.connectionId, connectionId))
      .orderBy(asc(cursors.name)),
    db.select().from(feedFailures).where(eq(feedFailures.connectionId, connectionId)),
  ]);
  return { read, failures };
}
