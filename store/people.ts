import { eq, inArray, sql } from 'drizzle-orm';
import type { Database, Db } from './database.ts';
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
  db: Database,
  vault: Vault,
  identity: { kind: string; value: string },
  clear: PersonClear,
): Promise<string> {
  const hash = await vault.hash(db, `identity:${identity.kind}`, identity.value);
  const known = await personOf(db, hash);
  if (known === null) return makePerson(db, hash, identity.kind, clear);
  const { name, phone, email } = clear;
  if (known.name !== name || known.phone !== phone || known.email !== email) {
    await db.update(people).set({ name, phone, email, updatedAt: sql`now()` }).where(eq(people.id, known.id));
  }
  return known.id;
}

async function personOf(db: Db, hash: string): Promise<PersonRow | null> {
  const [row] = await db
    .select({ person: people })
    .from(identities)
    .innerJoin(people, eq(people.id, identities.personId))
    .where(eq(identities.hash, hash));
  return row?.person ?? null;
}

function makePerson(db: Database, hash: string, kind: string, clear: PersonClear): Promise<string> {
  return db.transaction(async (tx) => {
    const id = newId('prs');
    await tx.insert(people).values({ id, ...clear });
    const mine = await tx.insert(identities).values({ hash, kind, personId: id }).onConflictDoNothing().returning();
    if (mine.length > 0) return id;
    await tx.delete(people).where(eq(people.id, id));
    const winner = await personOf(tx, hash);
    if (winner === null) throw new Error('an identity vanished while its person was being made');
    return winner.id;
  });
}

export function getPeople(db: Db, ids: readonly string[]): Promise<PersonRow[]> {
  return ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(people)
        .where(inArray(people.id, [...ids]));
}
