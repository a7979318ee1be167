import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { keyIdOf, open, type SealingKey, seal } from './envelope.ts';

const KEY_BYTES = 32;
const WRAP_CONTEXT = 'data-key';

/** Holds the master key: wraps data keys, and hashes identities so that equal ones meet without being readable. */
export interface Keyring {
  /** A new data key and its wrapped form. */
  create(id: string): { key: SealingKey; wrapped: Buffer };
  /** @throws Error when the data key was wrapped by another master key */
  unwrap(id: string, wrapped: Buffer): SealingKey;
  /** Keyed hash, stable for this master key; hex. */
  hash(purpose: string, value: string): string;
}

/** @param master 32 bytes */
export function createKeyring(master: Buffer): Keyring {
  if (master.length !== KEY_BYTES) throw new Error(`the master key has ${master.length} bytes, expected ${KEY_BYTES}`);
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, '', `uzel/${purpose}`, KEY_BYTES));
  const wrapping: SealingKey = {
    id: `m-${createHash('sha256').update(derive('id')).digest('hex').slice(0, 12)}`,
    key: derive('wrap'),
  };
  const hashing = derive('identity');
  return {
    create(id) {
      const key = randomBytes(KEY_BYTES);
      return { key: { id, key }, wrapped: seal(key, wrapping, `${WRAP_CONTEXT}:${id}`) };
    },
    unwrap(id, wrapped) {
      const by = keyIdOf(wrapped);
      if (by !== wrapping.id)
        throw new Error(`data key ${id} was wrapped by master key ${by}, the present one is ${wrapping.id}`);
      return { id, key: open(wrapped, wrapping.key, `${WRAP_CONTEXT}:${id}`) };
    },
    hash: (purpose, value) => createHmac('sha256', hashing).update(`${purpose}\u0000${value}`).digest('hex'),
  };
}
