import { and, desc, eq, gt, ne } from 'drizzle-orm';
import type { Db } from './database.ts';
import { sessions, users } from './schema/index.ts';

export type SessionRow = Omit<typeof sessions.$inferSelect, 'token'>;
export type ListedSession = SessionRow & { name: string };

/** Who is signed in now, the latest first; one person's sessions, or everybody's. Tokens are left out. */
export async function listSessions(
  db: Db,
  now: Date,
  filter: { userId?: string | undefined; limit: number },
): Promise<ListedSession[]> {
  const rows = await db
    .select({ session: sessions, name: users.name })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(gt(sessions.expiresAt, now), filter.userId === undefined ? undefined : eq(sessions.userId, filter.userId)))
    .orderBy(desc(sessions.updatedAt), desc(sessions.id))
    .limit(filter.limit);
  return rows.map(({ session: { token: _, ...session }, name }) => ({ ...session, name }));
}

/** Ends one session. @returns whose it was; null when there is no such session */
export async function endSession(db: Db, id: string): Promise<string | null> {
  const [row] = await db.delete(sessions).where(eq(sessions.id, id)).returning({ userId: sessions.userId });
  return row?.userId ?? null;
}

/** Ends all sessions of a person, but for one when it is named. @returns how many */
export async function endSessions(db: Db, userId: string, keep?: string): Promise<number> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), keep === undefined ? undefined : ne(sessions.id, keep)))
    .returning({ id: sessions.id });
  return ended.length;
}
