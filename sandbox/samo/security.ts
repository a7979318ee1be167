import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { authorizationFault } from './fault.ts';
import { childText, first, type XmlNode } from './xml.ts';

/** How far `Created` may lie from the service's clock, and how long a nonce is remembered. */
const windowMs = 5 * 60_000;

/** The WS-Security check of one installation: remembers the nonces it has seen. */
export interface SecurityGate {
  /** @throws SamoFault "Client Authorization Error N" */
  admit(header: XmlNode | undefined): void;
  forget(): void;
}

export function createSecurityGate(options: { clock: Clock; login: string; clientSecret: string }): SecurityGate {
  const seen = new Map<string, number>();
  return {
    admit(header) {
      const token = first(first(header, 'Security'), 'UsernameToken');
      const [login, password] = [childText(token, 'Username'), childText(token, 'Password')];
      const [nonce, created] = [childText(token, 'Nonce'), childText(token, 'Created')];
      if (login === '' || password === '' || nonce === '' || created === '') throw authorizationFault('2');
      if (login !== options.login || !digests(nonce, created, options.clientSecret).includes(password))
        throw authorizationFault('3');

      const now = options.clock.now();
      const distance = Math.abs(now - Date.parse(created));
      if (!(distance <= windowMs)) throw authorizationFault('6');

      for (const [old, at] of seen) if (now - at > 2 * windowMs) seen.delete(old);
      if (seen.has(nonce)) throw authorizationFault('5');
      seen.set(nonce, now);
    },
    forget: () => seen.clear(),
  };
}

/** The nonce enters the digest decoded, as WS-Security has it, or as sent: the service's own reading is not known, both pass. */
function digests(nonce: string, created: string, clientSecret: string): string[] {
  return [Buffer.from(nonce, 'base64'), Buffer.from(nonce, 'utf8')].map((bytes) =>
    createHash('sha1').update(bytes).update(created).update(clientSecret).digest('base64'),
  );
}
