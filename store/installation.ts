import { eq, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import { pauseConnection, resumeConnection } from './connections.ts';
import type { Database, Db } from './database.ts';
import { keyNames, type Vault } from './keys.ts';
import { connections, type PauseReason, secrets, tokens } from './schema/index.ts';
import { createTokenStore, type StoredTokens } from './tokens.ts';

export interface OptionChanges {
  open: Record<string, Json>;
  secret: Record<string, string>;
}

/** Replaces the named options of a connection and leaves the others; clients are rebuilt by the new version. Idempotent. */
export async function changeOptions(db: Db, vault: Vault, connectionId: string, { open, secret }: OptionChanges): Promise<void> {
  await db
    .update(connections)
    .set({
      options: sql`${connections.options} || ${JSON.stringify(open)}::jsonb`,
      version: sql`${connections.version} + 1`,
      updatedAt: sql`now()`,
    })
    .where(eq(connections.id, connectionId));
  for (const [name, value] of Object.entries(secret)) {
    const sealed = await vault.seal(db, keyNames.connection(connectionId), `secret:${connectionId}:${name}`, value);
    await db
      .insert(secrets)
      .values({ connectionId, name, sealed })
      .onConflictDoUpdate({
        target: [secrets.connectionId, secrets.name],
        set: { sealed, previous: null, previousUntil: null, updatedAt: sql`now()` },
      });
  }
}

/** Tokens and options of an installed application, together; a connection that waited for its authorisation goes on. */
export function saveInstallation(
  db: Database,
  vault: Vault,
  connectionId: string,
  installed: OptionChanges & { tokens: StoredTokens },
): Promise<void> {
  return db.transaction(async (tx) => {
    await changeOptions(tx, vault, connectionId, installed);
    await createTokenStore(tx, vault, connectionId).save(installed.tokens);
    await resumeConnection(tx, connectionId);
  });
}

/** Forgets the tokens of a removed application and stops its connection. */
export function removeInstallation(db: Database, connectionId: string, pause: PauseReason): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.delete(tokens).where(eq(tokens.connectionId, connectionId));
    await pauseConnection(tx, connectionId, pause);
  });
}
