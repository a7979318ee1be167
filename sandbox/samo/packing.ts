import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';

export const encodings = ['none', 'gzip', 'zlib', 'aes'] as const;
export type Encoding = (typeof encodings)[number];

export function isEncoding(value: string): value is Encoding {
  return (encodings as readonly string[]).includes(value);
}

/**
 * Packs an answer for `WORK/return`. `none` is handled by the caller, whose text goes into the envelope as it is.
 *
 * `gzip`: base64. `zlib`: base64 of a 4-byte big-endian length of the plain bytes, then the stream. `aes`: gzip, then AES-256-CBC under
 * SHA-256 of the client secret with PKCS7 padding, a random IV as the first 16 bytes, then base64; the vendor does not state mode, IV
 * and padding, so this is the sandbox's choice.
 */
export function pack(plain: Buffer, encoding: Exclude<Encoding, 'none'>, clientSecret: string): string {
  if (encoding === 'gzip') return gzipSync(plain).toString('base64');
  if (encoding === 'zlib') {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(plain.length);
    return Buffer.concat([length, deflateSync(plain)]).toString('base64');
  }
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', aesKey(clientSecret), iv);
  return Buffer.concat([iv, cipher.update(gzipSync(plain)), cipher.final()]).toString('base64');
}

/**
 * Unpacks `WORK/data` of a request; the same as `pack`, but a zlib request carries no length.
 * @throws Error when the bytes are not what the encoding says
 */
export function unpack(data: string, encoding: Encoding, clientSecret: string): string {
  if (encoding === 'none') return data;
  const bytes = Buffer.from(data, 'base64');
  if (encoding === 'gzip') return gunzipSync(bytes).toString('utf8');
  if (encoding === 'zlib') return inflateSync(bytes).toString('utf8');
  const decipher = createDecipheriv('aes-256-cbc', aesKey(clientSecret), bytes.subarray(0, 16));
  return gunzipSync(Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()])).toString('utf8');
}

function aesKey(clientSecret: string): Buffer {
  return createHash('sha256').update(clientSecret).digest();
}
