import { and, eq, gt, isNotNull, lte, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { keyNames, type Vault } from './keys.ts';
import { connections, secrets } from './schema/index.ts';

const contextOf = (connectionId: string, name: string) => `secret:${connectionId}:${name}`;

/** A secret that was replaced and still proves a sender's origin. */
export interface PreviousSecret {
  name: string;
  value: string;
  until: Date;
}

/** Replaces one secret; the one before it is kept until that moment, when there was one. The connection gets a new version. */
export async function rotateSecret(
  db: Db,
  vault: Vault,
  connectionId: string,
  { name, value, until }: PreviousSecret,
): Promise<void> {
  const sealed = await vault.seal(db, keyNames.connection(connectionId), contextOf(connectionId, name), value);
  await db
    .insert(secrets)
    .values({ connectionId, name, sealed })
    .onConflictDoUpdate({
      target: [secrets.connectionId, secrets.name],
      set: { sealed, previous: secrets.sealed, previousUntil: until, updatedAt: sql`now()` },
    });
  await db
    .update(connections)
    .set({ version: sql`${connections.version} + 1`, updatedAt: sql`now()` })
    .where(eq(connections.id, connectionId));
}

/** Replaced secrets of a connection that are accepted at this moment. */
export async function openPreviousSecrets(db: Db, vault: Vault, connectionId: string, now: Date): Promise<PreviousSecret[]> {
  const rows = await db
    .select()
    .from(secrets)
    .where(and(eq(secrets.connectionId, connectionId), gt(secrets.previousUntil, now)));
  const opened: PreviousSecret[] = [];
  for (const { name, previous, previousUntil } of rows) {
    if (!previous || !previousUntil) continue;
    opened.push({ name, value: await vault.openJson<string>(db, previous, contextOf(connectionId, name)), until: previousUntil });
  }
  return opened;
}

/** Names of replaced secrets that are kept, and until when; values are not opened. */
export async function listPreviousSecrets(db: Db): Promise<{ connectionId: string; name: string; until: Date }[]> {
  const rows = await db
    .select({ connectionId: secrets.connectionId, name: secrets.name, until: secrets.previousUntil })
    .from(secrets)
    .where(isNotNull(secrets.previousUntil));
  return rows.flatMap(({ until, ...row }) => (until === null ? [] : [{ ...row, until }]));
}

/** Removes replaced secrets whose time is over. */
export async function forgetPreviousSecrets(db: Db): Promise<void> {
  await db.update(secrets).set({ previous: null, previousUntil: null }).where(lte(secrets.previousUntil, sql`now()`));
}
