import { createHash, randomBytes } from 'node:crypto';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import { apiTokens } from './schema/index.ts';

export type ApiTokenRow = typeof apiTokens.$inferSelect;
export type ListedToken = Omit<ApiTokenRow, 'tokenHash'>;

/** The hash under which a one-time secret of ours is kept. Such secrets are random: they need no slow hash. */
export const hashOfSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** A secret that is shown once and never again: a word that tells what it is, and 256 random bits. */
export const newSecret = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`;

/** Makes a token. @returns the row, and the token itself, which is kept nowhere */
export async function createToken(
  db: Db,
  draft: Pick<ApiTokenRow, 'name' | 'permissions' | 'unitId' | 'createdBy' | 'expiresAt'>,
): Promise<{ row: ListedToken; token: string }> {
  const token = newSecret('uzel');
  const [made] = await db
    .insert(apiTokens)
    .values({ id: newId('tok'), tokenHash: hashOfSecret(token), ...draft })
    .returning();
  if (!made) throw new Error('the token was not stored');
  const { tokenHash: _, ...row } = made;
  return { row, token };
}

/** How exact the moment of last use is. */
const USE_SECONDS = 60;

/** The token behind a secret, if it stands; its use is noted, at most once a minute. */
export async function tokenBehind(db: Db, token: string, now: Date): Promise<ListedToken | null> {
  const [row] = await db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.tokenHash, hashOfSecret(token)), isNull(apiTokens.revokedAt)));
  if (!row || (row.expiresAt !== null && row.expiresAt <= now)) return null;
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > USE_SECONDS * 1000) {
    await db.update(apiTokens).set({ lastUsedAt: now }).where(eq(apiTokens.id, row.id));
  }
  const { tokenHash: _, ...known } = row;
  return known;
}

export async function listTokens(db: Db): Promise<ListedToken[]> {
  const rows = await db.select().from(apiTokens).orderBy(desc(apiTokens.createdAt), desc(apiTokens.id));
  return rows.map(({ tokenHash: _, ...row }) => row);
}

/** Takes a token back. @returns false when there is no such token; a repeat changes nothing */
export async function revokeToken(db: Db, id: string): Promise<boolean> {
  const revoked = await db
    .update(apiTokens)
    .set({ revokedAt: sql`coalesce(revoked_at, now())` })
    .where(eq(apiTokens.id, id))
    .returning({ id: apiTokens.id });
  return revoked.length > 0;
}
