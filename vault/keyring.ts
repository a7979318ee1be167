import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { keyIdOf, open, type SealingKey, seal } from './envelope.ts';

const KEY_BYTES = 32;
const WRAP_CONTEXT = 'data-key';

/** Holds the master keys: the present one wraps data keys, all of them unwrap. Nothing but data keys is ever sealed by a master key. */
export interface Keyring {
  /** Id of the master key that wraps now; derived from the key, reveals nothing of it. */
  present: string;
  /** Ids of all master keys that can be read, the present one first. */
  readable: readonly string[];
  /** A new data key and its wrapped form. */
  create(id: string): { key: SealingKey; wrapped: Buffer };
  /** @throws UnreadableKey */
  unwrap(id: string, wrapped: Buffer): SealingKey;
  wrap(key: SealingKey): Buffer;
  /** Id of the master key that wrapped this. @throws UnreadableKey */
  masterOf(id: string, wrapped: Buffer): string;
  /** The first value of the key that hashes identities: of the present master key, so that hashes made before it was stored stay valid. */
  identitySeed(): Buffer;
}

/** Why a data key cannot be unwrapped: its bytes were changed, or its master key is not among those given. */
export type UnreadableReason = 'damaged' | 'master_unknown';

/** A wrapped data key that this keyring cannot open. */
export class UnreadableKey extends Error {
  readonly reason: UnreadableReason;

  constructor(id: string, reason: UnreadableReason, message: string) {
    super(`data key ${id}: ${message}`);
    this.name = 'UnreadableKey';
    this.reason = reason;
  }
}

/**
 * @param present  32 bytes; wraps
 * @param older    32 bytes each; only read, until a rotation has left nothing under them
 */
export function createKeyring(present: Buffer, older: readonly Buffer[] = []): Keyring {
  const wrapping = wrappingKey(present);
  const readable = new Map([wrapping, ...older.map(wrappingKey)].map((key) => [key.id, key.key]));
  const wrap = ({ id, key }: SealingKey) => seal(key, wrapping, contextOf(id));
  return {
    present: wrapping.id,
    readable: [...readable.keys()],
    wrap,
    masterOf,
    create(id) {
      const key = { id, key: randomBytes(KEY_BYTES) };
      return { key, wrapped: wrap(key) };
    },
    unwrap(id, wrapped) {
      const by = masterOf(id, wrapped);
      const master = readable.get(by);
      if (!master) throw new UnreadableKey(id, 'master_unknown', `wrapped by master key ${by}, which is not given`);
      try {
        return { id, key: open(wrapped, master, contextOf(id)) };
      } catch {
        throw new UnreadableKey(id, 'damaged', 'its bytes are not those that were sealed');
      }
    },
    identitySeed: () => derive(present, 'identity'),
  };
}

/** Keyed hash of a value, so that equal ones meet without being readable; hex. */
export function keyedHash(key: Buffer, purpose: string, value: string): string {
  return createHmac('sha256', key).update(`${purpose}\u0000${value}`).digest('hex');
}

function wrappingKey(master: Buffer): SealingKey {
  if (master.length !== KEY_BYTES) throw new Error(`the master key has ${master.length} bytes, expected ${KEY_BYTES}`);
  return {
    id: `m-${createHash('sha256').update(derive(master, 'id')).digest('hex').slice(0, 12)}`,
    key: derive(master, 'wrap'),
  };
}

function masterOf(id: string, wrapped: Buffer): string {
  try {
    return keyIdOf(wrapped);
  } catch {
    throw new UnreadableKey(id, 'damaged', 'not a sealed value of this vault');
  }
}

const derive = (master: Buffer, purpose: string) => Buffer.from(hkdfSync('sha256', master, '', `uzel/${purpose}`, KEY_BYTES));
const contextOf = (id: string) => `${WRAP_CONTEXT}:${id}`;
