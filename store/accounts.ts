import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Database, Db } from './database.ts';
import { newId } from './ids.ts';
import { credentials, heldRoles, sessions, users, verifications } from './schema/index.ts';

export type UserRow = typeof users.$inferSelect;
export type Language = UserRow['language'];

/** A role as it is stored: over the whole hub (`unit` null), or over a unit and all below it. */
export interface StoredRole {
  role: string;
  unit: string | null;
}

/** How better-auth reaches the tables of accounts. */
export function accountsAdapter(db: Database) {
  const schema = { user: users, session: sessions, account: credentials, verification: verifications };
  return drizzleAdapter(db, { provider: 'pg', schema, transaction: true });
}

export const sameEmail = (email: string) => email.trim().toLowerCase();

const PROVIDER = 'credential';

/** Opens an account. Null when the address has one already. */
export async function createUser(
  db: Db,
  person: { email: string; name: string; language: Language; passwordHash: string },
): Promise<UserRow | null> {
  const [user] = await db
    .insert(users)
    .values({
      id: newId('usr'),
      email: sameEmail(person.email),
      name: person.name,
      language: person.language,
      emailVerified: true,
    })
    .onConflictDoNothing({ target: users.email })
    .returning();
  if (!user) return null;
  await setPassword(db, user.id, person.passwordHash);
  return user;
}

/** Gives an account a password. Whoever is signed in with the old one stays so: end sessions with `endSessions`. */
export async function setPassword(db: Db, userId: string, passwordHash: string): Promise<void> {
  await db
    .insert(credentials)
    .values({ id: newId('crd'), userId, accountId: userId, providerId: PROVIDER, password: passwordHash })
    .onConflictDoUpdate({
      target: [credentials.userId, credentials.providerId],
      set: { password: passwordHash, updatedAt: sql`now()` },
    });
}

/** Null for an account that has no password yet. */
export async function passwordHashOf(db: Db, userId: string): Promise<string | null> {
  const [row] = await db
    .select({ password: credentials.password })
    .from(credentials)
    .where(and(eq(credentials.userId, userId), eq(credentials.providerId, PROVIDER)));
  return row?.password ?? null;
}

export async function getUser(db: Db, id: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(eq(users.id, id));
  return row ?? null;
}

export async function userByEmail(db: Db, email: string): Promise<UserRow | null> {
  const [row] = await db
    .select()
    .from(users)
    .where(eq(users.email, sameEmail(email)));
  return row ?? null;
}

export async function countUsers(db: Db): Promise<number> {
  return db.$count(users);
}

const held = sql<StoredRole[]>`coalesce((select jsonb_agg(jsonb_build_object('role', h.role, 'unit', h.unit_id)
  order by h.role, h.unit_id) from held_roles h where h.user_id = users.id), '[]')`;

/** Everybody with an account, by name, with the roles they hold. */
export async function listUsers(db: Db): Promise<(UserRow & { roles: StoredRole[] })[]> {
  const rows = await db.select({ user: users, roles: held }).from(users).orderBy(asc(users.name), asc(users.id));
  return rows.map(({ user, roles }) => ({ ...user, roles }));
}

/** A person with the roles they hold now, in one query: it is asked at every request. */
export async function holderOf(db: Db, userId: string): Promise<{ user: UserRow; roles: StoredRole[] } | null> {
  const [row] = await db.select({ user: users, roles: held }).from(users).where(eq(users.id, userId));
  return row ?? null;
}

export async function rolesOf(db: Db, userId: string): Promise<StoredRole[]> {
  return db
    .select({ role: heldRoles.role, unit: heldRoles.unitId })
    .from(heldRoles)
    .where(eq(heldRoles.userId, userId))
    .orderBy(heldRoles.role, heldRoles.unitId);
}

export async function setRoles(db: Db, userId: string, roles: readonly StoredRole[]): Promise<void> {
  await db.delete(heldRoles).where(eq(heldRoles.userId, userId));
  if (roles.length === 0) return;
  await db
    .insert(heldRoles)
    .values(roles.map(({ role, unit }) => ({ userId, role, unitId: unit })))
    .onConflictDoNothing();
}

/** How many open accounts, besides one, hold a role over the whole hub. */
export async function othersHolding(db: Db, role: string, besides: string): Promise<number> {
  const rows = await db
    .select({ id: users.id })
    .from(heldRoles)
    .innerJoin(users, eq(users.id, heldRoles.userId))
    .where(and(eq(heldRoles.role, role), isNull(heldRoles.unitId), isNull(users.disabledAt), ne(users.id, besides)));
  return rows.length;
}

export async function changeUser(
  db: Db,
  id: string,
  set: Partial<Pick<UserRow, 'name' | 'language' | 'disabledAt'>>,
): Promise<UserRow | null> {
  const [row] = await db
    .update(users)
    .set({ ...set, updatedAt: sql`now()` })
    .where(eq(users.id, id))
    .returning();
  return row ?? null;
}
