import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Opaque id of ours: a prefix that says what it is, and 80 random bits. Carries nothing of the person or record behind it. */
export function newId(prefix: string): string {
  let text = '';
  for (const byte of randomBytes(16)) text += ALPHABET[byte & 31];
  return `${prefix}_${text}`;
}
