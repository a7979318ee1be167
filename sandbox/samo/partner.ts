import { SamoFault } from './fault.ts';
import { childText, type XmlNode } from './xml.ts';

/** The login under which a hub works; invented, and no secret. */
export interface Partner {
  id: string;
  name: string;
  login: string;
  password: string;
  partpass: string;
  commission: string;
  clientSecret: string;
  /** Agreed out of band: encrypts the password for the gate's `auth`. */
  digestKey: string;
}

export const sandboxPartner: Partner = {
  id: '1001',
  name: 'Учебная стойка обслуживания',
  login: 'uzel',
  password: 'sandbox-password',
  partpass: 'sandbox-partpass',
  commission: '10.00',
  clientSecret: 'sandbox-client-secret',
  digestKey: 'sandbox-digest-key',
};

/** Each call carries NAME and PSW, or PARTNER and PARTPASS. @throws SamoFault 1000 */
export function requirePartner(params: XmlNode | undefined, partner: Partner): void {
  const byName = childText(params, 'NAME') === partner.login && childText(params, 'PSW') === partner.password;
  const byId = childText(params, 'PARTNER') === partner.id && childText(params, 'PARTPASS') === partner.partpass;
  if (!byName && !byId) throw new SamoFault('1000');
}
