import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import { sameEmail } from './accounts.ts';
import { hashOfSecret, newSecret } from './api-tokens.ts';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import { invitations } from './schema/index.ts';

export type InvitationRow = typeof invitations.$inferSelect;
export type ListedInvitation = Omit<InvitationRow, 'tokenHash'>;

/** Invites a person; an earlier invitation of the same address ends. @returns the row, and the one-time token, which is kept nowhere */
export async function invite(
  db: Db,
  draft: Pick<InvitationRow, 'email' | 'name' | 'language' | 'roles' | 'invitedBy' | 'expiresAt'>,
): Promise<{ row: ListedInvitation; token: string }> {
  const email = sameEmail(draft.email);
  const token = newSecret('invite');
  await db
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(invitations.email, email), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)));
  const [made] = await db
    .insert(invitations)
    .values({ ...draft, id: newId('inv'), email, tokenHash: hashOfSecret(token) })
    .returning();
  if (!made) throw new Error('the invitation was not stored');
  const { tokenHash: _, ...row } = made;
  return { row, token };
}

/** Uses up an invitation. Null when it is unknown, used, taken back or too old. */
export async function acceptInvitation(db: Db, token: string, now: Date): Promise<InvitationRow | null> {
  const [row] = await db
    .update(invitations)
    .set({ acceptedAt: now })
    .where(
      and(
        eq(invitations.tokenHash, hashOfSecret(token)),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        gt(invitations.expiresAt, now),
      ),
    )
    .returning();
  return row ?? null;
}

/** Invitations that are still open, the newest first. */
export async function openInvitations(db: Db, now: Date): Promise<ListedInvitation[]> {
  const rows = await db
    .select()
    .from(invitations)
    .where(and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt), gt(invitations.expiresAt, now)))
    .orderBy(desc(invitations.createdAt), desc(invitations.id));
  return rows.map(({ tokenHash: _, ...row }) => row);
}

/** Takes an invitation back. @returns false when there is no such invitation, or somebody has accepted it */
export async function revokeInvitation(db: Db, id: string): Promise<boolean> {
  const revoked = await db
    .update(invitations)
    .set({ revokedAt: sql`coalesce(revoked_at, now())` })
    .where(and(eq(invitations.id, id), isNull(invitations.acceptedAt)))
    .returning({ id: invitations.id });
  return revoked.length > 0;
}
