import { eq, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { keyNames, type Vault } from './keys.ts';
import { tokens } from './schema/index.ts';

/** OAuth token pair of a connection; times in epoch milliseconds. */
export interface StoredTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
  endpoint?: string;
  memberId?: string;
}

const context = (connectionId: string) => `tokens:${connectionId}`;

/** The encrypted token pair of one connection. The refresh runs under a database lock: once over all processes. */
export function createTokenStore(db: Db, vault: Vault, connectionId: string) {
  async function load(from: Parameters<Vault['open']>[0]): Promise<StoredTokens | null> {
    const [row] = await from.select().from(tokens).where(eq(tokens.connectionId, connectionId));
    if (!row) return null;
    return JSON.parse((await vault.open(from, row.sealed, context(connectionId))).toString());
  }

  async function store(into: Parameters<Vault['open']>[0], pair: StoredTokens): Promise<void> {
    const sealed = await vault.seal(into, keyNames.connection(connectionId), context(connectionId), { ...pair });
    await into
      .insert(tokens)
      .values({ connectionId, sealed })
      .onConflictDoUpdate({
        target: tokens.connectionId,
        set: { sealed, generation: sql`${tokens.generation} + 1`, updatedAt: sql`now()` },
      });
  }

  return {
    read: () => load(db),
    save: (pair: StoredTokens) => store(db, pair),
    /** Runs `refresh` only if the stored pair is still `stale`; waiting processes get the pair that won. */
    refresh(stale: StoredTokens, refresh: (pair: StoredTokens) => Promise<StoredTokens>): Promise<StoredTokens> {
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`tokens:${connectionId}`}, 0))`);
        const current = await load(tx);
        if (current && current.refreshToken !== stale.refreshToken) return current;
        const fresh = await refresh(current ?? stale);
        await store(tx, fresh);
        return fresh;
      });
    },
  };
}
