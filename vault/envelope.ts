import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM: version (1) · key id length (1) · key id · nonce (12) · tag (16) · ciphertext. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A 256-bit key and the id under which ciphertexts name it. */
export interface SealingKey {
  id: string;
  key: Buffer;
}

/** Seals bytes; `context` is authenticated, not stored: opening with another context fails. */
export function seal(plain: Uint8Array, under: SealingKey, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', under.key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const id = Buffer.from(under.id);
  return Buffer.concat([Buffer.from([VERSION, id.length]), id, nonce, cipher.getAuthTag(), body]);
}

/** The id of the key that sealed these bytes. @throws Error when they are not an envelope */
export function keyIdOf(sealed: Buffer): string {
  const length = sealed[1];
  if (sealed[0] !== VERSION || length === undefined || sealed.length < 2 + length + NONCE_BYTES + TAG_BYTES) {
    throw new Error('not a sealed value of this vault');
  }
  return sealed.subarray(2, 2 + length).toString();
}

/** Opens sealed bytes. @throws Error when key, context or bytes are not the ones of sealing */
export function open(sealed: Buffer, key: Buffer, context: string): Buffer {
  const start = 2 + Buffer.byteLength(keyIdOf(sealed));
  const nonce = sealed.subarray(start, start + NONCE_BYTES);
  const tag = sealed.subarray(start + NONCE_BYTES, start + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(start + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
