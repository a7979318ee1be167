import { eq } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import { keyIdOf, open, type SealingKey, seal } from '../vault/envelope.ts';
import type { Keyring } from '../vault/keyring.ts';
import type { Db } from './database.ts';
import { dataKeys } from './schema/index.ts';

/** Seals and opens values under data keys that live in the database, wrapped. Keys are made on first use. */
export interface Vault {
  seal(db: Db, keyId: string, context: string, value: Json | Uint8Array): Promise<Buffer>;
  open(db: Db, sealed: Buffer, context: string): Promise<Buffer>;
  openJson<T extends Json>(db: Db, sealed: Buffer, context: string): Promise<T>;
  hash(purpose: string, value: string): string;
}

/** Names of data keys; what is destroyed together shares one. */
export const keyNames = {
  day: (at: Date) => `day:${at.toISOString().slice(0, 10)}`,
  person: (personId: string) => `person:${personId}`,
  connection: (connectionId: string) => `connection:${connectionId}`,
  shared: () => 'shared',
} as const;

const MAX_CACHED_KEYS = 5_000;

export function createVault(keyring: Keyring): Vault {
  const cache = new Map<string, SealingKey>();
  const remember = (key: SealingKey) => {
    if (cache.size >= MAX_CACHED_KEYS) cache.delete(cache.keys().next().value ?? '');
    cache.set(key.id, key);
    return key;
  };

  async function existing(db: Db, id: string): Promise<SealingKey | null> {
    const cached = cache.get(id);
    if (cached) return cached;
    const [row] = await db.select().from(dataKeys).where(eq(dataKeys.id, id));
    return row ? remember(keyring.unwrap(id, row.wrapped)) : null;
  }

  /** Not remembered when just made: the transaction that stores it may still roll back. */
  async function obtain(db: Db, id: string): Promise<SealingKey> {
    const found = await existing(db, id);
    if (found) return found;
    const made = keyring.create(id);
    const inserted = await db
      .insert(dataKeys)
      .values({ id, wrapped: made.wrapped })
      .onConflictDoNothing()
      .returning({ id: dataKeys.id });
    if (inserted.length > 0) return made.key;
    const other = await existing(db, id);
    if (!other) throw new Error(`data key ${id} vanished while it was being made`);
    return other;
  }

  const vault: Vault = {
    async seal(db, keyId, context, value) {
      const plain = value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
      return seal(plain, await obtain(db, keyId), context);
    },
    async open(db, sealed, context) {
      const id = keyIdOf(sealed);
      const key = await existing(db, id);
      if (!key) throw new Error(`data key ${id} is destroyed`);
      return open(sealed, key.key, context);
    },
    async openJson(db, sealed, context) {
      return JSON.parse((await vault.open(db, sealed, context)).toString());
    },
    hash: (purpose, value) => keyring.hash(purpose, value),
  };
  return vault;
}
