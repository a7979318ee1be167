import { createDecipheriv, createHash } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';

/** How long a token opens the gate. */
const lifeMs = 45 * 60_000;
const saltLength = 32;

/** Tokens that a partner gets for a login and an encrypted password. */
export interface PartnerTokens {
  /** Null for a wrong login or a password that cannot be read. */
  issue(login: string, passwordDigest: string): string | null;
  isValid(token: string): boolean;
  forget(): void;
}

/**
 * The digest is base64 of a 16-byte IV and the AES-256-CBC of password and 32 characters of salt, under the SHA-256 of the key agreed with the partner.
 * The vendor does not state mode, key derivation and IV: this is the sandbox's choice.
 */
export function createPartnerTokens(options: {
  clock: Clock;
  login: string;
  password: string;
  digestKey: string;
}): PartnerTokens {
  const { clock } = options;
  const issued = new Map<string, number>();
  return {
    issue(login, passwordDigest) {
      if (login !== options.login || decrypted(passwordDigest, options.digestKey) !== options.password) return null;
      const token = createHash('md5').update(`${login}:${issued.size}:${clock.now()}`).digest('hex');
      issued.set(token, clock.now() + lifeMs);
      return token;
    },
    isValid: (token) => (issued.get(token) ?? 0) > clock.now(),
    forget: () => issued.clear(),
  };
}

function decrypted(digest: string, digestKey: string): string | null {
  const bytes = Buffer.from(digest, 'base64');
  if (bytes.length < 32) return null;
  const key = createHash('sha256').update(digestKey).digest();
  const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('utf8');
    return text.length > saltLength ? text.slice(0, -saltLength) : null;
  } catch {
    return null;
  }
}
