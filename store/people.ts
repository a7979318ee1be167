import { eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import type { Vault } from './keys.ts';
import { identities, people } from './schema/index.ts';

export type PersonRow = typeof people.$inferSelect;

export interface PersonClear {
  kind: PersonRow['kind'];
  name: string | null;
  phone: string | null;
  email: string | null;
}

/**
 * The person behind an identity (a system's buyer key, else a normalised phone), made on first sight; clear columns follow the newest look.
 * Two processes that see a new person at once get the same row.
 */
export async function personFor(
  db: Db,
  vault: Vault,
  identity: { kind: string; value: string },
  clear: PersonClear,
): Promise<string> {
  const hash = vault.hash(`identity:${identity.kind}`, identity.value);
  const [known] = await db.select({ id: identities.personId }).from(identities).where(eq(identities.hash, hash));
  if (known) {
    await db
      .update(people)
      .set({ name: clear.name, phone: clear.phone, email: clear.email, updatedAt: sql`now()` })
      .where(
        sql`${people.id} = ${known.id} and (${people.name}, ${people.phone}, ${people.email}) is distinct from (${clear.name}, ${clear.phone}, ${clear.email})`,
      );
    return known.id;
  }
  const id = newId('prs');
  await db.insert(people).values({ id, ...clear });
  const inserted = await db
    .insert(identities)
    .values({ hash, kind: identity.kind, personId: id })
    .onConflictDoNothing()
    .returning();
  if (inserted.length > 0) return id;
  await db.delete(people).where(eq(people.id, id));
  const [winner] = await db.select({ id: identities.personId }).from(identities).where(eq(identities.hash, hash));
  if (!winner) throw new Error('an identity vanished while its person was being made');
  return winner.id;
}

export function getPeople(db: Db, ids: readonly string[]): Promise<PersonRow[]> {
  return ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(people)
        .where(inArray(people.id, [...ids]));
}
