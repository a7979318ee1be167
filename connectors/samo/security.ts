import { createHash } from 'node:crypto';
import type { XmlInput } from '../sdk/xml.ts';

const OASIS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
export const SECURITY_NAMESPACES = {
  wsse: `${OASIS}-wssecurity-secext-1.0.xsd`,
  wsu: `${OASIS}-wssecurity-utility-1.0.xsd`,
};

/**
 * WS-Security UsernameToken with `PasswordDigest = base64(SHA1(nonce + created + secret))`.
 * @param nonce  16 random bytes, never twice: the service remembers them
 */
export function securityHeader(client: { name: string; secret: string }, nonce: Uint8Array, nowMs: number): XmlInput {
  const created = new Date(nowMs).toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(client.secret).digest('base64');
  return {
    'wsse:UsernameToken': {
      'wsse:Username': client.name,
      'wsse:Password': { $: { Type: `${OASIS}-username-token-profile-1.0#PasswordDigest` }, _: digest },
      'wsse:Nonce': {
        $: { EncodingType: `${OASIS}-soap-message-security-1.0#Base64Binary` },
        _: Buffer.from(nonce).toString('base64'),
      },
      'wsu:Created': created,
    },
  };
}
