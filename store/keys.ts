import { eq } from 'drizzle-orm';
import { HubError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { keyIdOf, open, type SealingKey, seal } from '../vault/envelope.ts';
import { type Keyring, keyedHash, UnreadableKey } from '../vault/keyring.ts';
import type { Db } from './database.ts';
import { dataKeys } from './schema/index.ts';

/** Seals and opens values under data keys that live in the database, wrapped. Keys are made on first use. */
export interface Vault {
  seal(db: Db, keyId: string, context: string, value: Json | Uint8Array): Promise<Buffer>;
  /** @throws HubError `config` when the key cannot be read; Error when it is destroyed, or the bytes were changed */
  open(db: Db, sealed: Buffer, context: string): Promise<Buffer>;
  openJson<T extends Json>(db: Db, sealed: Buffer, context: string): Promise<T>;
  /** Keyed hash of what identifies somebody; hex. The same for the life of the database, whatever master key wraps. */
  hash(db: Db, purpose: string, value: string): Promise<string>;
  /** The data key itself, made if it is not there. */
  obtainKey(db: Db, id: string): Promise<SealingKey>;
  /** Null where there is none. */
  findKey(db: Db, id: string): Promise<SealingKey | null>;
}

/** Names of data keys; what is destroyed together shares one. */
export const keyNames = {
  day: (at: Date) => `day:${at.toISOString().slice(0, 10)}`,
  person: (personId: string) => `person:${personId}`,
  connection: (connectionId: string) => `connection:${connectionId}`,
  shared: () => 'shared',
  /** Hashes identities; nothing is sealed under it. */
  identity: () => 'identity',
  /** Payloads of one month of workflow histories. */
  payloads: (at: Date) => `payloads:${at.toISOString().slice(0, 7)}`,
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
    if (!row) return null;
    try {
      return remember(keyring.unwrap(id, row.wrapped));
    } catch (error) {
      throw error instanceof UnreadableKey ? unreadable(id, error) : error;
    }
  }

  /** Not remembered when just made: the transaction that stores it may still roll back. */
  async function obtain(db: Db, id: string): Promise<SealingKey> {
    const found = await existing(db, id);
    if (found) return found;
    const made = id === keyNames.identity() ? identityKey(keyring) : keyring.create(id);
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
    async hash(db, purpose, value) {
      return keyedHash((await obtain(db, keyNames.identity())).key, purpose, value);
    },
    obtainKey: obtain,
    findKey: existing,
  };
  return vault;
}

function identityKey(keyring: Keyring): { key: SealingKey; wrapped: Buffer } {
  const key = { id: keyNames.identity(), key: keyring.identitySeed() };
  return { key, wrapped: keyring.wrap(key) };
}

function unreadable(id: string, cause: UnreadableKey): HubError {
  return new HubError({
    code: 'DATA_KEY_UNREADABLE',
    kind: 'config',
    userMessage: {
      ru: `Ключ ${id} не читается: данные под ним недоступны, пока его не восстановят из резервной копии`,
      en: `Key ${id} cannot be read: what is sealed under it stays closed until the key is restored from a back-up`,
    },
    cause,
  });
}
