import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { decodeText } from '../sdk/charset.ts';
import type { SamoOptions } from './options.ts';

const MAX_UNPACKED = 32 * 1024 * 1024;
const BLOCK = 16;

export type Packing = Pick<SamoOptions, 'encode' | 'aesCipher' | 'aesKey' | 'clientSecret'>;

/** Packs a payload as `WORK(data)` takes it. `iv` matters to CBC ciphers only; 16 bytes, new for every message. */
export function pack(xml: string, packing: Packing, iv: Uint8Array = randomBytes(BLOCK)): string {
  switch (packing.encode) {
    case 'none':
      return xml;
    case 'gzip':
      return gzipSync(xml).toString('base64');
    case 'zlib':
      return deflateSync(xml).toString('base64');
    case 'aes':
      return encrypt(gzipSync(xml), packing, iv).toString('base64');
  }
}

/**
 * Reads what `WORK` returned, in whatever charset it is. An answer that is plain XML is taken as such whatever was agreed,
 * and a zlib stream with or without the length prefix that the service puts before its own.
 * @throws Error when it cannot be unpacked
 */
export function unpack(returned: string, packing: Packing): string {
  const text = returned.trim();
  if (packing.encode === 'none' || text === '' || text.startsWith('<')) return text;
  const bytes = Buffer.from(text, 'base64');
  const options = { maxOutputLength: MAX_UNPACKED };
  if (packing.encode === 'zlib') return decodeText(inflateSync(startsZlib(bytes, 4) ? bytes.subarray(4) : bytes, options));
  return decodeText(gunzipSync(packing.encode === 'aes' ? decrypt(bytes, packing) : bytes, options));
}

/** A zlib header is 0x78 and a byte that makes both a multiple of 31. The prefix wins where both places look like one. */
function startsZlib(bytes: Buffer, at: number): boolean {
  return bytes.length > at + 1 && bytes[at] === 0x78 && bytes.readUInt16BE(at) % 31 === 0;
}

/** CBC carries its IV as the first block; ECB has none. Both are settings, because the vendor does not state them. */
function encrypt(plain: Buffer, packing: Packing, iv: Uint8Array): Buffer {
  const start = packing.aesCipher.endsWith('cbc') ? iv : null;
  const cipher = createCipheriv(packing.aesCipher, keyOf(packing), start);
  return Buffer.concat([start ?? Buffer.alloc(0), cipher.update(plain), cipher.final()]);
}

function decrypt(bytes: Buffer, packing: Packing): Buffer {
  const chained = packing.aesCipher.endsWith('cbc');
  const decipher = createDecipheriv(packing.aesCipher, keyOf(packing), chained ? bytes.subarray(0, BLOCK) : null);
  return Buffer.concat([decipher.update(chained ? bytes.subarray(BLOCK) : bytes), decipher.final()]);
}

function keyOf(packing: Packing): Buffer {
  const length = packing.aesCipher.startsWith('aes-256') ? 32 : 16;
  const secret = Buffer.from(packing.clientSecret);
  const full = packing.aesKey === 'padded' ? secret : createHash(packing.aesKey).update(secret).digest();
  return Buffer.concat([full, Buffer.alloc(length)]).subarray(0, length);
}
